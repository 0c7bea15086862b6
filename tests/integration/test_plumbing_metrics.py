"""What Prometheus reads: who may, what is counted, and that the number of series is bounded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api import metrics
from api.app import create_app
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from schema.problems import Problem
from tests import city, people

ASK = {"issue_type": "water.supply.pipe-burst", "location": "donghu"}


@pytest.fixture
def app(_connection: Database, test_settings: Settings) -> FastAPI:
    return create_app(city.ready(_connection), test_settings)


@pytest.fixture
def client(app: FastAPI, _connection: Database) -> Iterator[TestClient]:
    with people.client(app, _connection) as client:
        yield client


@pytest.fixture
def scraper(app: FastAPI, _connection: Database) -> TestClient:
    return people.client(app, _connection, UserRole.SUPERVISOR)


def scraped(client: TestClient) -> dict[str, dict[tuple[str, ...], float]]:
    """The values by name and the label values in the order of their names."""
    answer = client.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = tuple(value for _, value in sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def test_only_a_token_of_the_right_role_reads_them(client: TestClient, app: FastAPI) -> None:
    assert client.get("/metrics").status_code == 403
    assert TestClient(app).get("/metrics").status_code == 401


def test_requests_by_route_method_and_kind_of_answer(client: TestClient, scraper: TestClient) -> None:
    client.get("/api/v1/locations/donghu")
    client.get("/api/v1/locations/renmin-park")
    client.get("/api/v1/locations/nothing")
    client.post("/api/v1/resolutions", json={})
    counted = scraped(scraper)["whose_http_request_seconds_count"]
    assert counted == {
        ("GET", "/api/v1/locations/{code}", "2xx"): 2,
        ("GET", "/api/v1/locations/{code}", "4xx"): 1,
        ("POST", "/api/v1/resolutions", "4xx"): 1,
    }
    assert scraped(scraper)["whose_http_requests_in_flight"] == {(): 1}, "the scrape itself"


def test_answers_are_counted_by_outcome_and_door(client: TestClient, scraper: TestClient) -> None:
    outcome = client.post("/api/v1/resolutions", json=ASK).json()["outcome"]
    client.get("/api/v1/resolutions/why-not", params=ASK | {"department": "city.parks"})
    client.get("/?issue=water.supply.pipe-burst&place=donghu")
    client.get("/?issue=water.supply.pipe-burst&place=donghu&why_not=city.parks")
    client.get("/")
    client.post("/api/v1/resolutions", json={"text": "你好"})
    client.post("/api/v1/resolutions", json={"text": "人民公园东湖边上水管爆了"})
    counted = scraped(scraper)["whose_resolutions_total"]
    assert counted[("page", outcome)] == 1 and counted[("api", "not_understood")] == 1
    assert sum(counted.values()) == 4
    assert {labels[1] for labels in counted} == set(metrics.OUTCOMES)


def test_what_strangers_send_makes_no_new_series(client: TestClient, scraper: TestClient) -> None:
    for number in range(20):
        client.get(f"/nothing/{number}")
        client.get(f"/api/v1/locations/place-{number}")
        client.request(f"VERB{number}", f"/api/v1/locations/place-{number}")
    counted = scraped(scraper)["whose_http_request_seconds_count"]
    assert counted[("GET", "unknown", "4xx")] == counted[("other", "/api/v1/locations/{code}", "4xx")] == 20
    assert len(counted) == 3


def test_the_database_is_asked_at_each_scrape(scraper: TestClient, _connection: Database) -> None:
    found = scraped(scraper)
    assert found["whose_database_up"] == found["whose_ready"] == {(): 1}
    assert found["whose_database_ping_seconds"][()] > 0
    assert found["whose_migrations_pending"] == {(): 0} and found["whose_registry_version"] == {(): 1}
    assert found["process_resident_memory_bytes"][()] > 0


class Away:
    """A database that knows who asks; anything else it refuses, or lets wait."""

    def __init__(self, database: Database, waits: threading.Event | None = None) -> None:
        self.database, self.waits, self.asked = database, waits, 0

    def read(self, name: str, **parameters: object) -> Any:
        return self.database.read(name, **parameters)

    def write(self, work: Any) -> Any:
        return self.database.write(work)

    def ping(self) -> float:
        self.asked += 1
        if self.waits is not None:
            self.waits.wait(60)
        raise Problem("database-unreachable", zh="连不上数据库", en="The database cannot be reached", status=503)


def test_a_database_that_is_away_is_a_value(_connection: Database, test_settings: Settings) -> None:
    away: Any = Away(city.ready(_connection))
    found = scraped(people.client(create_app(away, test_settings), _connection, UserRole.ADMINISTRATOR))
    assert found["whose_database_up"] == found["whose_ready"] == {(): 0}
    assert str(found["whose_database_ping_seconds"][()]) == str(found["whose_migrations_pending"][()]) == "nan"


def test_a_database_that_says_nothing_holds_nobody_up(
    _connection: Database, test_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "PING_SECONDS", 0.2)
    waits = threading.Event()
    away: Any = Away(city.ready(_connection), waits)
    with people.client(create_app(away, test_settings), _connection, UserRole.ADMINISTRATOR) as client:
        for _ in range(3):
            assert scraped(client)["whose_database_up"] == {(): 0}
        assert away.asked == 1, "the one that hangs is not joined by others"
        waits.set()


def test_two_applications_count_for_themselves(app: FastAPI, _connection: Database, test_settings: Settings) -> None:
    other = create_app(_connection, test_settings)
    TestClient(other).get("/healthz")
    found = scraped(people.client(app, _connection, UserRole.ADMINISTRATOR))
    assert "whose_http_request_seconds_count" not in found
