"""Somebody in each role, for tests: a token straight from the graph, or the demonstration's people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from starlette.testclient import TestClient

from api.security.identity import session_cookie
from graph import credentials, people
from graph.audit import perform
from graph.connection import Database
from graph.settings import Settings
from schema.people import ApiToken, Grant, Person, SessionRecord, UserRole, at_the_machine

TESTER = at_the_machine("tests/people.py")
DEPARTMENT = "city.water"


def bearer(database: Database, role: UserRole = UserRole.OPERATOR, **more: Any) -> dict[str, str]:
    """The header of a new token in that role."""
    secret = credentials.TOKEN_MARK + credentials.new_secret()
    at = datetime.now(UTC)
    token = ApiToken(
        id=str(uuid4()),
        name=f"test {role}",
        role=role,
        department=DEPARTMENT if role is UserRole.LIAISON else None,
        created_by=TESTER.person,
        created_at=at,
        **{"ends_at": at + timedelta(hours=1)} | more,
    )
    perform(database, TESTER, partial(credentials.create_token, token=token, secret=secret), at=at)
    return {"Authorization": f"Bearer {secret}"}


def person(database: Database, *roles: UserRole, name: str | None = None, **more: Any) -> Person:
    """A new person with these roles from long ago on."""
    at = datetime.now(UTC)
    grants = tuple(
        Grant(
            id=str(uuid4()),
            role=role,
            department=DEPARTMENT if role is UserRole.LIAISON else None,
            valid_from=date(2020, 1, 1),
        )
        for role in roles
    )
    name = name or f"test.{uuid4().hex[:12]}"
    made = Person(id=str(uuid4()), name=name, title=f"试 {name}", grants=grants, created_at=at, **more)
    return perform(database, TESTER, partial(people.create, person=made), at=at)


def session(database: Database, *roles: UserRole, of: Person | None = None) -> dict[str, str]:
    """The cookie of a new session: of a new person with these roles, all where none is named."""
    at = datetime.now(UTC)
    secret = credentials.new_secret()
    record = SessionRecord(id=str(uuid4()), started_at=at, seen_at=at, ends_at=at + timedelta(hours=1))
    begin = partial(
        credentials.start_session,
        person=of or person(database, *(roles or UserRole)),
        session=record,
        secret=secret,
        ending=None,
        way="test",
    )
    perform(database, TESTER, begin, at=at)
    return {"Cookie": f"{session_cookie(Settings())}={secret}"}


def client(app: FastAPI, database: Database, role: UserRole = UserRole.OPERATOR, **more: Any) -> TestClient:
    """The application as a program in that role asks it."""
    return TestClient(app, headers=bearer(database, role), **more)
