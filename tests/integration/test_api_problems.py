"""Errors that teach, over HTTP: problem documents with the field, what to do, and the nearest known codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from graph.connection import Database
from graph.settings import Settings
from schema.problems import Problem
from tests import city, people

ASK = {"issue_type": "water.supply.pipe-burst", "location": "donghu"}


@pytest.fixture(scope="module")
def client(_connection: Database, test_settings: Settings) -> Iterator[TestClient]:
    with people.client(create_app(city.ready(_connection), test_settings), _connection) as client:
        yield client


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status and document["detail"] and document["code"]
    assert "Traceback" not in answer.text
    return document


@pytest.mark.parametrize(
    ("address", "where", "nearest"),
    [
        ("/api/v1/locations/renmin-prk", "path.code", "renmin-park"),
        ("/api/v1/departments/city.wate", "path.code", "city.water"),
        ("/api/v1/departments?part_of=city.goverment", "query.part_of", "city.government"),
        ("/api/v1/mandates?issue_type=water.suply", "query.issue_type", "water.supply"),
        ("/api/v1/conflicts?authority=water.supply.cit", "query.authority", "water.supply.city"),
    ],
)
def test_an_unknown_code_names_the_nearest(client: TestClient, address: str, where: str, nearest: str) -> None:
    document = problem(client.get(address), 404)
    assert document["where"] == where and document["nearest"][0] == nearest and document["next"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"issue_type": "Water Supply"}, "body.issue_type[0]"),
        ({"location": []}, "body.location"),
        ({"on": "24.11.2026"}, "body.on"),
        ({"known_at": "yesterday"}, "body.known_at"),
        ({"facts": ["in-park"]}, "body.facts"),
        ({"department": "city.water"}, "body.department"),
    ],
)
def test_a_wrong_field_is_pointed_at(client: TestClient, change: dict[str, Any], where: str) -> None:
    document = problem(client.post("/api/v1/resolutions", json=ASK | change), 422)
    assert document["where"] == where
    assert where in document["detail"]


def test_a_body_that_is_not_text_is_refused_with_a_reason(client: TestClient) -> None:
    answer = client.post("/api/v1/resolutions", content=b"\xff\xfe{", headers={"Content-Type": "application/json"})
    assert problem(answer, 400)["code"] == "unreadable-body"


def test_problems_speak_the_language_asked_for(client: TestClient) -> None:
    chinese = client.get("/api/v1/departments?limit=9999")
    english = client.get("/api/v1/departments?limit=9999", headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"})
    assert "不能大于 200" in problem(chinese, 422)["detail"] and chinese.headers["content-language"] == "zh"
    assert "at most 200" in problem(english, 422)["detail"] and english.headers["content-language"] == "en"


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "e30", "W10", "MQ", "IiI_"])
def test_a_cursor_from_elsewhere_is_refused(client: TestClient, cursor: str) -> None:
    answer = client.get("/api/v1/departments", params={"cursor": cursor})
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert problem(answer, 400)["where"] == "query.cursor"


def test_an_address_that_is_not_there_and_a_method_that_is_not_taken(client: TestClient) -> None:
    assert problem(client.get("/api/v1/nothing"), 404)["code"] == "no-such-address"
    refused = client.put("/api/v1/departments")
    assert problem(refused, 405)["code"] == "method-not-allowed" and "GET" in refused.headers["allow"]


def test_a_browser_gets_a_page_and_a_program_a_document(client: TestClient) -> None:
    page = client.get("/nothing", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (
        page.status_code == 404 and "没有这个地址" in page.text and page.headers["content-type"].startswith("text/html")
    )
    problem(client.get("/nothing", headers={"Accept": "application/json"}), 404)


class Away:
    """A database that is not there, then is again."""

    def __init__(self, database: Database) -> None:
        self.database, self.away = database, True

    def read(self, name: str, **parameters: object) -> Any:
        if self.away:
            raise Problem("database-unreachable", zh="连不上数据库", en="The database cannot be reached", status=503)
        return self.database.read(name, **parameters)

    def write(self, work: Any) -> Any:
        return self.database.write(work)


def test_without_a_database_503_says_when_to_come_again_and_it_recovers_by_itself(
    _connection: Database, test_settings: Settings
) -> None:
    away: Any = Away(_connection)
    with people.client(create_app(away, test_settings), _connection) as client:
        assert client.get("/healthz").status_code == 200
        for answer in (
            client.get("/readyz"),
            client.post("/api/v1/resolutions", json=ASK),
            client.get("/api/v1/departments"),
        ):
            assert problem(answer, 503)["code"] == "database-unreachable"
            assert int(answer.headers["retry-after"]) > 0
        page = client.get("/?issue=water.supply.pipe-burst&place=donghu", headers={"Accept": "text/html"})
        assert page.status_code == 503 and "连不上数据库" in page.text and page.headers["retry-after"]
        away.away = False
        assert client.get("/readyz").json()["status"] == "ready"
        assert client.post("/api/v1/resolutions", json=ASK).status_code == 200


def test_an_unexpected_error_is_a_problem_too(_connection: Database, test_settings: Settings) -> None:
    class Broken:
        def read(self, name: str, **parameters: object) -> Any:
            if name == "find_token":
                return _connection.read(name, **parameters)
            raise RuntimeError("secret detail")

        def write(self, work: Any) -> Any:
            return _connection.write(work)

    broken: Any = Broken()
    app = create_app(broken, test_settings)
    with people.client(app, _connection, raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/departments")
        assert problem(answer, 500)["code"] == "internal-error" and "secret" not in answer.text
        assert answer.headers["content-security-policy"] and answer.headers["x-content-type-options"] == "nosniff"
