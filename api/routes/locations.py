"""地点: `GET /api/v1/locations`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import LocationDetail, LocationEntry, Page
from schema.registry import Code

router = APIRouter(prefix="/locations", tags=["registry"])


class Wanted(paging.Searched):
    """Which locations."""

    within: paging.CodeFilter = None
    kind: str | None = Field(default=None, max_length=60)
    division: bool | None = None


@router.get("", summary="地点列表 / Locations", responses=problems(400, 404))
def list_locations(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[LocationEntry]:
    """地点与行政区划；`within` 列下一级。Places and divisions; `within` lists those right below it."""
    return paging.page(
        database,
        catalogue.LOCATIONS,
        wanted,
        {"within": wanted.within, "kind": wanted.kind, "division": wanted.division},
    )


@router.get("/{code}", summary="一个地点 / One location", responses=problems(404))
def get_location(database: Graph, code: Code, at: Annotated[paging.Clocks, Query()]) -> LocationDetail:
    """一个地点、它的边界与管辖单位。One place, its outline and the departments that serve it."""
    return catalogue.get(
        database, catalogue.LOCATIONS, code, known_at=at.instant, past=at.known_at is not None, on=at.on
    )
