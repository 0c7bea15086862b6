"""Every address × every role × nobody: the table of rights is what is really enforced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.app import create_app
from api.security.permissions import OPEN, ROUTES, SELF, lookup
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from tests import city, people, rights

SAMPLES = {"{code}": "nothing-of-this-name", "{id}": "nothing", "{path:path}": "whose.css", "{sequence}": "1"}
SAMPLES |= {"{grant}": "nothing", "{session}": "nothing"}
WHO = [None, *UserRole]


def served(router: APIRouter, prefix: str = "") -> Iterator[str]:
    """Every "METHOD path" that the application serves; routers nest."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            context = getattr(route, "include_context", None)
            yield from served(inner, prefix + (getattr(context, "prefix", "") or ""))
        elif isinstance(route, APIRoute):
            yield from (f"{method} {prefix}{route.path}" for method in route.methods or ())


def application() -> FastAPI:
    return create_app(cast("Database", None), Settings())


def test_every_route_is_in_the_table_and_the_table_has_no_other() -> None:
    app = application()
    described = {f"{method.upper()} {path}" for path, methods in app.openapi()["paths"].items() for method in methods}
    pages = {each for each in served(app.router) if not each.split(" ")[1].startswith("/api/")}
    there = described | pages | {"GET /static/{path:path}", "GET /openapi.json"}
    assert there == set(ROUTES)


@pytest.fixture(scope="module")
def visitors(_connection: Database, test_settings: Settings) -> Iterator[dict[UserRole | None, TestClient]]:
    database = city.ready(_connection)
    app = create_app(database, test_settings)
    with TestClient(app, raise_server_exceptions=False) as nobody:
        yield {None: nobody} | {role: TestClient(app, headers=people.session(database, role)) for role in UserRole}


@pytest.mark.parametrize("who", WHO, ids=lambda who: who or "nobody")
def test_everybody_may_what_the_table_says_and_nothing_else(
    visitors: dict[UserRole | None, TestClient], who: UserRole | None
) -> None:
    for route, right in sorted(ROUTES.items()):
        method, path = route.split(" ")
        for mark, value in SAMPLES.items():
            path = path.replace(mark, value)
        answer = visitors[who].request(method, path, follow_redirects=False)
        may = right is OPEN or (who is not None and (right is SELF or who in (right.roles or ())))
        if route == "POST /sign-out" and may:
            assert answer.status_code == 303
            visitors[who].headers.update(people.session(_database_of(visitors), who) if who else {})
            continue
        assert refused(answer) != may, (route, who, answer.status_code)
        assert answer.status_code < 500, (route, who, answer.text)


def refused(answer: Any) -> bool:
    """Whether the guard has; a wrong password, say, is refused by the route."""
    if answer.headers.get("content-type") != "application/problem+json":
        return False
    return answer.json()["code"] in ("not-signed-in", "not-allowed")


def _database_of(visitors: dict[UserRole | None, TestClient]) -> Database:
    app = cast(FastAPI, visitors[None].app)
    return cast(Database, app.state.database)


@pytest.mark.parametrize("who", [who for who in WHO if who], ids=str)
def test_tokens_have_their_role_but_nothing_personal(
    _connection: Database, test_settings: Settings, who: UserRole
) -> None:
    with people.client(create_app(city.ready(_connection), test_settings), _connection, who) as program:
        assert program.get("/api/v1/departments").status_code == 200
        assert program.get("/api/v1/me").status_code == 403
        assert program.get("/api/v1/sessions").status_code == 403


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/v1/nothing", "/api/v1/departments/", "/API/v1/departments", "/redoc"]
)
def test_what_is_not_in_the_table_is_not_there(visitors: dict[UserRole | None, TestClient], path: str) -> None:
    assert lookup("GET", path).right is None
    for who in (None, UserRole.ADMINISTRATOR):
        assert visitors[who].get(path, follow_redirects=False).status_code == 404


def test_a_method_that_an_address_does_not_take_is_refused(visitors: dict[UserRole | None, TestClient]) -> None:
    answer = visitors[UserRole.OPERATOR].delete("/api/v1/resolutions")
    assert answer.status_code == 405 and answer.headers["allow"] == "POST"


def test_the_documented_table_is_this_one() -> None:
    assert rights.written() == rights.table(), "python -m tests.rights"
