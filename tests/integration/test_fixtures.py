"""The tests' own safety: the server's complaints fail a test, and nobody's database is wiped by accident."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.connection import Database
from tests.conftest import NotificationLog

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("MATCH (n:Import) RETURN id(n)", "deprecated"),
        ("MATCH (n:Import) RETURN n.no_such_property_anywhere", "no_such_property_anywhere"),
        ("MATCH (n:NoSuchLabelAnywhere) RETURN n", "NoSuchLabelAnywhere"),
        ("MATCH ()-[r:NO_SUCH_TYPE_ANYWHERE]->() RETURN r", "NO_SUCH_TYPE_ANYWHERE"),
    ],
)
def test_a_complaint_of_the_server_is_noticed(
    database: Database, _notification_log: NotificationLog, query: str, complaint: str
) -> None:
    with database.session("READ") as session:
        session.run(query).consume()
    noticed, _notification_log.complaints[:] = list(_notification_log.complaints), []
    assert any(complaint in message for message in noticed), "else it would have failed this test"


def test_a_database_by_address_is_not_wiped_unless_that_is_allowed() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "WHOSE_TEST_MAY_WIPE"}
    environment["NEO4J_URI"] = "bolt://127.0.0.1:1"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/integration/test_connection.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "WHOSE_TEST_MAY_WIPE=1" in done.stdout + done.stderr


def test_the_database_is_clean_at_the_start_of_a_module(database: Database) -> None:
    with database.session("READ") as session:
        labels = session.run("MATCH (n) UNWIND labels(n) AS label RETURN collect(DISTINCT label) AS labels")
        assert set(labels.single(strict=True)["labels"]) <= {"Migration", "MigrationLock"}
