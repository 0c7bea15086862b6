"""Too large, too slow, too deep, or from behind a proxy: what a request may take, and who it is believed to be from."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx2
import neo4j
import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

import graph.connection
from api.app import create_app
from api.security import permissions
from graph import deadline
from graph.connection import Database
from graph.settings import Settings
from schema.problems import Problem
from tests import city, people

ENDLESS = "UNWIND range(1, 100000000000) AS n RETURN sum(n % 7) AS sum"
HERE = "/api/v1/test-only"
MOST = 100_000


@pytest.fixture
def app(_connection: Database, test_settings: Settings) -> Iterator[FastAPI]:
    """The application with narrow limits, and a few routes that want to take long."""
    limits: dict[str, object] = {"max_body_bytes": MOST, "request_seconds": 0.5, "trusted_proxies": "10.0.0.0/8"}
    narrow = Settings.model_validate(test_settings.model_dump() | limits)
    app = create_app(city.ready(_connection), narrow)
    app.state.finished = threading.Event()

    @app.get(f"{HERE}/thread")
    def in_a_thread() -> None:
        time.sleep(1)
        app.state.finished.set()

    @app.get(f"{HERE}/breaks")
    def breaks_late() -> None:
        time.sleep(1)
        raise RuntimeError("too late to matter")

    @app.get(f"{HERE}/query")
    def in_the_database() -> None:
        _connection.read("anything")

    @app.get(f"{HERE}/from")
    async def where_from(request: Request) -> dict[str, Any]:
        return {"host": request.client.host if request.client else None, "scheme": request.url.scheme}

    added = {f"GET {HERE}/{name}": permissions.OPEN for name in ("thread", "breaks", "query", "from")}
    permissions.ROUTES.update(added)
    permissions._table.cache_clear()
    yield app
    for route in added:
        del permissions.ROUTES[route]
    permissions._table.cache_clear()


@contextmanager
def listening(app: FastAPI) -> Iterator[int]:
    """The application behind a real server in a thread; its port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, proxy_headers=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def said(port: int, *parts: bytes, shut: bool = True) -> bytes:
    """What a server says to these bytes, until it closes the connection or has nothing to say for a while."""
    with closing(socket.create_connection(("127.0.0.1", port))) as connection:
        connection.settimeout(3)
        for part in parts:
            connection.sendall(part)
        if shut:
            connection.shutdown(socket.SHUT_WR)
        heard = b""
        try:
            while more := connection.recv(65536):
                heard += more
        except TimeoutError:
            pass
        return heard


def problem(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert answer.headers["x-request-id"] and answer.headers["content-security-policy"]


def test_a_body_that_says_it_is_too_large_is_refused_before_anybody_is_asked_who_they_are(app: FastAPI) -> None:
    client = TestClient(app)
    problem(client.post("/api/v1/understandings", content=b"x" * (MOST + 1)), 413, "body-too-large")
    problem(client.post("/api/v1/understandings", content=b"x" * MOST), 401, "not-signed-in")
    problem(client.request("GET", "/healthz", content=b"x" * (MOST + 1)), 413, "body-too-large")


@pytest.mark.parametrize("address", ["/api/v1/understandings", "/api/v1/resolutions", "/sign-in"])
def test_a_body_in_pieces_is_counted_while_it_is_read(app: FastAPI, _connection: Database, address: str) -> None:
    pieces = (b"a" * 1000 for _ in range(MOST // 1000 + 1))
    kind = "application/x-www-form-urlencoded" if address == "/sign-in" else "application/json"
    with people.client(app, _connection) as client:
        answer = client.post(address, content=pieces, headers={"Content-Type": kind})
        problem(answer, 413, "body-too-large")


def test_what_is_allowed_by_default_holds_the_longest_text(test_settings: Settings) -> None:
    longest = json.dumps({"text": "水" * 1_100_000}, ensure_ascii=False).encode()
    assert len(longest) < test_settings.max_body_bytes == Settings().max_body_bytes


def test_a_length_that_lies(app: FastAPI) -> None:
    head = b"POST /api/v1/understandings HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    with listening(app) as port:
        too_short = said(port, head + b"Content-Length: 2\r\n\r\n", b"{}" + b"x" * 100 + b"\r\n\r\n")
        assert too_short.startswith(b"HTTP/1.1 401") and b"HTTP/1.1 400" in too_short, "the rest is no request"
        for wrong in (b"-1", b"1e3", b"99999999999999999999999", b"5\r\nContent-Length: 6", b"0x10"):
            answer = said(port, head + b"Content-Length: " + wrong + b"\r\n\r\n{}")
            assert answer.split(b" ")[1] in (b"400", b"413"), wrong
        assert b" 200 " in said(port, b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")


def test_a_client_that_sends_on_after_a_refusal_still_hears_it(app: FastAPI) -> None:
    with listening(app) as port:
        answer = httpx2.post(f"http://127.0.0.1:{port}/api/v1/understandings", content=b"x" * 30 * MOST)
        problem(answer, 413, "body-too-large")


def test_a_body_that_does_not_come(app: FastAPI, _connection: Database) -> None:
    token = people.bearer(_connection)["Authorization"].encode()
    head = b"POST /api/v1/understandings HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    head += b"Authorization: " + token + b"\r\nContent-Length: 50\r\n\r\n"
    with listening(app) as port:
        answer = said(port, head, b'{"text', shut=False)
    assert answer.startswith(b"HTTP/1.1 408") and b"body-too-slow" in answer and answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("depth", [100, 990, 5_000, 50_000])
@pytest.mark.parametrize("shape", ["[%s]", '{"a":%s}', '{"facts":%s}', '{"text":%s}'])
def test_a_body_too_deep_is_a_mistake_of_who_sent_it(
    _connection: Database, test_settings: Settings, depth: int, shape: str
) -> None:
    opening, closing_ = shape.split("%s")
    deep = opening * depth + "1" + closing_ * depth
    client = people.client(create_app(city.ready(_connection), test_settings), _connection)
    for address in ("/api/v1/resolutions", "/api/v1/understandings", "/api/v1/sessions"):
        answer = client.post(address, content=deep, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422) and answer.headers["content-type"] == "application/problem+json"


def test_work_in_a_thread_that_takes_too_long_is_answered_for(app: FastAPI) -> None:
    with listening(app) as port, httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
        answer = client.get(f"{HERE}/thread")
        problem(answer, 503, "too-slow")
        assert int(answer.headers["retry-after"]) > 0
        assert not app.state.finished.is_set()
        assert client.get("/healthz").status_code == 200, "the same connection goes on"
        assert app.state.finished.wait(10), "a thread cannot be stopped; what it says goes nowhere"
        assert client.get("/healthz").status_code == 200


def test_an_error_after_the_time_was_up_is_logged_and_harms_nobody(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), listening(app) as port:
        problem(httpx2.get(f"http://127.0.0.1:{port}{HERE}/breaks"), 503, "too-slow")
    assert [record.message for record in caplog.records] == ["error after the time was up"]


def test_a_query_ends_with_the_request_it_is_for(
    app: FastAPI, _connection: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(app) as client:
        client.get("/healthz")
        monkeypatch.setattr(graph.connection, "load_query", lambda _: ENDLESS)
        problem(client.get(f"{HERE}/query"), 503, "too-slow")
        monkeypatch.undo()
        until = time.monotonic() + 60
        while running(_connection):
            assert time.monotonic() < until, "the query goes on and on"
            time.sleep(0.2)


def running(database: Database) -> int:
    with database.session("READ") as session:
        found = session.run(
            "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH 'UNWIND range(1, 1000' RETURN 1"
        )
        return len(list(found))


def test_a_deadline_ends_reads_and_writes(_connection: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(transaction: neo4j.Transaction) -> None:
        transaction.run(ENDLESS).consume()

    monkeypatch.setattr(graph.connection, "load_query", lambda _: ENDLESS)
    for ask in (lambda: _connection.read("any"), lambda: _connection.write(work)):
        with deadline.within(0.2), pytest.raises(Problem, match="too-slow") as caught:
            ask()
        assert caught.value.status == 503 and caught.value.next_zh
    with deadline.within(1e-9), pytest.raises(Problem, match="too-slow"):
        _connection.ping()
    assert _connection.ping() > 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "proto", "host", "scheme"),
    [
        ("10.0.0.1", "203.0.113.9", "https", "203.0.113.9", "https"),
        ("::ffff:10.0.0.1", "203.0.113.9", "https", "203.0.113.9", "https"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.2.3.4", None, "203.0.113.9", "http"),
        ("10.0.0.1", "127.0.0.1, 203.0.113.9", None, "203.0.113.9", "http"),
        ("10.0.0.1", None, "gopher", "10.0.0.1", "http"),
        ("127.0.0.1", "203.0.113.9", "https", "127.0.0.1", "http"),
        ("203.0.113.1", "10.0.0.5", "https", "203.0.113.1", "http"),
    ],
)
def test_only_a_proxy_that_is_named_is_believed(
    app: FastAPI, peer: str, forwarded: str | None, proto: str | None, host: str, scheme: str
) -> None:
    told = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": proto}
    client = TestClient(app, client=(peer, 1))
    answer = client.get(f"{HERE}/from", headers={name: value for name, value in told.items() if value is not None})
    assert answer.json() == {"host": host, "scheme": scheme}


def test_nobody_is_believed_unless_named(_connection: Database, test_settings: Settings) -> None:
    app = create_app(_connection, test_settings)
    assert not any("Proxy" in str(part.cls) for part in app.user_middleware)
