"""What a first start makes sure of: one who can begin, people of the demonstration, and nothing of it in production."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import create_app
from api.security import demonstration
from api.security.start import first_administrator, refuse_defaults, refuse_demonstration
from graph import people as accounts
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from schema.problems import Problem
from tests import city, people

PASSWORD = "ein langes Passwort"


def now() -> datetime:
    return datetime.now(UTC)


def test_the_demonstration_has_one_person_a_role_and_making_them_twice_makes_them_once(_connection: Database) -> None:
    database = city.ready(_connection)
    demonstration.remove(database, people.TESTER, at=now())
    made = demonstration.ensure(database, now())
    assert [person.grants[0].role for person in made] == list(UserRole)
    assert demonstration.ensure(database, now()) == []
    assert all(accounts.account(database, demonstration.name_of(role)) for role in UserRole)


def test_production_starts_neither_with_them_nor_with_a_known_password(_connection: Database) -> None:
    database = city.ready(_connection)
    demonstration.ensure(database, now())
    production = Settings(env="production")
    with pytest.raises(Problem, match="demo-operator"):
        refuse_demonstration(database, production)
    refuse_demonstration(database, Settings())
    for secret in ("neo4j", "Password1!", "short", "please change this one"):
        with pytest.raises(Problem):
            refuse_defaults(Settings(env="production", neo4j_password=SecretStr(secret)))
    refuse_defaults(Settings(env="production", neo4j_password=SecretStr("q8Zk1vT0pYw3")))
    assert set(demonstration.remove(database, people.TESTER, at=now())) == {
        demonstration.name_of(role) for role in UserRole
    }
    refuse_demonstration(database, production)


def test_nobody_is_let_in_by_one_click_in_production(_connection: Database) -> None:
    database = city.ready(_connection)
    demonstration.ensure(database, now())
    with TestClient(create_app(database, Settings(env="production")), base_url="https://testserver") as client:
        answer = client.post("/api/v1/sessions", json={"demonstration": "administrator"})
        assert answer.status_code == 403 and answer.json()["code"] == "no-demonstration"
        page = client.get("/sign-in", headers={"Accept": "text/html"})
        assert "demonstration" not in page.text


def test_the_first_administrator_comes_by_a_link_that_works_once(
    _connection: Database, test_settings: Settings
) -> None:
    database = city.ready(_connection)
    with database.session() as session:  # nobody who could sign in
        session.run("MATCH (p:Person) REMOVE p.password, p.single_sign_on").consume()
    before = first_administrator(database, now())
    code = first_administrator(database, now())
    assert code and before and code != before
    with TestClient(create_app(database, test_settings)) as client:
        assert client.post("/api/v1/welcome", json={"code": before, "password": PASSWORD}).status_code == 404
        welcome = client.post("/api/v1/welcome", json={"code": code, "password": PASSWORD})
        assert welcome.status_code == 201 and welcome.json()["roles"][0]["role"] == "administrator"
        assert client.get("/api/v1/me").status_code == 200
        again = client.post("/api/v1/welcome", json={"code": code, "password": PASSWORD})
        assert again.status_code == 404 and again.json()["code"] == "unknown-invitation"
    assert first_administrator(database, now()) is None


def test_an_administrator_whose_time_is_over_is_none(_connection: Database) -> None:
    assert accounts.administrators(_connection, date(2000, 1, 1)) == 0
    assert accounts.administrators(_connection, now().date() + timedelta(days=1)) >= 1
