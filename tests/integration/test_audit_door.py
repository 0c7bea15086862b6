"""The audit trail as people and programs read it: the interface, the pages, the commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli.main import app as cli
from api.console.trail import Row, difference
from graph import trail
from graph.audit import perform
from graph.connection import Database
from graph.settings import Settings
from schema.audit import AuditHead
from schema.people import UserRole
from schema.problems import Problem
from tests import people
from tests.conftest import wipe
from tests.trail import AT, actor, filled


@pytest.fixture
def twelve(database: Database) -> Database:
    """Twelve deeds of somebody, and nothing else."""
    wipe(database)
    filled(database, 12, each=4)
    return database


@pytest.fixture
def supervisor(twelve: Database, test_settings: Settings) -> Iterator[TestClient]:
    """The application as a supervisor's browser asks it."""
    with TestClient(create_app(twelve, test_settings), headers=people.session(twelve, UserRole.SUPERVISOR)) as client:
        yield client


def numbers(client: TestClient, **query: Any) -> list[int]:
    answer = client.get("/api/v1/audit", params=query)
    assert answer.status_code == 200, answer.text
    return [item["sequence"] for item in answer.json()["items"]]


def test_the_interface_lists_what_was_done_and_no_more(supervisor: TestClient, twelve: Database) -> None:
    by_chen: list[int] = []
    query: dict[str, Any] = {"person": "person-chen", "limit": 5}
    while True:
        answer = supervisor.get("/api/v1/audit", params=query).json()
        assert all(set(item) & {"details", "salt", "digest"} == set() for item in answer["items"])
        by_chen += [item["sequence"] for item in answer["items"]]
        if answer["next"] is None:
            break
        query["cursor"] = answer["next"]
    assert by_chen == list(range(12, 0, -1))
    assert numbers(supervisor, object_kind="Person", object_id="p1", action="person.change") == [11, 8, 5, 2]
    assert numbers(supervisor, role="data_steward") == []
    assert numbers(supervisor, until="2026-11-24T17:30:15+08:00") == []
    assert set(numbers(supervisor, **{"from": "2026-11-24T17:30:15", "person": "person-chen"})) == set(by_chen)
    named = people.person(twelve, name="wang.xiaoming")
    perform(twelve, actor().model_copy(update={"person": named.id}), lambda tx: trail.erase(tx, [1], "x"), at=AT)
    assert len(numbers(supervisor, person="wang.xiaoming")) == 1, "by the account's name too"


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("cursor=abc", 400, "bad-cursor"),
        ("cursor=WzFd", 400, "bad-cursor"),
        ("role=king", 422, "invalid-request"),
        ("from=yesterday", 422, "invalid-request"),
        ("who=me", 422, "invalid-request"),
        ("limit=1000", 422, "invalid-request"),
    ],
)
def test_what_makes_no_sense_is_said(supervisor: TestClient, query: str, status: int, code: str) -> None:
    answer = supervisor.get(f"/api/v1/audit?{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_reading_anothers_details_is_recorded_once(supervisor: TestClient, twelve: Database) -> None:
    before = trail.head(twelve)
    for _ in range(3):
        read = supervisor.get("/api/v1/audit/3")
        assert read.status_code == 200 and read.json()["details"]["after"]["phone"] == "13800000002"
        assert supervisor.get("/audit/3").status_code == 200
    after = trail.head(twelve)
    assert before is not None and after is not None and after.sequence == before.sequence + 1
    recorded = supervisor.get(f"/api/v1/audit/{after.sequence}").json()
    assert recorded["action"] == "personal-data.read" and recorded["role"] == "supervisor"
    assert (recorded["object_kind"], recorded["object_id"]) == ("AuditEntry", "3")
    assert trail.head(twelve) == after, "one's own entries are one's own data"
    perform(twelve, actor(), lambda tx: trail.erase(tx, [4], "x"), at=AT)
    erased = trail.head(twelve)
    assert supervisor.get("/api/v1/audit/4").json()["erased"] is True
    assert trail.head(twelve) == erased, "there is nothing left to read"
    assert supervisor.get("/api/v1/audit/999").status_code == 404


def test_the_page_lists_filters_and_turns(supervisor: TestClient, twelve: Database) -> None:
    filled(twelve, 60, each=60)
    page = supervisor.get("/audit").text
    assert "修改人员" in page and "系统管理员" in page and 'href="/audit/15"' not in page.split("</form>")[0]
    older = re.search(r'href="(/audit\?cursor=[^"]+)" rel="next"', page)
    assert older is not None
    assert "回到最新" in supervisor.get(older[1]).text
    mine = supervisor.get(
        "/audit?person=person-chen&object_kind=Person&object_id=p1&from=2026-11-24&until=2026-11-24"
    ).text
    assert 'value="p1"' in mine and "清除筛选" in mine
    assert "没有符合的记录" in supervisor.get("/audit?until=2026-11-23").text
    assert supervisor.get("/audit?from=&until=&person=").status_code == 200, "an empty form is no filter"
    english = supervisor.get("/audit?lang=en&action=person.change").text
    assert "changed a person" in english and 'lang="en"' in english
    for query in ("role=king", "from=2026-13-01", "cursor=abc"):
        answer = supervisor.get(f"/audit?{query}", headers={"Accept": "text/html"})
        assert answer.status_code in (400, 422) and "</html>" in answer.text


def test_one_entry_shows_what_changed(supervisor: TestClient, twelve: Database) -> None:
    page = supervisor.get("/audit/3").text
    assert "<ins>13800000002</ins>" in page and "改号" in page and "192.0.2.7" in page
    assert "object_kind=Person&amp;object_id=p2" in page and "person=chen" in page
    perform(twelve, actor(), lambda tx: trail.erase(tx, [3], "本人要求"), at=AT)
    page = supervisor.get("/audit/3").text
    assert "13800000002" not in page and "object_kind=AuditEntry&amp;object_id=3" in page
    assert supervisor.get("/audit/x", headers={"Accept": "text/html"}).status_code == 422


def test_a_difference_is_in_words() -> None:
    before: dict[str, Any] = {
        "role": "operator",
        "disabled": False,
        "lists": {"mandates": {"added": 1}},
        "gone": "x",
        "rights": ["a"],
    }
    after = {
        "role": "supervisor",
        "disabled": False,
        "lists": {"mandates": {"added": 2}},
        "rights": ["a", "b"],
        "new": None,
    }
    assert difference(before, after, "zh") == (
        Row("角色", "接线员", "督办员", "changed"),
        Row("停用", "否", "否", "same"),
        Row("名册 · mandates · 新增", "1", "2", "changed"),
        Row("gone", "x", "", "removed"),
        Row("权限", "a", "a、b", "changed"),
        Row("new", "", "—", "added"),
    )
    assert difference(None, None, "zh") == ()


def test_others_may_not_look(twelve: Database, test_settings: Settings) -> None:
    app = create_app(twelve, test_settings)
    for role in (UserRole.OPERATOR, UserRole.POLICY_ANALYST):
        with people.client(app, twelve, role) as client:
            assert client.get("/api/v1/audit").status_code == client.get("/api/v1/audit/3").status_code == 403


@pytest.fixture
def whose(twelve: Database, test_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `whose …` on the tests' database."""
    monkeypatch.setattr(Settings, "from_environment", classmethod(lambda _: test_settings))
    return lambda *words: CliRunner().invoke(cli, list(words))


def test_the_commands_prove_export_and_erase(whose: Any, twelve: Database, tmp_path: Path) -> None:
    printed = whose("audit", "head")
    stored = AuditHead.parse(printed.stdout)
    assert stored.sequence == 12
    held: Result = whose("audit", "verify", "--head", str(stored))
    assert held.exit_code == 0 and "12 条" in held.stdout and "相符" in held.stdout

    file = tmp_path / "trail.zip"
    exported = whose("audit", "export", str(file))
    assert exported.exit_code == 0 and file.exists()
    later = re.search(r"\d+:[0-9a-f]{64}", exported.stdout)
    assert later is not None and AuditHead.parse(later[0]).sequence == 13, "the export is in itself"
    assert whose("audit", "verify", "--archive", str(file), "--head", later[0]).exit_code == 0

    erased = whose("audit", "erase", "3", "5", "--reason", "本人要求")
    assert erased.exit_code == 0 and "已抹除 2 条" in erased.stdout
    assert "其中 2 条详情已抹除" in whose("audit", "verify").stdout
    assert whose("audit", "erase", "3", "--reason", " ").exception.code == "no-reason"
    assert whose("audit", "verify", "--head", "1:x").exception.code == "malformed-head"

    with twelve.session() as session:
        session.run("MATCH (e:AuditEntry {sequence: 7}) SET e.name = 'x'").consume()
    broken = whose("audit", "verify", "--head", str(stored))
    assert broken.exit_code == 4 and "第 7 条内容与它的哈希不符" in broken.stderr
    evidence = whose("audit", "export", str(tmp_path / "evidence.zip"))
    assert evidence.exit_code == 4 and (tmp_path / "evidence.zip").exists()


def test_there_is_no_head_of_nothing(whose: Any, twelve: Database) -> None:
    wipe(twelve)
    problem = whose("audit", "head").exception
    assert isinstance(problem, Problem) and problem.code == "empty-audit-trail"
