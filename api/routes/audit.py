"""审计记录: `GET /api/v1/audit` and one entry."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from api import clock, paging
from api.openapi import problems
from api.state import Acting, Graph
from graph import people, trail
from graph.connection import Database
from schema.audit import AuditLine, AuditRecord
from schema.catalogue import Page
from schema.people import UserRole

router = APIRouter(prefix="/audit", tags=["people"])

Sequence = Annotated[int, Path(ge=1, le=trail.NEWEST, description="序号 / its number in the chain")]


class Wanted(paging.Cut):
    """Which entries."""

    person: str | None = Field(default=None, max_length=100, description="账号或编号 / account name or id")
    role: UserRole | None = Field(default=None, description="以什么角色 / in which role")
    action: str | None = Field(default=None, max_length=60, description="做了什么 / what was done")
    object_kind: str | None = Field(default=None, max_length=60, description="对象类型 / kind of object")
    object_id: str | None = Field(default=None, max_length=200, description="对象编号 / id of the object")
    from_: paging.Instant | None = Field(default=None, alias="from", description="自何时 / from this instant")
    until: paging.Instant | None = Field(default=None, description="到何时之前 / before this instant")


@router.get("", summary="审计记录 / Audit trail", responses=problems(400))
def list_entries(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[AuditLine]:
    """谁何时以什么角色做了什么，新的在前，不含前后内容。
    Who did what, when and in which role, the newest first; without what was before and after."""
    return page(database, filters_of(database, wanted), limit=wanted.limit, cursor=wanted.cursor)


@router.get("/{sequence}", summary="一条审计记录 / One entry", responses=problems(404))
def get_entry(database: Graph, actor: Acting, sequence: Sequence) -> AuditRecord:
    """一条记录连同前后内容、理由、地址；查看别人的记录本身会被记录（同一条一小时内只记一次）。
    One entry with before, after, reason and address; that somebody else's was read is itself recorded."""
    return trail.read(database, actor, sequence, at=clock.now())


def filters_of(database: Database, wanted: Wanted) -> trail.Wanted:
    """The filters as the trail takes them."""
    return trail.Wanted(
        person=person_of(database, wanted.person) if wanted.person else None,
        role=wanted.role,
        action=wanted.action,
        object_kind=wanted.object_kind,
        object_id=wanted.object_id,
        from_=wanted.from_,
        until=wanted.until,
    )


def person_of(database: Database, text: str) -> str:
    """The id of who has that account name; else the text, as the id of somebody who has none."""
    found = people.account(database, text)
    return found.person.id if found is not None else text


def page(database: Database, wanted: trail.Wanted, *, limit: int, cursor: str | None) -> Page[AuditLine]:
    """A page of entries; raises `bad-cursor`."""
    before = None
    if cursor is not None:
        position = paging.decode(cursor)
        if type(position) is not int or not 0 < position <= trail.NEWEST:
            raise paging.bad_cursor()
        before = position
    found, more = trail.entries(database, wanted, before=before, limit=limit)
    return Page[AuditLine](items=found, next=paging.encode(found[-1].sequence) if more else None)
