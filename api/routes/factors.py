"""判定要素: `GET /api/v1/factors`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import FactorEntry, Page
from schema.registry import Code

router = APIRouter(prefix="/factors", tags=["registry"])


class Wanted(paging.Searched):
    """Which factors."""


@router.get("", summary="判定要素列表 / Factors", responses=problems(400, 404))
def list_factors(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[FactorEntry]:
    """能在电话里问、能决定归属的事实。Facts that decide between owners and can be asked on the phone."""
    return paging.page(database, catalogue.FACTORS, wanted, {})


@router.get("/{code}", summary="一个判定要素 / One factor", responses=problems(404))
def get_factor(database: Graph, code: Code, at: Annotated[paging.Clocks, Query()]) -> FactorEntry:
    """一个判定要素与它的取值。One factor and its values."""
    return catalogue.get(database, catalogue.FACTORS, code, known_at=at.instant, past=at.known_at is not None, on=at.on)
