"""The log of requests: one line each with an id, and not a word of what was asked or shown."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from api.app import create_app
from api.security import permissions
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from tests import city, people
from tests.logged import Written, logged

SECRET = "s3cret"
BROKEN = "GET /api/v1/broken/{code}"


@pytest.fixture
def written() -> Iterator[Written]:
    with logged() as stream:
        yield stream


@pytest.fixture
def app(_connection: Database, test_settings: Settings) -> Iterator[FastAPI]:
    """The application with one more route, which breaks while it holds in its hands all that it was given."""
    app = create_app(city.ready(_connection), test_settings)

    @app.get("/api/v1/broken/{code}")
    @app.post("/api/v1/broken/{code}")
    async def broken(code: str, request: Request) -> None:
        logging.getLogger("api.broken").info("about to break")
        given = (code, dict(request.headers), dict(request.query_params), await request.body())
        raise RuntimeError(f"cannot do {given}")

    routes = {BROKEN: permissions.ASK, BROKEN.replace("GET", "POST"): permissions.ASK}
    permissions.ROUTES.update(routes)
    permissions._table.cache_clear()
    yield app
    for route in routes:
        del permissions.ROUTES[route]
    permissions._table.cache_clear()


def test_one_line_a_request_with_the_template_and_who_asked(
    app: FastAPI, _connection: Database, written: Written
) -> None:
    person = people.person(_connection, UserRole.OPERATOR)
    client = TestClient(app, headers=people.session(_connection, of=person))
    answer = client.get("/api/v1/locations/donghu?known_at=2026-01-01T00:00:00Z")
    line, *more = written.requests()
    assert not more
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/locations/{code}", answer.status_code)
    assert line["person"] == person.id and line["ms"] > 0 and line["request_id"] == answer.headers["x-request-id"]
    assert set(line) == {"event", "level", "logger", "at", "request_id", "method", "route", "status", "ms", "person"}


@pytest.mark.parametrize(
    ("method", "address", "route", "status"),
    [
        ("GET", "/nothing/here", "unknown", 404),
        ("PUT", "/api/v1/locations/donghu", "/api/v1/locations/{code}", 405),
        ("GET", "/healthz", "/healthz", 200),
        ("GET", "/static/whose.css", "/static/{path:path}", 200),
        ("GET", "/api/v1/me", "/api/v1/me", 401),
        ("S3CRET", "/healthz", "/healthz", 405),
    ],
)
def test_also_for_those_who_get_nowhere(
    app: FastAPI, written: Written, method: str, address: str, route: str, status: int
) -> None:
    answer = TestClient(app).request(method, address)
    (line,) = written.requests()
    assert (line["route"], line["status"]) == (route, status) == (route, answer.status_code)
    assert line["method"] in (method, "other") and "S3CRET" not in line["method"] and "person" not in line


@pytest.mark.parametrize("given", ["abc-DEF_1.2", "x" * 64])
def test_a_request_keeps_the_id_that_it_brings(app: FastAPI, written: Written, given: str) -> None:
    answer = TestClient(app).get("/healthz", headers={"X-Request-ID": given})
    assert answer.headers["x-request-id"] == given == written.requests()[0]["request_id"]


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", 'a"}{', "张三", "a\tb"])
def test_an_id_that_might_say_something_is_replaced(app: FastAPI, written: Written, given: str) -> None:
    answer = TestClient(app).get("/healthz", headers={b"X-Request-ID": given.encode()})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
    assert written.requests()[0]["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    "path", ["resolutions", "broken/{}", "understandings", "sessions", "nothing/{}", "locations/{}"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_that_was_sent_is_logged(
    app: FastAPI, _connection: Database, written: Written, method: str, path: str
) -> None:
    bearer = people.bearer(_connection)
    token = bearer["Authorization"].removeprefix("Bearer ")
    client = TestClient(app, headers=bearer, raise_server_exceptions=False)
    mark = f"{SECRET}-13800138000"
    bodies: list[Any] = [{"text": mark, "name": mark, "password": mark}, [mark], mark, {mark: {mark: mark}}]
    for body in bodies if method == "POST" else [None]:
        client.request(
            method,
            f"/api/v1/{path.format(mark)}?q={mark}&{mark}=1",
            json=body,
            headers={"Cookie": f"whose={mark}; {mark}=1", "User-Agent": mark, f"X-{SECRET}": mark, "Referer": mark},
        )
    client.get(f"/api/v1/{path.format(mark)}", headers={"Authorization": f"Bearer {mark}"})
    text = written.getvalue()
    assert text and SECRET not in text and "13800138000" not in text and token not in text


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_an_unexpected_error_can_be_found_in_the_log_by_its_number(
    app: FastAPI, _connection: Database, written: Written, accept: str
) -> None:
    client = TestClient(app, headers=people.bearer(_connection), raise_server_exceptions=False)
    answer = client.post(f"/api/v1/broken/{SECRET}", content=SECRET, headers={"Accept": accept})
    name = answer.headers["x-request-id"]
    assert answer.status_code == 500 and answer.json()["request_id"] == name and SECRET not in answer.text
    assert answer.headers["content-security-policy"], "an error carries the safe headers too"
    inside, broken, line = written.lines()
    assert {inside["request_id"], broken["request_id"], line["request_id"]} == {name}
    assert (inside["event"], line["status"]) == ("about to break", 500)
    assert broken["exception"][0]["type"] == "builtins.RuntimeError"
    assert re.fullmatch(r"tests/integration/test_plumbing_logs\.py:\d+ broken", broken["exception"][0]["at"][-1])


def test_the_page_of_an_error_shows_its_number(_connection: Database, test_settings: Settings) -> None:
    class Broken:
        def read(self, name: str, **parameters: object) -> Any:
            if name in ("find_token", "find_session"):
                return _connection.read(name, **parameters)
            raise RuntimeError(SECRET)

        def write(self, work: Any) -> Any:
            return _connection.write(work)

    broken: Any = Broken()
    with people.client(create_app(broken, test_settings), _connection) as client:
        answer = client.get("/?issue=water.supply.pipe-burst&place=donghu", headers={"Accept": "text/html"})
    assert answer.status_code == 500 and answer.headers["x-request-id"] in answer.text and SECRET not in answer.text
