"""Fixtures shared by all tests: above all a real Neo4j, one for the whole run."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Database
from graph.migrate import migrate, pending
from graph.settings import Settings

NOTIFICATIONS = "neo4j.notifications"
FORBIDDEN = ("DEPRECATION", "UNRECOGNIZED", "UNSUPPORTED", "GENERIC")


class NotificationLog(logging.Handler):
    """Collects what the server complains of: deprecations, and labels, types or properties that never existed."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.complaints: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a notification of a forbidden kind (the driver logs each with its classification)."""
        message = record.getMessage()
        if any(f"raw_classification='{kind}'" in message for kind in FORBIDDEN):
            self.complaints.append(message)


@pytest.fixture(scope="session")
def _notification_log() -> Iterator[NotificationLog]:
    logger = logging.getLogger(NOTIFICATIONS)
    handler = NotificationLog()
    logger.addHandler(handler)
    before, logger.level = logger.level, logging.DEBUG
    yield handler
    logger.removeHandler(handler)
    logger.level = before


@pytest.fixture(autouse=True)
def _no_server_complaints(_notification_log: NotificationLog) -> Iterator[None]:
    """Any test fails in which the server complains of a query (also of one run by a fixture before it)."""
    yield
    complaints = list(_notification_log.complaints)
    _notification_log.complaints.clear()
    assert not complaints, "the server complains:\n" + "\n".join(complaints)


@pytest.fixture(scope="session")
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of the run's one Neo4j: NEO4J_URI, else a container where Docker answers, else embedded."""
    home = tmp_path_factory.mktemp("home")
    if os.environ.get("NEO4J_URI"):
        if os.environ.get("WHOSE_TEST_MAY_WIPE") != "1":
            pytest.exit(
                "NEO4J_URI 指向的数据库会被清空；确认后设置 WHOSE_TEST_MAY_WIPE=1 / "
                "The tests wipe the database at NEO4J_URI; set WHOSE_TEST_MAY_WIPE=1 to allow it.",
                returncode=3,
            )
        yield Settings(home=home)
    elif _docker_answers():
        with _container() as container:
            yield Settings(
                home=home,
                neo4j_uri=container.get_connection_url(),
                neo4j_user=container.username,
                neo4j_password=container.password,
            )
    else:
        yield Settings(home=home)


@pytest.fixture(scope="session")
def _connection(test_settings: Settings) -> Iterator[Database]:
    with Database.open(test_settings, seconds=120) as database:
        yield database


@pytest.fixture(scope="module")
def empty_database(_connection: Database) -> Database:
    """The run's database without data, indexes, constraints or history. Do not mix with `database` in one module."""
    wipe(_connection, schema_too=True)
    return _connection


@pytest.fixture(scope="module")
def database(_connection: Database) -> Database:
    """The run's database, migrated and without data; clean at the start of each test module."""
    wipe(_connection)
    migrate(_connection)
    return _connection


def wipe(database: Database, *, schema_too: bool = False) -> None:
    """Remove all data. Indexes and constraints stay where they are the current ones, which saves seconds a module."""
    schema_too = schema_too or bool(_history_differs(database))
    with database.session() as session:
        if not schema_too:
            session.run(
                "MATCH (n) WHERE NOT n:Migration AND NOT n:MigrationLock "
                "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS"
            ).consume()
            return
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS").consume()
        for kind in ("CONSTRAINT", "INDEX"):
            names = [
                r["name"]
                for r in session.run(
                    f"SHOW {kind}ES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"
                    if kind == "INDEX"
                    else "SHOW CONSTRAINTS YIELD name RETURN name"
                )
            ]
            for name in names:
                session.run(f"DROP {kind} `{name}`").consume()


def _history_differs(database: Database) -> bool:
    from schema.problems import Problem

    try:
        return bool(pending(database))
    except Problem:
        return True


def _docker_answers() -> bool:
    if not shutil.which("docker") and not Path("/var/run/docker.sock").exists() and not os.environ.get("DOCKER_HOST"):
        return False
    import docker  # type: ignore[import-untyped]

    try:
        docker.from_env(timeout=3).ping()
    except docker.errors.DockerException:
        return False
    return True


def _container() -> Any:
    from testcontainers.neo4j import Neo4jContainer

    from graph.embedded.jars import NEO4J_VERSION

    return Neo4jContainer(f"neo4j:{NEO4J_VERSION}-community")
