"""The web application: routes and pages around one database."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import clock, openapi, problems
from api.console import pages, reference, signing, templating, welcome
from api.console import tokens as tokens_page
from api.console import trail as trail_pages
from api.headers import SafeHeaders
from api.limits import Limits
from api.metrics import Metrics
from api.observed import Observed
from api.routes import (
    audit,
    authorities,
    conflicts,
    departments,
    factors,
    health,
    issue_types,
    locations,
    mandates,
    metrics,
    people,
    precedents,
    resolutions,
    sessions,
    statutes,
    tokens,
    understandings,
)
from api.security.guard import Guard
from api.security.identity import Identities
from graph.connection import Database
from graph.settings import Settings
from graph.warm import warm as warm_up
from intake import live
from schema.problems import Problem

log = logging.getLogger(__name__)

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
    sessions,
    people,
    tokens,
    audit,
)

CONSOLE = (pages, reference, signing, welcome, tokens_page, trail_pages)


def create_app(database: Database, settings: Settings, *, warm: bool = False) -> FastAPI:
    """The application on a connection that is already open; it closes neither: who opened it closes it.

    With `warm` it asks the database some questions at its start, and `/readyz` says no until it has.
    """

    app = FastAPI(
        title="Whose 该谁管", version="1", description=DESCRIPTION, lifespan=_lifespan, docs_url=None, redoc_url=None
    )
    app.state.database = database
    app.state.settings = settings
    app.state.vocabulary = live.current(database, clock.today)
    app.state.warming = warm
    app.state.identities = Identities(database, settings)
    app.state.metrics = Metrics()
    problems.install(app)
    api = APIRouter(prefix="/api/v1")
    for resource in RESOURCES:
        api.include_router(resource.router)
    app.include_router(api)
    app.include_router(health.router)
    app.include_router(metrics.router)
    for part in CONSOLE:
        app.include_router(part.router)
    app.mount("/static", templating.Files(directory=templating.STATIC), name="static")
    app.add_middleware(Guard, identities=app.state.identities)
    app.add_middleware(Limits, settings=settings)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Observed, metrics=app.state.metrics)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
    openapi.install(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The connection is opened before, so that its problems are told before a port is taken. The warm-up is a thread
    of its own: whoever does not ask `/readyz` is answered meanwhile, only slower."""
    stopping = threading.Event()
    thread = threading.Thread(target=_warm, args=(app, stopping), name="warm-up")
    if app.state.warming:
        thread.start()
    yield
    app.state.metrics.close()
    stopping.set()
    if thread.ident is not None:
        await asyncio.to_thread(thread.join)  # it uses the connection, which is closed next


def _warm(app: FastAPI, stopping: threading.Event) -> None:
    try:
        warm_up(app.state.database, on=clock.today(), known_at=clock.now(), stop=stopping.is_set)
    except Problem as problem:  # of the database: /readyz asks it next, and says so itself
        log.warning("warm-up: %s", problem)
    finally:
        app.state.warming = False
