"""The OpenAPI description kept to the letter: whatever is sent, no 500, no undeclared status, no undeclared shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from tests import city, people

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 8  # for each of two dozen operations; a longer search found nothing more and takes minutes
EXAMPLES_A_ROLE = 2


@pytest.fixture(scope="module")
def application(_connection: Database, test_settings: Settings) -> Iterator[FastAPI]:
    yield create_app(city.ready(_connection), test_settings)
    with _connection.session() as session:  # corrections are the only thing written here
        for label in ("Saying", "ProposedTerm"):
            if session.run("CALL db.labels() YIELD label WHERE label = $label RETURN label", label=label).single():
                session.run(f"MATCH (n:{label}) DETACH DELETE n").consume()


@pytest.fixture(scope="module")
def described(application: FastAPI, _connection: Database) -> Any:
    """As somebody sees it who has every role, and is signed in."""
    return schemathesis.openapi.from_asgi("/openapi.json", application, headers=people.session(_connection))


@pytest.fixture(scope="module", params=UserRole)
def described_to(application: FastAPI, _connection: Database, request: pytest.FixtureRequest) -> Any:
    """As somebody sees it who has one role."""
    headers = people.session(_connection, request.param)
    return schemathesis.openapi.from_asgi("/openapi.json", application, headers=headers)


def operations() -> list[tuple[str, str]]:
    """Every operation by path and method; none is asked, so the database need not be there."""
    paths = create_app(cast("Database", None), Settings()).openapi()["paths"]
    return [(path, method) for path, methods in paths.items() for method in methods]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
@pytest.mark.parametrize(("path", "method"), operations())
def test_every_answer_is_a_declared_one(described: Any, path: str, method: str, mode: GenerationMode) -> None:
    operation = described[path][method]
    if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()) and not operation.body:
        return  # nothing to get wrong

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def answers(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    answers()


@pytest.mark.parametrize(("path", "method"), operations())
def test_every_role_gets_declared_answers(described_to: Any, path: str, method: str) -> None:
    @given(case=described_to[path][method].as_strategy())
    @settings(max_examples=EXAMPLES_A_ROLE, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def answers(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    answers()


def test_the_description_is_complete(described: Any) -> None:
    document = described.raw_schema
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"] and "/" in operation["summary"], f"{where}: a summary in both languages"
            assert operation["description"], where
            if path.startswith("/api/"):
                assert {"422", "503"} <= set(operation["responses"]), where
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], where
    body = document["paths"]["/api/v1/resolutions"]["post"]["requestBody"]["content"]["application/json"]
    assert len(body["examples"]) >= 3
