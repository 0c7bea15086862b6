"""事项: `GET /api/v1/issue-types`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import paging
from api.openapi import problems
from api.state import Graph
from graph import catalogue
from schema.catalogue import IssueTypeDetail, IssueTypeEntry, Page
from schema.registry import Code

router = APIRouter(prefix="/issue-types", tags=["registry"])


class Wanted(paging.Searched):
    """Which issue types."""

    parent: paging.CodeFilter = None
    emergency: paging.CodeFilter = None


@router.get("", summary="事项列表 / Issue types", responses=problems(400, 404))
def list_issue_types(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[IssueTypeEntry]:
    """事项，可按名称、俗称、拼音搜索；`parent` 列下一级。Issue types; `parent` lists those right below it."""
    return paging.page(
        database, catalogue.ISSUE_TYPES, wanted, {"parent": wanted.parent, "emergency": wanted.emergency}
    )


@router.get("/{code}", summary="一个事项 / One issue type", responses=problems(404))
def get_issue_type(database: Graph, code: Code, at: Annotated[paging.Clocks, Query()]) -> IssueTypeDetail:
    """一个事项与它的下一级。One issue type and the kinds right below it."""
    return catalogue.get(
        database, catalogue.ISSUE_TYPES, code, known_at=at.instant, past=at.known_at is not None, on=at.on
    )
