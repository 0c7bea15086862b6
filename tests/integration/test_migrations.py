"""Migrations: in order, once, by one process at a time; never over a history that this code does not know."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run

import pytest

from graph.connection import Database
from graph.migrate import available, migrate, pending
from graph.settings import Settings
from schema.problems import Problem
from tests.conftest import wipe

FIRST = """\
// One statement of each kind.
CREATE CONSTRAINT probe_code IF NOT EXISTS FOR (p:Probe) REQUIRE p.code IS UNIQUE;
CREATE INDEX probe_name IF NOT EXISTS
  FOR (p:Probe) ON (p.name);
MERGE (p:Probe {code: 'a; b'}) SET p.name = 'first';
"""
SECOND = "MERGE (p:Probe {code: 'c'}) SET p.name = 'second';\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "V001__first.cypher").write_text(FIRST)
    (tmp_path / "V002__second.cypher").write_text(SECOND)
    (tmp_path / "README.md").write_text("not a migration")
    return tmp_path


@pytest.fixture
def clean(empty_database: Database) -> Iterator[Database]:
    wipe(empty_database, schema_too=True)
    yield empty_database


def codes(database: Database) -> list[str]:
    with database.session("READ") as session:
        return [record["code"] for record in session.run("MATCH (p:Probe) RETURN p.code AS code ORDER BY code")]


def history(database: Database) -> list[tuple[int, str]]:
    return [(r["migration"]["version"], r["migration"]["name"]) for r in database.read("list_migrations")]


def test_applied_in_order_recorded_and_not_again(clean: Database, folder: Path) -> None:
    assert [m.label for m in migrate(clean, folder)] == ["V001__first", "V002__second"]
    assert history(clean) == [(1, "first"), (2, "second")]
    assert codes(clean) == ["a; b", "c"]
    with clean.session("READ") as session:
        states = [r["state"] for r in session.run("SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'probe'")]
    assert states == ["ONLINE", "ONLINE"]
    assert migrate(clean, folder) == []
    (folder / "V003__third.cypher").write_text("MERGE (:Probe {code: 'd'});\n")
    assert [m.label for m in migrate(clean, folder)] == ["V003__third"]


def test_a_dry_run_changes_nothing(clean: Database, folder: Path) -> None:
    assert [m.version for m in migrate(clean, folder, dry_run=True)] == [1, 2]
    with clean.session("READ") as session:
        assert session.run("MATCH (n) RETURN count(n) AS n").single(strict=True)["n"] == 0
        assert list(session.run("SHOW CONSTRAINTS YIELD name")) == []


def test_many_at_once(clean: Database, folder: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: migrate(clean, folder), range(6)))
    assert sorted(len(applied) for applied in done) == [0, 0, 0, 0, 0, 2], "one works, the others wait"
    assert history(clean) == [(1, "first"), (2, "second")]


def test_one_that_died_between_a_migration_and_its_record_is_made_good(clean: Database, folder: Path) -> None:
    for statement in available(folder)[0].statements():
        with clean.session() as session:
            session.run(statement).consume()
    assert [m.version for m in migrate(clean, folder)] == [1, 2]
    assert codes(clean) == ["a; b", "c"]


def test_a_failing_statement_leaves_the_lock_free_and_no_record(clean: Database, folder: Path) -> None:
    (folder / "V002__second.cypher").write_text("RETURN 1 / 0;\n")
    with pytest.raises(Exception, match="by zero"):
        migrate(clean, folder)
    assert history(clean) == [(1, "first")]
    (folder / "V002__second.cypher").write_text(SECOND)
    assert [m.version for m in migrate(clean, folder)] == [2]


def test_a_newer_history_is_refused(clean: Database, folder: Path) -> None:
    migrate(clean, folder)
    (folder / "V002__second.cypher").unlink()
    with pytest.raises(Problem, match="history-newer") as caught:
        migrate(clean, folder)
    assert "V002__second" in caught.value.zh and "V002__second" in caught.value.en
    assert caught.value.next_zh and caught.value.next_en


def test_an_altered_history_is_refused(clean: Database, folder: Path) -> None:
    migrate(clean, folder)
    (folder / "V001__first.cypher").write_text(FIRST.replace("\n", "  \r\n"))
    assert pending(clean, folder) == [], "line ends and trailing blanks are no alteration"
    (folder / "V001__first.cypher").write_text(FIRST.replace("first';", "other';"))
    with pytest.raises(Problem, match="history-altered") as caught:
        pending(clean, folder)
    assert "V001__first" in caught.value.zh and "V001__first" in caught.value.en


def test_the_command(clean: Database, test_settings: Settings) -> None:
    environment = {"WHOSE_HOME": str(test_settings.home), "PATH": ""}
    if test_settings.neo4j_uri and test_settings.neo4j_password:
        environment |= {"NEO4J_URI": test_settings.neo4j_uri, "NEO4J_USER": test_settings.neo4j_user}
        environment |= {"NEO4J_PASSWORD": test_settings.neo4j_password.get_secret_value()}
    labels = [migration.label for migration in available()]

    def whose(*arguments: str) -> str:
        command = [str(Path(sys.executable).parent / "whose"), *arguments]
        done = run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert all(f"pending: {label}" in whose("migrate", "--dry-run") for label in labels)
    assert len(pending(clean)) == len(labels)
    assert all(f"applied: {label}" in whose("migrate") for label in labels[:1])
    assert "nothing to do" in whose("migrate")
    assert pending(clean) == []
