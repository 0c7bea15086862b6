"""The law of conflicts is kept true by every import, as a difference."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.changes import wanted_conflicts
from graph.connection import Database
from graph.live import read_live
from importers.load import import_directory
from importers.report import Count, ImportReport
from schema.people import at_the_machine
from tests.conftest import wipe
from tests.lists import ROWS, spoiled, write_lists

DAY_1 = datetime(2026, 11, 1, tzinfo=UTC)
DAY_2 = datetime(2026, 11, 2, tzinfo=UTC)
DAY_3 = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.fixture
def registry(database: Database, tmp_path: Path) -> Database:
    wipe(database)
    assert load(database, tmp_path / "first", ROWS, DAY_1).ok
    return database


def load(database: Database, folder: Path, rows: dict[str, list[str]], at: datetime) -> ImportReport:
    return import_directory(database, write_lists(folder, rows), by=at_the_machine("test"), at=at)


def stored(database: Database, *, live: bool = True) -> list[tuple[str, str, str, str | None]]:
    """The derived relationships that are live, or those that were retracted, in order."""
    with database.session() as session:
        found = session.run(
            "MATCH (a:Mandate)-[r:PREVAILS_OVER|COLLIDES_WITH]->(b:Mandate) "
            "WHERE (r.retracted_at IS NULL) = $live "
            "RETURN type(r), a.code, b.code, r.rule ORDER BY type(r), a.code, b.code",
            live=live,
        )
        return [(kind, a, b, rule) for kind, a, b, rule in found]


def assert_true(database: Database) -> None:
    """What is stored is what follows from nothing but the live mandates; and no live edge touches an old version."""
    with database.session() as session, session.begin_transaction() as transaction:
        content = read_live(transaction, [], lock=False).content
        dangling = transaction.run(
            "MATCH (a:Mandate)-[r:PREVAILS_OVER|COLLIDES_WITH]->(b) WHERE r.retracted_at IS NULL "
            "AND (a.retracted_at IS NOT NULL OR b.retracted_at IS NOT NULL) RETURN count(r)"
        ).single(strict=True)
    rebuilt = wanted_conflicts(content)
    assert sorted(stored(database)) == sorted((*pair, own.get("rule")) for pair, own in rebuilt.items())
    assert dangling[0] == 0


def test_the_first_import_writes_them(registry: Database) -> None:
    found = stored(registry)
    assert ("PREVAILS_OVER", "m.park-pipe", "m.water") in {row[:3] for row in found}
    assert ("COLLIDES_WITH", "m.stall", "m.stall-parks", None) in found
    assert_true(registry)


def test_a_changed_mandate(registry: Database, tmp_path: Path) -> None:
    before = stored(registry)
    report = load(registry, tmp_path / "second", spoiled("mandates", 1, "water.burst,park", "water,460106"), DAY_2)
    assert report.ok
    assert_true(registry)
    assert {row[:3] for row in stored(registry)} == {row[:3] for row in before}
    assert ("PREVAILS_OVER", "m.park-pipe", "m.water") in {row[:3] for row in stored(registry, live=False)}
    assert report.conflicts.added == report.conflicts.retired == 1


def test_a_changed_quote_moves_its_conflicts_to_the_new_version(registry: Database, tmp_path: Path) -> None:
    before = stored(registry)
    report = load(registry, tmp_path / "second", spoiled("mandates", 0, "管供水", "管好供水"), DAY_2)
    assert stored(registry) == before
    assert report.conflicts == Count(added=1, retired=1)
    assert_true(registry)


def test_a_newer_general_rule_of_the_same_rank_undoes_the_special_one(registry: Database, tmp_path: Path) -> None:
    rows = {**ROWS, "statutes": spoiled("statutes", 0, "1994-10-01", "2020-01-01")["statutes"]}
    report = load(registry, tmp_path / "second", rows, DAY_2)
    assert ("COLLIDES_WITH", "m.park-pipe", "m.water", None) in stored(registry)
    assert ("PREVAILS_OVER", "m.park-pipe", "m.water", "special_over_general") in stored(registry, live=False)
    assert report.conflicts.added == report.conflicts.retired == 1
    assert_true(registry)


def test_a_changed_rank(registry: Database, tmp_path: Path) -> None:
    """On one scope the higher rank wins; raised to equal rank by another issuer, neither does."""
    rows = {**ROWS, "mandates": [*ROWS["mandates"], "m.order-water,order.city,water,460100,lead,,list,,,2016-01-01,,"]}
    load(registry, tmp_path / "second", rows, DAY_2)
    assert ("PREVAILS_OVER", "m.water", "m.order-water", "higher_over_lower") in stored(registry)
    ranked = spoiled("statutes", 2, "responsibility_list", "administrative_regulation")["statutes"]
    report = load(registry, tmp_path / "third", {**rows, "statutes": ranked}, DAY_3)
    assert report.counts["mandates"].touched == 0
    assert ("COLLIDES_WITH", "m.order-water", "m.water", None) in stored(registry)
    assert ("PREVAILS_OVER", "m.water", "m.order-water", "higher_over_lower") in stored(registry, live=False)
    assert_true(registry)


def test_a_retired_mandate_and_its_return(registry: Database, tmp_path: Path) -> None:
    before = stored(registry)
    without = {**ROWS, "mandates": [row for row in ROWS["mandates"] if not row.startswith("m.stall,")]}
    load(registry, tmp_path / "second", without, DAY_2)
    assert "m.stall" not in {code for row in stored(registry) for code in row[1:3]}
    assert_true(registry)
    load(registry, tmp_path / "third", ROWS, DAY_3)
    assert stored(registry) == before
    assert_true(registry)


def test_a_moved_issue_type(registry: Database, tmp_path: Path) -> None:
    report = load(registry, tmp_path / "second", spoiled("issue_types", 1, "水管爆裂,water", "水管爆裂,order"), DAY_2)
    assert report.counts["mandates"].touched == 0
    assert "m.water" not in {code for row in stored(registry) for code in row[1:3]}
    assert ("PREVAILS_OVER", "m.park-pipe", "m.water") in {row[:3] for row in stored(registry, live=False)}
    assert_true(registry)


def test_a_moved_place(registry: Database, tmp_path: Path) -> None:
    rows = {**ROWS, "mandates": spoiled("mandates", 0, "water,460100", "water,460106")["mandates"]}
    assert load(registry, tmp_path / "second", rows, DAY_2).ok
    assert "m.water" in {code for row in stored(registry) for code in row[1:3]}
    rows["locations"] = spoiled("locations", 0, "460106", "460108")["locations"]
    report = load(registry, tmp_path / "third", rows, DAY_3)
    assert report.counts["mandates"].touched == 0
    assert "m.water" not in {code for row in stored(registry) for code in row[1:3]}
    assert_true(registry)


def test_what_was_not_touched_stays_the_same_relationship(registry: Database, tmp_path: Path) -> None:
    load(registry, tmp_path / "second", spoiled("mandates", 0, "管供水", "管好供水"), DAY_2)
    with registry.session() as session:
        kept = session.run(
            "MATCH (:Mandate {code: 'm.stall'})-[r:COLLIDES_WITH]->() RETURN r.recorded_at, r.retracted_at"
        ).single(strict=True)
    assert (kept[0].to_native(), kept[1]) == (DAY_1, None)
