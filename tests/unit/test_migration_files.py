"""The migration files themselves: contiguous, safe to run twice, and never changed once released."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from graph.migrate import Migration, available

LOCK = resources.files("schema").joinpath("migrations/released.lock")


def released() -> dict[str, str]:
    """What `released.lock` fixes: label → checksum."""
    rows = (line.split() for line in LOCK.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {row[0]: row[1] for row in rows if row}


def test_numbers_are_contiguous() -> None:
    migrations = available()
    assert [migration.version for migration in migrations] == list(range(1, len(migrations) + 1)) != []
    folder = Path(str(LOCK)).parent
    files = {file.stem for file in folder.glob("*.cypher")}
    assert files == {migration.label for migration in migrations}, "a file whose name is not V001__name.cypher"


def test_a_released_migration_is_never_changed() -> None:
    """On failure: do not touch the lock; take the change back and put it into a new migration."""
    now = {migration.label: migration.checksum for migration in available()}
    assert {label: now.get(label) for label in released()} == released()


def test_every_schema_statement_may_run_twice() -> None:
    for migration in available():
        for statement in migration.statements():
            if re.match(r"(CREATE|DROP)\s+(\w+\s+)*(CONSTRAINT|INDEX)\b", statement, re.IGNORECASE):
                assert re.search(r"IF (NOT )?EXISTS", statement), f"{migration.label}: {statement}"


def test_statements_are_split_at_line_ends_only() -> None:
    text = "// a; comment;\nMERGE (a {t: 'x;y'});\n\nMERGE (b)\n  // inside\n  SET b.x = 1;\nRETURN 1"
    assert Migration(1, "x", text).statements() == ["MERGE (a {t: 'x;y'})", "MERGE (b)\n  SET b.x = 1", "RETURN 1"]


@pytest.mark.parametrize("names", [["V002__a"], ["V001__a", "V003__b"], ["V001__a", "V001__b"]])
def test_gaps_and_doubles_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / f"{name}.cypher").write_text("RETURN 1;\n")
    with pytest.raises(ValueError, match="numbered"):
        available(tmp_path)
