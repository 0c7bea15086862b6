"""单位: `GET /api/v1/departments`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import DepartmentDetail, DepartmentEntry, Page
from schema.registry import Code, DepartmentKind, Level

router = APIRouter(prefix="/departments", tags=["registry"])


class Wanted(paging.Searched):
    """Which departments."""

    kind: DepartmentKind | None = None
    level: Level | None = None
    part_of: paging.CodeFilter = None
    serves: paging.CodeFilter = None


@router.get("", summary="单位列表 / Departments", responses=problems(400, 404))
def list_departments(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[DepartmentEntry]:
    """单位，可按名称、别名、拼音搜索；`on` 只列当日存在的。Departments; `on` lists those in being that day."""
    filters = {
        "on": wanted.on,
        "kind": wanted.kind,
        "level": wanted.level,
        "part_of": wanted.part_of,
        "serves": wanted.serves,
    }
    return paging.page(database, catalogue.DEPARTMENTS, wanted, filters)


@router.get("/{code}", summary="一个单位 / One department", responses=problems(404))
def get_department(database: Graph, code: Code, at: Annotated[paging.Clocks, Query()]) -> DepartmentDetail:
    """一个单位、它行使的职能、前身与承接单位。One department, the authorities it exercises, and its succession."""
    return catalogue.get(
        database, catalogue.DEPARTMENTS, code, known_at=at.instant, past=at.known_at is not None, on=at.on
    )
