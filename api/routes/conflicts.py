"""职责交叉: `GET /api/v1/conflicts`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import Collision, Page

router = APIRouter(prefix="/conflicts", tags=["conflicts"])


class Wanted(paging.Paged):
    """Which pairs."""

    issue_type: paging.CodeFilter = None
    location: paging.CodeFilter = None
    authority: paging.CodeFilter = None
    statute: paging.CodeFilter = None
    department: paging.CodeFilter = None


@router.get("", summary="职责交叉列表 / Colliding mandates", responses=problems(400, 404))
def list_conflicts(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[Collision]:
    """两项主责相互交叉、谁也不优先于谁的，连同双方条款与原文。Pairs of lead mandates that overlap with neither
    prevailing, each with article and quote; a filter matches where either side of the pair does."""
    after = ("", "")
    if wanted.cursor is not None:
        match paging.decode(wanted.cursor):
            case [str(first), str(second)]:
                after = (first, second)
            case _:
                raise paging.bad_cursor()
    filters = wanted.model_dump(include=set(catalogue.CONFLICT_FILTERS))
    found, more = catalogue.conflicts(
        database, known_at=wanted.instant, after=after, limit=wanted.limit, filters=filters
    )
    if not found:
        paging.check_codes(database, filters)
    following = paging.encode([found[-1].first.code, found[-1].second.code]) if more and found else None
    return Page[Collision](items=found, next=following)
