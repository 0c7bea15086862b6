"""Text at the door, against the demonstration city in a real Neo4j: answers, corrections, learning, hot reload."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import ask, learning
from api.cli.main import app as whose
from bench.intake_city import sentences
from graph import vocabulary as stored
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from tests import city, people

BURST = "人民公园东湖边上水管爆了喷得到处都是"


def _write(database: Database, statement: str) -> None:
    with database.session() as session:
        session.run(statement).consume()


@pytest.fixture(scope="module")
def database(_connection: Database) -> Iterator[Database]:
    database = city.ready(_connection)
    # so that asking for these labels is no complaint of the server's, and nothing is left behind
    _write(database, "CREATE (:Saying), (:ProposedTerm), (:IntakeModel)")
    yield database
    _write(database, "MATCH (n:Saying|ProposedTerm|IntakeModel) DETACH DELETE n")


@pytest.fixture(autouse=True)
def nothing_said_before(database: Database) -> None:
    _write(database, "MATCH (n:Saying|ProposedTerm|IntakeModel) DETACH DELETE n")


@pytest.fixture(scope="module")
def client(database: Database, test_settings: Settings) -> Iterator[TestClient]:
    with people.client(create_app(database, test_settings), database) as client:
        yield client


@pytest.fixture
def runner(database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    @contextmanager
    def connected(_: Settings) -> Iterator[Database]:
        yield database

    for module in (ask, learning):
        monkeypatch.setattr(module, "connected", connected)
    return CliRunner(env={"COLUMNS": "200"})


def heard(client: TestClient, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/resolutions", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_the_answer_stands_with_what_was_understood(client: TestClient) -> None:
    answer = heard(client, BURST)
    assert answer["outcome"] == "settled" and answer["department"]["name"] == "海口人民公园管理处"
    read = answer["understood"]
    assert read["locations"] == ["donghu"] and read["issue_types"][0]["code"] == "water.supply.pipe-burst"
    place = read["places"][0]["span"]
    assert BURST[place["start"] : place["end"]] == place["text"]


def test_the_question_is_in_the_callers_words(client: TestClient) -> None:
    answer = heard(client, "四季华庭里面有煤气味好像漏气了")
    assert answer["outcome"] == "needs_fact"
    assert "您说" in answer["question"]["question"]


def test_codes_given_beat_the_text_and_an_assumed_fact_can_be_undone(client: TestClient) -> None:
    text = "水表后面的水管爆了 美兰区"
    assumed = heard(client, text)["understood"]["facts"]
    assert "pipe-side" in [fact["factor"] for fact in assumed]
    assert heard(client, text, forget=["pipe-side"])["understood"]["facts"] == []
    chosen = heard(client, text, location="donghu")
    assert [place["code"] for place in chosen["locations"]] == ["donghu"]


@pytest.mark.parametrize("text", ["", "😀😀", "hello how are you", "海甸岛", "在文昌市我家门口垃圾没人收"])
def test_what_cannot_be_resolved_names_no_department(client: TestClient, text: str) -> None:
    answer = heard(client, text)
    assert answer["outcome"] == "not_understood" and answer["department"] is None and answer["explanation"]


def test_a_correction_is_kept_without_personal_data_and_proposes_words(client: TestClient, database: Database) -> None:
    correction = {"text": "我叫王小明电话13800000000，那个水坑老大了", "issue_type": "water.drainage.road-flooding"}
    answer = client.post("/api/v1/corrections", json=correction)
    assert answer.status_code == 201, answer.text
    with database.session() as session:
        kept = [record["text"] for record in session.run("MATCH (s:Saying) RETURN s.text AS text")]
    assert len(kept) == 1 and not any(secret in kept[0] for secret in ("王小明", "13800000000"))
    assert client.get("/api/v1/proposed-terms").status_code == 403
    steward = people.bearer(database, UserRole.DATA_STEWARD)
    terms = client.get("/api/v1/proposed-terms", headers=steward).json()
    assert terms and all(term["target"] == "water.drainage.road-flooding" for term in terms)
    assert not any("王小明" in term["term"] or "138" in term["term"] for term in terms)


def test_an_unknown_issue_type_is_refused_with_the_nearest(client: TestClient) -> None:
    answer = client.post("/api/v1/corrections", json={"text": "水坑", "issue_type": "water.drainage.road-floding"})
    assert answer.status_code == 404 and answer.json()["nearest"]


def test_too_few_confirmed_cases_teach_nothing(runner: CliRunner) -> None:
    result = runner.invoke(whose, ["learn"])
    assert result.exit_code != 0


def test_learning_keeps_versions_reports_and_goes_back(
    runner: CliRunner, client: TestClient, database: Database
) -> None:
    confirmed = sentences("tuning")[:60]
    for sentence in confirmed:
        body = {"text": sentence.text, "issue_type": sentence.issue_types[0]}
        assert client.post("/api/v1/corrections", json=body).status_code == 201
    _write(database, "MATCH (s:Saying) WITH s LIMIT 5 SET s.confirmed = false")
    assert sum(said.confirmed for said in stored.said(database, datetime.now(UTC))) == len(confirmed) - 5
    learnt = runner.invoke(whose, ["learn", "--force"])
    assert learnt.exit_code == 0, learnt.output
    assert "top1" in learnt.output and "calibration_error" in learnt.output
    stamp = stored.stamp(database)
    assert stamp.model and stamp.model.startswith("learnt-")
    _write(database, "MATCH (r:Registry {name: 'live'}) SET r.version = r.version + 1")
    listed = runner.invoke(whose, ["learn", "--list"])
    _write(database, "MATCH (r:Registry {name: 'live'}) SET r.version = r.version - 1")
    assert "登记册已变" in listed.output  # a model older than the registry is noticed
    assert runner.invoke(whose, ["learn", "--use", "cold-start-0"]).exit_code != 0
    back = runner.invoke(whose, ["learn", "--use", "cold-start-3"])
    assert back.exit_code == 0, back.output
    assert stored.stamp(database).model is None


def test_ask_takes_the_callers_words(runner: CliRunner) -> None:
    result = runner.invoke(whose, ["ask", BURST])
    assert result.exit_code == 0, result.output
    assert "东湖" in result.output and "海口人民公园管理处" in result.output


def test_a_registry_that_moves_misses_no_request(client: TestClient, database: Database) -> None:
    before = heard(client, BURST)["understood"]["version"]
    failures: list[str] = []
    versions: set[str] = {before}
    stop = threading.Event()

    def caller() -> None:
        while not stop.is_set():
            answer = client.post("/api/v1/understandings", json={"text": BURST})
            if answer.status_code != 200:
                failures.append(answer.text)
            else:
                versions.add(answer.json()["version"])

    threads = [threading.Thread(target=caller) for _ in range(2)]
    for thread in threads:
        thread.start()
    _write(database, "MATCH (r:Registry {name: 'live'}) SET r.version = r.version + 1")
    end = time.monotonic() + 60
    while len(versions) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    stop.set()
    for thread in threads:
        thread.join()
    _write(database, "MATCH (r:Registry {name: 'live'}) SET r.version = r.version - 1")
    assert not failures and len(versions) == 2
