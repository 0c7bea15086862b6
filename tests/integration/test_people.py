"""Accounts over HTTP and at the machine: made, invited, given roles, disabled; nobody locks everybody out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import people as command
from api.cli.main import app as whose
from api.security import demonstration
from api.security.people import Administration, Change
from graph import deadline, throttle, trail
from graph import people as accounts
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from tests import city, people

PASSWORD = "vier lange Wörter hier"


@pytest.fixture(scope="module")
def application(_connection: Database, test_settings: Settings) -> FastAPI:
    return create_app(city.ready(_connection), test_settings)


@pytest.fixture(scope="module")
def office(application: FastAPI, _connection: Database) -> Iterator[TestClient]:
    with TestClient(application, headers=people.session(_connection, UserRole.ADMINISTRATOR)) as client:
        yield client


def made(office: TestClient, name: str, *roles: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = office.post("/api/v1/people", json={"name": name, "title": "试", "roles": roles}, headers=headers)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def welcomed(application: FastAPI, invited: dict[str, Any], password: str = PASSWORD) -> TestClient:
    visitor = TestClient(application)
    code = invited["invitation"].removeprefix("/welcome#")
    answer = visitor.post("/api/v1/welcome", json={"code": code, "password": password})
    assert answer.status_code == 201, answer.text
    return visitor


def test_somebody_new_chooses_a_password_and_is_in(application: FastAPI, office: TestClient) -> None:
    invited = made(office, "new.operator", {"role": "operator"})
    visitor = welcomed(application, invited)
    me = visitor.get("/api/v1/me").json()
    assert me["name"] == "new.operator" and "ask" in me["rights"] and "people" not in me["rights"]
    again = TestClient(application)
    assert again.post("/api/v1/sessions", json={"name": "new.operator", "password": PASSWORD}).status_code == 201
    assert again.post("/api/v1/sessions", json={"name": "new.operator", "password": "wrong"}).status_code == 401


@pytest.mark.parametrize("password", ["short", "12345678901234", "aaaaaaaaaaaaaa", "weak.one weak.one"])
def test_a_password_that_is_guessed_first_is_refused_and_the_link_still_works(
    application: FastAPI, office: TestClient, password: str
) -> None:
    invited = made(office, "weak.one") if accounts.account(application.state.database, "weak.one") is None else None
    person = accounts.account(application.state.database, "weak.one")
    assert person is not None
    invited = invited or office.post(f"/api/v1/people/{person.person.id}/invitations", json={}).json()
    code = invited["invitation"].removeprefix("/welcome#")
    visitor = TestClient(application)
    assert visitor.post("/api/v1/welcome", json={"code": code, "password": password}).status_code == 422
    assert visitor.post("/api/v1/welcome", json={"code": code, "password": PASSWORD}).status_code == 201


def test_a_repeated_request_makes_one_account_and_tells_the_link_once(office: TestClient) -> None:
    key = {"Idempotency-Key": "people-1"}
    first = made(office, "only.once", **key)
    second = made(office, "only.once", **key)
    assert first["invitation"] and second["invitation"] is None and first["person"] == second["person"]
    taken = office.post("/api/v1/people", json={"name": "only.once", "title": "x"})
    assert taken.status_code == 409 and taken.json()["code"] == "name-taken"


def test_roles_are_given_and_end_and_rights_follow_at_once(application: FastAPI, office: TestClient) -> None:
    invited = made(office, "steward.to-be")
    visitor, id = welcomed(application, invited), invited["person"]["id"]
    assert visitor.get("/api/v1/proposed-terms").status_code == 403
    given = office.post(f"/api/v1/people/{id}/roles", json={"role": "data_steward"})
    assert given.status_code == 201 and visitor.get("/api/v1/proposed-terms").status_code == 200
    ended = office.delete(f"/api/v1/people/{id}/roles/{given.json()['id']}")
    assert ended.status_code == 204 and visitor.get("/api/v1/proposed-terms").status_code == 403
    assert office.delete(f"/api/v1/people/{id}/roles/nothing").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"role": "liaison"}, 422),
        ({"role": "operator", "department": "city.water"}, 422),
        ({"role": "liaison", "department": "city.nothing"}, 404),
        ({"role": "liaison", "department": "city.water"}, 201),
        ({"role": "operator", "valid_from": "2026-01-02", "valid_until": "2026-01-01"}, 422),
    ],
)
def test_a_liaison_is_of_a_department_that_exists(office: TestClient, wanted: dict[str, str], status: int) -> None:
    everybody = office.get("/api/v1/people").json()["items"]
    person = next((p for p in everybody if p["name"] == "some.liaison"), None) or made(office, "some.liaison")["person"]
    assert office.post(f"/api/v1/people/{person['id']}/roles", json=wanted).status_code == status


def test_whoever_is_disabled_is_out_at_once(application: FastAPI, office: TestClient) -> None:
    invited = made(office, "leaving", {"role": "operator"})
    visitor, id = welcomed(application, invited), invited["person"]["id"]
    assert visitor.get("/api/v1/me").status_code == 200
    assert office.patch(f"/api/v1/people/{id}", json={"disabled": True, "reason": "离职"}).json()["disabled"]
    assert visitor.get("/api/v1/me").status_code == 401
    answer = visitor.post("/api/v1/sessions", json={"name": "leaving", "password": PASSWORD})
    assert answer.status_code == 401 and answer.json()["code"] == "wrong-credentials"
    assert office.post(f"/api/v1/people/{id}/invitations", json={}).status_code == 409
    assert not office.patch(f"/api/v1/people/{id}", json={"disabled": False}).json()["disabled"]
    assert visitor.get("/api/v1/me").status_code == 401  # enabled again, but the sessions of before are over


def test_an_administrator_ends_somebodys_session_and_looking_is_recorded(
    application: FastAPI, office: TestClient, _connection: Database
) -> None:
    invited = made(office, "watched", {"role": "operator"})
    visitor, id = welcomed(application, invited), invited["person"]["id"]
    sessions = office.get(f"/api/v1/people/{id}/sessions").json()
    assert len(sessions) == 1
    assert office.delete(f"/api/v1/people/{id}/sessions/{sessions[0]['id']}").status_code == 204
    assert visitor.get("/api/v1/me").status_code == 401
    with _connection.session() as session:
        actions = session.run(
            "MATCH (e:AuditEntry {object_kind: 'Person', object_id: $id}) RETURN e.action ORDER BY e.sequence", id=id
        ).value()
    assert actions[:4] == ["person.create", "role.grant", "person.invite", "password.set"]
    assert "personal-data.read" in actions and actions[-1] == "session.end"
    assert trail.verify(_connection).ok


def test_the_last_administrator_stays(application: FastAPI, office: TestClient, _connection: Database) -> None:
    for person in accounts.list_people(_connection):  # those of other tests cannot sign in, so they do not count
        assert person.demonstration or person.name != "the.last"
    invited = made(office, "the.last", {"role": "administrator"})
    welcomed(application, invited)
    id, grant = invited["person"]["id"], invited["person"]["grants"][0]["id"]
    others = [
        p
        for p in accounts.list_people(_connection)
        if p.id != id and not p.demonstration and any(g.role is UserRole.ADMINISTRATOR for g in p.grants)
    ]
    for other in others:  # nobody else who could sign in
        with _connection.session() as session:
            session.run("MATCH (p:Person {id: $id}) REMOVE p.password", id=other.id).consume()
    refused = office.patch(f"/api/v1/people/{id}", json={"disabled": True})
    assert refused.status_code == 409 and refused.json()["code"] == "last-administrator"
    assert office.delete(f"/api/v1/people/{id}/roles/{grant}").json()["code"] == "last-administrator"


def test_demonstration_people_stay_as_they_are(office: TestClient, _connection: Database) -> None:
    demonstration.ensure(_connection, datetime.now(UTC))
    seven = accounts.account(_connection, demonstration.name_of(UserRole.OPERATOR))
    assert seven is not None
    answer = office.patch(f"/api/v1/people/{seven.person.id}", json={"title": "真人"})
    assert answer.status_code == 409 and answer.json()["code"] == "demonstration-person"
    assert office.get("/api/v1/people/nobody").status_code == 404


def test_whom_a_click_lets_in_reaches_nobody_else(application: FastAPI, _connection: Database) -> None:
    demonstration.ensure(_connection, datetime.now(UTC))
    somebody = people.person(_connection, UserRole.OPERATOR)
    with TestClient(application) as visitor:
        assert visitor.post("/api/v1/sessions", json={"demonstration": "administrator"}).status_code == 201
        answer = visitor.patch(f"/api/v1/people/{somebody.id}", json={"disabled": True})
        assert answer.status_code == 403 and answer.json()["code"] == "demonstration-only"
        assert visitor.post(f"/api/v1/people/{somebody.id}/invitations", json={}).status_code == 403


def test_the_same_at_the_machine(application: FastAPI, _connection: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def connected(_: Settings) -> Iterator[Database]:
        yield _connection

    monkeypatch.setattr(command, "connected", connected)
    runner = CliRunner(env={"COLUMNS": "200"})

    def run(*words: str) -> str:
        result = runner.invoke(whose, ["user", *words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    output = run("add", "by.command", "--title", "命令", "--role", "liaison", "--department", "city.water")
    code = output.strip().splitlines()[-1]
    assert code.startswith("/welcome#")
    visitor = welcomed(application, {"invitation": code})
    assert "liaison (city.water)" in run("list")
    assert run("invite", "by.command").strip().splitlines()[-1] != code
    run("grant", "by.command", "--role", "supervisor")
    application.state.identities.forget()
    assert "audit" in visitor.get("/api/v1/me").json()["rights"]
    run("end-role", "by.command", "--role", "supervisor", "--reason", "试")
    run("disable", "by.command")
    assert "停用" in run("list")
    run("enable", "by.command")
    assert "去掉" in run("drop-demonstration")


def test_changes_to_people_and_other_writes_do_not_wait_for_one_another(
    application: FastAPI, _connection: Database
) -> None:
    person = people.person(_connection, UserRole.OPERATOR)
    office = Administration(_connection, people.TESTER)

    def change(turn: int) -> None:
        with deadline.within(60):
            if turn % 2:
                office.change(person.id, Change(title=f"第{turn}次"))
            else:
                people.bearer(_connection)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(40)))
    assert trail.verify(_connection).ok


def test_another_password_ends_the_other_sessions_and_wrong_tries_are_counted(
    application: FastAPI, office: TestClient
) -> None:
    here = welcomed(application, made(office, "changes.mind"))
    elsewhere = TestClient(application)
    known = {"name": "changes.mind", "password": PASSWORD}
    assert elsewhere.post("/api/v1/sessions", json=known).status_code == 201
    another = {"old": PASSWORD, "new": "ganz andere Wörter jetzt"}
    assert here.put("/api/v1/me/password", json=another | {"new": "1234567890123"}).json()["code"] == "weak-password"
    assert here.put("/api/v1/me/password", json=another).status_code == 204
    assert here.get("/api/v1/me").status_code == 200 and elsewhere.get("/api/v1/me").status_code == 401
    assert elsewhere.post("/api/v1/sessions", json=known).status_code == 401
    again = elsewhere.post("/api/v1/sessions", json=known | {"password": another["new"]})
    assert again.status_code == 201
    codes = [here.put("/api/v1/me/password", json=another).json()["code"] for _ in range(throttle.AT_ONE_ACCOUNT + 1)]
    assert codes[0] == "wrong-old-password" and codes[-2:] == ["wrong-old-password", "too-many-tries"]
