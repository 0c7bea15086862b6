"""The warm-up: it asks real questions, ends when told to, and `/readyz` waits for it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

import api.app
from graph.connection import Database
from graph.migrate import migrate
from graph.settings import Settings
from graph.warm import warm
from tests import city
from tests.conftest import wipe

ON = date(2026, 11, 24)


def now() -> datetime:
    return datetime.now(UTC)


def test_it_asks_about_what_is_there(_connection: Database) -> None:
    database = city.ready(_connection)
    assert warm(database, on=ON, known_at=now(), questions=7) == 7


def test_it_ends_when_told_to(_connection: Database) -> None:
    assert warm(city.ready(_connection), on=ON, known_at=now(), stop=lambda: True) == 0


def test_readyz_says_no_until_it_is_done(
    _connection: Database, test_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = city.ready(_connection)
    begun, finish, done = threading.Event(), threading.Event(), threading.Event()

    def held(*_: Any, **__: Any) -> int:
        begun.set()
        finish.wait(60)
        done.set()
        return 0

    monkeypatch.setattr(api.app, "warm_up", held)
    app = api.app.create_app(database, test_settings, warm=True)
    with TestClient(app) as client:
        assert begun.wait(60)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "warming-up")
        assert client.get("/healthz").status_code == 200
        finish.set()
        assert done.wait(60)
        while app.state.warming:  # the thread has only its last line left
            time.sleep(0.01)
        assert client.get("/readyz").status_code == 200


def test_an_empty_registry_is_no_error(_connection: Database) -> None:
    """Last of this file, as it takes the city away."""
    wipe(_connection)
    migrate(_connection)
    assert warm(_connection, on=ON, known_at=now(), questions=3) == 0
