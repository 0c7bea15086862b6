"""职责: `GET /api/v1/mandates`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import MandateDetail, MandateEntry, Page
from schema.registry import Code, Role

router = APIRouter(prefix="/mandates", tags=["registry"])


class Wanted(paging.Searched):
    """Which mandates."""

    authority: paging.CodeFilter = None
    issue_type: paging.CodeFilter = None
    location: paging.CodeFilter = None
    role: Role | None = None
    statute: paging.CodeFilter = None
    department: paging.CodeFilter = None


@router.get("", summary="职责列表 / Mandates", responses=problems(400, 404))
def list_mandates(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[MandateEntry]:
    """职责，连同条款与原文；`q` 搜索原文与备注。Mandates with article and quote; `q` searches the quotes and notes."""
    return paging.page(database, catalogue.MANDATES, wanted, wanted.model_dump(include=set(catalogue.MANDATES.filters)))


@router.get("/{code}", summary="一项职责 / One mandate", responses=problems(404))
def get_mandate(database: Graph, code: Code, at: Annotated[paging.Clocks, Query()]) -> MandateDetail:
    """一项职责、承担它的单位、它与其他职责的优先和冲突。One mandate, who bears it, and the mandates it meets."""
    return catalogue.get(
        database, catalogue.MANDATES, code, known_at=at.instant, past=at.known_at is not None, on=at.on
    )
