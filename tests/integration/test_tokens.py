"""Tokens: shown once, kept as a hash, in one role, narrowed, ending, revoked; by HTTP and by command."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import tokens as command
from api.cli.main import app as cli
from api.security import demonstration
from graph import credentials
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from tests import city, people


@pytest.fixture(scope="module")
def administrator(_connection: Database, test_settings: Settings) -> Iterator[TestClient]:
    database = city.ready(_connection)
    headers = people.session(database, UserRole.ADMINISTRATOR)
    with TestClient(create_app(database, test_settings), headers=headers) as client:
        yield client


def as_program(client: TestClient, secret: str) -> TestClient:
    return TestClient(client.app, headers={"Authorization": f"Bearer {secret}"})


def made(client: TestClient, **asked: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/tokens", json={"name": "12345 平台", "role": "operator"} | asked)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_made_used_listed_and_revoked(administrator: TestClient, _connection: Database) -> None:
    token = made(administrator)
    secret = token.pop("secret")
    assert secret.startswith(credentials.TOKEN_MARK)
    ends_at = datetime.fromisoformat(token["ends_at"])
    assert timedelta(days=89) < ends_at - datetime.now(UTC) <= timedelta(days=90)
    program = as_program(administrator, secret)
    assert program.get("/api/v1/departments").status_code == 200
    assert program.get("/api/v1/tokens").status_code == 403
    listed = administrator.get("/api/v1/tokens")
    assert secret not in listed.text
    found = next(each for each in listed.json() if each["id"] == token["id"])
    assert found["used_at"] is not None and found["name"] == "12345 平台"
    for _ in range(2):
        assert administrator.delete(f"/api/v1/tokens/{token['id']}").status_code == 204
    assert program.get("/api/v1/departments").status_code == 401
    with _connection.session() as session:
        kept = session.run(
            "MATCH (n) WHERE any(k IN keys(n) WHERE toStringOrNull(n[k]) CONTAINS $s) RETURN n", s=secret
        )
        assert kept.values() == []
        actions = session.run(
            "MATCH (e:AuditEntry {object_id: $id}) RETURN e.action ORDER BY e.sequence", id=token["id"]
        )
        assert actions.value() == ["token.create", "token.revoke"]


def test_repeating_makes_one_and_tells_the_secret_once(administrator: TestClient) -> None:
    asked = {"name": "once", "role": "operator"}
    first, again = (
        administrator.post("/api/v1/tokens", json=asked, headers={"Idempotency-Key": "once"}).json() for _ in range(2)
    )
    assert first["id"] == again["id"] and first["secret"] and again["secret"] is None


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"rights": ["people"]}, 422, "unknown-right"),
        ({"rights": ["self"]}, 422, "unknown-right"),
        ({"rights": []}, 422, "invalid-request"),
        ({"days": 367}, 422, "invalid-request"),
        ({"days": 0}, 422, "invalid-request"),
        ({"name": "  "}, 422, "invalid-request"),
        ({"role": "liaison"}, 422, "department-of-liaison"),
        ({"department": "city.water"}, 422, "department-of-liaison"),
        ({"role": "liaison", "department": "city.watr"}, 404, "unknown-department"),
    ],
)
def test_what_is_refused(administrator: TestClient, asked: dict[str, Any], status: int, code: str) -> None:
    answer = administrator.post("/api/v1/tokens", json={"name": "x", "role": "operator"} | asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_narrowed_token_may_only_that(administrator: TestClient) -> None:
    program = as_program(administrator, made(administrator, rights=["ask"])["secret"])
    assert program.get("/api/v1/departments").status_code == 403
    question = {"issue_type": "water.supply.pipe-burst", "location": "donghu"}
    assert program.post("/api/v1/resolutions", json=question).status_code == 200


def test_a_narrowed_token_makes_none_that_may_more(administrator: TestClient) -> None:
    narrow = as_program(administrator, made(administrator, role="administrator", rights=["tokens", "ask"])["secret"])
    for asked in ({"role": "administrator"}, {"role": "operator"}, {"role": "operator", "rights": ["browse"]}):
        answer = narrow.post("/api/v1/tokens", json={"name": "more"} | asked)
        assert (answer.status_code, answer.json()["code"]) == (403, "beyond-own-rights"), asked
    made(narrow, rights=["ask"])


def test_an_ended_token_is_nobodys(administrator: TestClient, _connection: Database) -> None:
    ended = people.bearer(_connection, ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert administrator.get("/api/v1/departments", headers=ended).status_code == 401


@pytest.mark.parametrize("name", ["token", "access_token", "authorization", "whose"])
def test_a_token_in_the_address_is_none_and_is_not_logged(
    administrator: TestClient, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    secret = made(administrator)["secret"]
    nobody = TestClient(administrator.app)
    with caplog.at_level(logging.DEBUG):
        answer = nobody.get("/api/v1/departments", params={name: secret})
    assert answer.status_code == 401 and secret not in answer.text
    ours = [each for each in caplog.records if not each.name.startswith("httpx")]  # the test's own client
    assert not any(secret in each.getMessage() for each in ours)


@pytest.fixture
def whose(_connection: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    database = city.ready(_connection)

    @contextmanager
    def connected(_: Settings) -> Iterator[Database]:
        yield database

    monkeypatch.setattr(command, "connected", connected)
    return CliRunner(env={"COLUMNS": "200"})


def test_the_command(whose: CliRunner, administrator: TestClient) -> None:
    done = whose.invoke(cli, ["token", "create", "--role", "operator", "--name", "night job", "--only", "browse"])
    assert done.exit_code == 0, done.output
    secret = done.stdout.removesuffix("\n")
    assert secret.startswith(credentials.TOKEN_MARK) and secret.split() == [secret] and secret not in done.stderr
    assert as_program(administrator, secret).get("/api/v1/departments").status_code == 200
    listed = whose.invoke(cli, ["token", "list"])
    assert "night job" in listed.output and secret not in listed.output
    found = next(each for each in administrator.get("/api/v1/tokens").json() if each["name"] == "night job")
    assert found["rights"] == ["browse"] and found["created_by"].startswith("command:")
    assert whose.invoke(cli, ["token", "revoke", found["id"]]).exit_code == 0
    # another process of the installation: refused once this one asks the graph again
    administrator.app.state.identities.forget()  # type: ignore[attr-defined]
    assert as_program(administrator, secret).get("/api/v1/departments").status_code == 401


@pytest.mark.parametrize(
    "arguments",
    [["--role", "operator", "--days", "400"], ["--role", "operator", "--only", "audit"], ["--role", "liaison"]],
)
def test_the_command_refuses(whose: CliRunner, arguments: list[str]) -> None:
    done = whose.invoke(cli, ["token", "create", *arguments])
    assert done.exit_code != 0 and not done.stdout


def test_the_page(administrator: TestClient) -> None:
    assert "新建令牌" in administrator.get("/tokens").text
    filled = {"key": "k1", "name": "<页面>", "role": "operator", "days": "7", "rights": ["ask"]}
    first = administrator.post("/tokens", data=filled).text
    again = administrator.post("/tokens", data=filled).text
    assert credentials.TOKEN_MARK in first and credentials.TOKEN_MARK not in again
    assert "&lt;页面&gt;" in first and "<页面>" not in first
    assert administrator.post("/tokens", data=filled | {"key": "", "days": "x"}).status_code == 422
    assert administrator.post("/tokens", data=filled | {"key": "", "rights": ["audit"]}).status_code == 422
    found = [each for each in administrator.get("/api/v1/tokens").json() if each["name"] == "<页面>"]
    assert len(found) == 1
    revoked = administrator.post(f"/tokens/{found[0]['id']}/revoke", follow_redirects=False)
    assert revoked.status_code == 303
    assert "已撤销" in administrator.get("/tokens").text


def test_whom_a_click_lets_in_makes_and_revokes_none(_connection: Database, test_settings: Settings) -> None:
    database = city.ready(_connection)
    demonstration.ensure(database, datetime.now(UTC))
    people.bearer(database)
    there = credentials.tokens(database)
    with TestClient(create_app(database, test_settings)) as visitor:
        assert visitor.post("/api/v1/sessions", json={"demonstration": "administrator"}).status_code == 201
        made = visitor.post("/api/v1/tokens", json={"name": "x", "role": "administrator"})
        revoked = visitor.delete(f"/api/v1/tokens/{there[0].id}")
        for answer in (made, revoked):
            assert answer.status_code == 403 and answer.json()["code"] == "demonstration-only"
        page = visitor.post("/tokens", data={"name": "x", "role": "administrator", "days": "7"})
        assert page.status_code == 403 and credentials.TOKEN_MARK not in page.text
    assert credentials.tokens(database) == there
