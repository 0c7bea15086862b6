"""先例: `GET /api/v1/precedents`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import Page, PrecedentEntry
from schema.registry import Code

router = APIRouter(prefix="/precedents", tags=["registry"])


class Wanted(paging.Searched):
    """Which precedents."""

    issue_type: paging.CodeFilter = None
    location: paging.CodeFilter = None
    department: paging.CodeFilter = None


@router.get("", summary="先例列表 / Precedents", responses=problems(400, 404))
def list_precedents(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[PrecedentEntry]:
    """已裁定的特例；`q` 搜索标题与案情。Settled special cases; `q` searches their titles and facts."""
    return paging.page(
        database, catalogue.PRECEDENTS, wanted, wanted.model_dump(include=set(catalogue.PRECEDENTS.filters))
    )


@router.get("/{code}", summary="一件先例 / One precedent", responses=problems(404))
def get_precedent(database: Graph, code: Code, at: Annotated[paging.Clocks, Query()]) -> PrecedentEntry:
    """一件先例与它的裁定。One precedent and its ruling."""
    return catalogue.get(
        database, catalogue.PRECEDENTS, code, known_at=at.instant, past=at.known_at is not None, on=at.on
    )
