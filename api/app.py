"""The web application: routes and pages around one database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from api import clock, openapi, problems
from api.routes import (
    authorities,
    conflicts,
    departments,
    factors,
    health,
    issue_types,
    locations,
    mandates,
    precedents,
    resolutions,
    statutes,
    understandings,
)
from graph.connection import Database
from graph.settings import Settings
from intake import live

DESCRIPTION = """该谁管：谁负责什么的登记册，回答“该谁管”，并给出理由。
A registry of who is responsible for what; it answers "whose is it?" and says why.

错误一律是 `application/problem+json`（RFC 9457）：`code` 供程序判断，`detail` 与 `next` 给人看，语言随请求头。
Errors are problem documents: `code` is for programs, `detail` and `next` for people, in the language asked for."""

RESOURCES = (
    resolutions,
    understandings,
    conflicts,
    departments,
    authorities,
    issue_types,
    locations,
    mandates,
    statutes,
    precedents,
    factors,
)


def create_app(database: Database, settings: Settings) -> FastAPI:
    """The application on a connection that is already open; it closes neither: who opened it closes it."""

    app = FastAPI(
        title="Whose 该谁管", version="1", description=DESCRIPTION, lifespan=_lifespan, docs_url=None, redoc_url=None
    )
    app.state.database = database
    app.state.settings = settings
    app.state.vocabulary = live.current(database, clock.today)
    problems.install(app)
    api = APIRouter(prefix="/api/v1")
    for resource in RESOURCES:
        api.include_router(resource.router)
    app.include_router(api)
    app.include_router(health.router)
    openapi.install(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Nothing to start yet: the connection is opened before, so that its problems are told before a port is taken."""
    del app
    yield
