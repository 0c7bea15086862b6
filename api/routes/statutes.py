"""依据: `GET /api/v1/statutes`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import Page, StatuteEntry
from schema.registry import Code, Rank

router = APIRouter(prefix="/statutes", tags=["registry"])


class Wanted(paging.Searched):
    """Which statutes."""

    rank: Rank | None = None
    issuer: str | None = Field(default=None, max_length=200)


@router.get("", summary="依据列表 / Statutes", responses=problems(400, 404))
def list_statutes(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[StatuteEntry]:
    """法律、法规、规章与规范性文件；`on` 只列当日施行的。Legal texts; `on` lists those in effect that day."""
    return paging.page(
        database, catalogue.STATUTES, wanted, {"on": wanted.on, "rank": wanted.rank, "issuer": wanted.issuer}
    )


@router.get("/{code}", summary="一部依据 / One statute", responses=problems(404))
def get_statute(database: Graph, code: Code, at: Annotated[paging.Clocks, Query()]) -> StatuteEntry:
    """一部依据。One legal text."""
    return catalogue.get(
        database, catalogue.STATUTES, code, known_at=at.instant, past=at.known_at is not None, on=at.on
    )
