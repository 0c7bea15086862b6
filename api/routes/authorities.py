"""职能: `GET /api/v1/authorities`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import AuthorityDetail, AuthorityEntry, Page
from schema.registry import Code, Level

router = APIRouter(prefix="/authorities", tags=["registry"])


class Wanted(paging.Searched):
    """Which authorities."""

    level: Level | None = None
    department: paging.CodeFilter = None


@router.get("", summary="职能列表 / Authorities", responses=problems(400, 404))
def list_authorities(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[AuthorityEntry]:
    """法律所称的主管部门；`department` 只列该单位（`on` 当日）行使的。Legal capacities (`department`: its own)."""
    return paging.page(
        database,
        catalogue.AUTHORITIES,
        wanted,
        {"on": wanted.on, "level": wanted.level, "department": wanted.department},
    )


@router.get("/{code}", summary="一项职能 / One authority", responses=problems(404))
def get_authority(database: Graph, code: Code, at: Annotated[paging.Clocks, Query()]) -> AuthorityDetail:
    """一项职能与行使它的单位。One authority and the departments that exercise it."""
    return catalogue.get(
        database, catalogue.AUTHORITIES, code, known_at=at.instant, past=at.known_at is not None, on=at.on
    )
