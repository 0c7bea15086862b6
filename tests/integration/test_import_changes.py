"""A changed import retracts and adds: both clocks, retirement, and what is left alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from neo4j.exceptions import ClientError

from graph.connection import Database
from graph.registry import RegistryWriter
from graph.stored import pairs
from importers.load import import_directory
from importers.report import Count, ImportReport
from schema.people import at_the_machine
from schema.problems import Problem
from tests.conftest import wipe
from tests.lists import ROWS, spoiled, write_lists

DAY_1 = datetime(2026, 11, 1, tzinfo=UTC)
DAY_2 = datetime(2026, 11, 2, tzinfo=UTC)
DAY_3 = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.fixture
def registry(database: Database, tmp_path: Path) -> Database:
    """The miniature registry, imported on the first day."""
    wipe(database)
    first = load(database, tmp_path / "first", ROWS, DAY_1)
    assert first.ok and not first.problems, first.problems
    return database


def load(database: Database, folder: Path, rows: dict[str, list[str]], at: datetime, **more: Any) -> ImportReport:
    return import_directory(database, write_lists(folder, rows, **more), by=at_the_machine("test"), at=at)


def rows(database: Database, query: str, **parameters: Any) -> list[list[Any]]:
    with database.session() as session:
        return [
            [value.to_native() if hasattr(value, "to_native") else value for value in record.values()]
            for record in session.run(query, parameters)
        ]


def test_a_changed_attribute_leaves_a_revision(registry: Database, tmp_path: Path) -> None:
    report = load(registry, tmp_path / "second", spoiled("departments", 1, "市水务局", "市水务管理局"), DAY_2)
    assert report.counts["departments"] == Count(changed=1, unchanged=4)
    assert report.version == 2
    hub = "MATCH (n:Department {code: 'city.water'}) RETURN n.name, n.recorded_at, n.retracted_at"
    assert rows(registry, hub) == [["市水务管理局", DAY_2, None]]
    old = "MATCH (o:Revision)-[:REVISION_OF]->() RETURN o.label, o.code, o.name, o.recorded_at, o.retracted_at"
    assert rows(registry, old) == [["Department", "city.water", "市水务局", DAY_1, DAY_2]]


def test_a_changed_mandate_is_another_version(registry: Database, tmp_path: Path) -> None:
    report = load(registry, tmp_path / "second", spoiled("mandates", 0, "管供水", "管好供水"), DAY_2)
    assert report.counts["mandates"] == Count(changed=1, unchanged=4)
    versions = """
        MATCH (m:Mandate {code: 'm.water'})-[b:BASED_ON]->(:Statute), (m)-[:HELD_BY]->(:Authority), (m)-[:COVERS]->(),
          (m)-[:APPLIES_IN]->() RETURN b.quote, m.recorded_at, m.retracted_at ORDER BY m.recorded_at
    """
    assert rows(registry, versions) == [["管供水", DAY_1, DAY_2], ["管好供水", DAY_2, None]]


def test_a_changed_relationship_is_retracted_and_added(registry: Database, tmp_path: Path) -> None:
    load(registry, tmp_path / "second", spoiled("exercises", 0, "2010-01-01,,", "2010-01-01,2027-01-01,"), DAY_2)
    exercise = """
        MATCH (:Department {code: 'city.water'})-[r:EXERCISES]->(:Authority)
        RETURN r.valid_until IS NULL, r.recorded_at, r.retracted_at ORDER BY r.recorded_at
    """
    assert rows(registry, exercise) == [[True, DAY_1, DAY_2], [False, DAY_2, None]]


def test_a_moved_place_keeps_where_it_was(registry: Database, tmp_path: Path) -> None:
    report = load(registry, tmp_path / "second", spoiled("locations", 1, "park,,test", "460108,,test"), DAY_2)
    assert report.counts["locations"] == Count(changed=1, unchanged=2)
    within = """
        MATCH (:Location {code: 'pond'})-[r:WITHIN]->(above)
        RETURN above.code, r.recorded_at, r.retracted_at ORDER BY r.recorded_at
    """
    assert rows(registry, within) == [["park", DAY_1, DAY_2], ["460108", DAY_2, None]]


def test_what_vanishes_from_its_list_is_retired_and_may_return(registry: Database, tmp_path: Path) -> None:
    without = {
        **ROWS,
        "mandates": [row for row in ROWS["mandates"] if "m.park-pipe" not in row],
        "statutes": [row for row in ROWS["statutes"] if "park-rule" not in row],
    }
    report = load(registry, tmp_path / "second", without, DAY_2)
    assert report.counts["statutes"] == Count(retired=1, unchanged=2)
    statute = "MATCH (s:Statute {code: 'park-rule'}) RETURN s.recorded_at, s.retracted_at"
    mandate = "MATCH (m:Mandate {code: 'm.park-pipe'}) RETURN m.recorded_at, m.retracted_at ORDER BY m.recorded_at"
    assert rows(registry, statute) == rows(registry, mandate) == [[DAY_1, DAY_2]]
    load(registry, tmp_path / "third", ROWS, DAY_3)
    assert rows(registry, statute) == [[DAY_3, None]]
    assert rows(registry, mandate) == [[DAY_1, DAY_2], [DAY_3, None]]
    old = "MATCH (o:Revision {code: 'park-rule'}) RETURN o.title, o.recorded_at, o.retracted_at"
    assert rows(registry, old) == [["公园条例", DAY_1, DAY_2]]


def test_an_absent_file_leaves_its_list_alone(registry: Database, tmp_path: Path) -> None:
    report = load(registry, tmp_path / "second", {"factors": ROWS["factors"]}, DAY_2, divisions=False)
    assert report.ok and not report.changed and report.version == 1
    assert set(report.absent) == {
        *(f"{listing}.csv" for listing in ROWS if listing != "factors"),
        "*_streets.csv",
        "*_villages.csv",
        "*_districts.geojson",
    }
    assert report.counts["mandates"] == Count(unchanged=5)
    assert report.counts["divisions"] == Count(unchanged=6)


def test_references_may_be_met_by_what_is_live(registry: Database, tmp_path: Path) -> None:
    rows_ = {
        "mandates": [*ROWS["mandates"], "m.new,water.city,order.stall,road,assist,meter=after,list,,,2020-01-01,,"]
    }
    report = load(registry, tmp_path / "second", rows_, DAY_2, divisions=False)
    assert report.ok and report.counts["mandates"] == Count(added=1, unchanged=5)


def test_a_precedent_that_changes(registry: Database, tmp_path: Path) -> None:
    with registry.session() as session:
        session.run("MATCH ()-[p:PRECEDENT]->() SET p.overruled_by = 'later', p.overruled_at = $at", at=DAY_1).consume()
    report = load(registry, tmp_path / "second", spoiled("precedents", 0, "order.stall,pond", "order,park"), DAY_2)
    assert report.counts["precedents"] == Count(changed=1)
    edges = """
        MATCH (:Case {number: 'p.1'})-[p:PRECEDENT]->(:Department {code: 'city.order'})
        RETURN p.issue_type, p.location, p.overruled_by, p.recorded_at, p.retracted_at ORDER BY p.recorded_at
    """
    assert rows(registry, edges) == [
        ["order.stall", "pond", "later", DAY_1, DAY_2],
        ["order", "park", "later", DAY_2, None],
    ]
    about = "MATCH (i)<-[:ABOUT]-(:Case {number: 'p.1'})-[:AT]->(l) RETURN i.code, l.code"
    assert rows(registry, about) == [["order", "park"]]
    old = "MATCH (o:Revision {label: 'Case'}) RETURN o.number, o.issue_type, o.location, o.retracted_at"
    assert rows(registry, old) == [["p.1", "order.stall", "pond", DAY_2]]
    ruled_at = "MATCH (i:IssueType)-[:RULED_AT]->(l) RETURN i.code, l.code ORDER BY i.code"
    assert rows(registry, ruled_at) == [["order", "park"], ["order.stall", "pond"]]


def test_a_precedent_that_vanishes_is_retracted_but_casework_is_left_alone(registry: Database, tmp_path: Path) -> None:
    with registry.session() as session:
        session.run(
            "MATCH (d:Department {code: 'city.water'}) CREATE (c:Case {number: '2026-1', recorded_at: $at}) "
            "CREATE (c)-[:PRECEDENT {code: 'r.1', ruling: 'r.1', issue_type: 'water', location: 'park', "
            "recorded_at: $at}]->(d)",
            at=DAY_1,
        ).consume()
    other = {**ROWS, "precedents": [ROWS["precedents"][0].replace("p.1", "p.2")]}
    report = load(registry, tmp_path / "second", other, DAY_2)
    assert report.counts["precedents"] == Count(added=1, retired=1)
    edges = "MATCH (:Case)-[p:PRECEDENT]->() RETURN p.code, p.retracted_at ORDER BY p.code, p.recorded_at"
    assert rows(registry, edges) == [["p.1", DAY_2], ["p.2", None], ["r.1", None]]
    assert rows(registry, "MATCH (r:Ruling {code: 'p.1'}) RETURN r.reason") == [["先到先管"]]
    load(registry, tmp_path / "third", ROWS, DAY_3)
    assert rows(registry, edges) == [["p.1", DAY_2], ["p.1", None], ["p.2", DAY_3], ["r.1", None]]


def test_a_precedent_cannot_have_a_number_of_casework(registry: Database, tmp_path: Path) -> None:
    with registry.session() as session:
        session.run("CREATE (:Case {number: 'p.2', recorded_at: $at})", at=DAY_1).consume()
    more = {**ROWS, "precedents": [*ROWS["precedents"], ROWS["precedents"][0].replace("p.1", "p.2")]}
    report = load(registry, tmp_path / "second", more, DAY_2)
    assert [(p.code, p.line) for p in report.errors] == [("code-of-casework", 3)]


def test_search_properties_are_renewed_without_a_revision(registry: Database, tmp_path: Path) -> None:
    with registry.session() as session:
        session.run("MATCH (d:Department {code: 'city.water'}) SET d.pinyin = ['x'], d.initials = ['x']").consume()
    report = load(registry, tmp_path / "second", ROWS, DAY_2)
    assert report.changed and report.respelled == 1
    spelled = "MATCH (d:Department {code: 'city.water'}) RETURN d.pinyin, d.initials"
    assert rows(registry, spelled) == [[["shishuiwuju", "shuiwuju"], ["sswj", "swj"]]]
    assert rows(registry, "MATCH (o:Revision) RETURN count(o)") == [[0]]


def test_a_dry_run_writes_nothing(registry: Database, tmp_path: Path) -> None:
    folder = write_lists(tmp_path / "second", spoiled("departments", 1, "市水务局", "水务集团"))
    report = import_directory(registry, folder, by=at_the_machine("test"), at=DAY_2, dry_run=True)
    assert report.ok and report.changed and report.dry_run and report.version == 1
    assert report.counts["departments"].changed == 1
    assert rows(registry, "MATCH (n:Department {code: 'city.water'}) RETURN n.name") == [["市水务局"]]
    assert rows(registry, "MATCH (i:Import) RETURN count(i)") == [[1]]


def test_an_import_that_dies_half_way_leaves_nothing(
    registry: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing also where writing breaks off: what was written before is rolled back with the rest."""
    whole = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n), count(r), sum(size(keys(n)))"
    before = rows(registry, whole)

    def die(*_: object) -> None:
        raise RuntimeError("the power is cut")

    monkeypatch.setattr(RegistryWriter, "_conflicts", die)
    changed = {**spoiled("departments", 1, "市水务局", "水务集团"), "mandates": ROWS["mandates"][1:]}
    with pytest.raises(RuntimeError):
        load(registry, tmp_path / "second", changed, DAY_2)
    assert rows(registry, whole) == before
    monkeypatch.undo()
    assert load(registry, tmp_path / "third", changed, DAY_2).version == 2


def test_an_import_must_be_later_than_the_last(registry: Database, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        load(registry, tmp_path / "second", spoiled("departments", 1, "市水务局", "水务集团"), DAY_1)
    assert caught.value.code == "import-not-later"
    assert load(registry, tmp_path / "third", ROWS, DAY_1 - timedelta(days=1)).ok  # no change, no objection


def test_a_list_that_loses_most_of_its_entries_is_a_warning(registry: Database, tmp_path: Path) -> None:
    more = {**ROWS, "statutes": [*ROWS["statutes"], *(f"s{n},文件{n},law,,,,," for n in range(30))]}
    assert not load(registry, tmp_path / "second", more, DAY_2).problems
    report = load(registry, tmp_path / "third", ROWS, DAY_3)
    assert report.ok
    assert [(p.code, p.file) for p in report.warnings] == [("many-retired", "statutes.csv")]
    assert "33" in report.warnings[0].zh and "30" in report.warnings[0].zh


def test_an_import_that_is_broken_off_leaves_nothing(registry: Database, tmp_path: Path) -> None:
    folder = write_lists(tmp_path / "second", spoiled("mandates", 0, "管供水", "管好供水"))
    count = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n), count(r), count(n.retracted_at)"
    before = rows(registry, count)

    def break_off(doing: str, _done: int, _total: int) -> None:
        if doing == "mandates":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_directory(registry, folder, by=at_the_machine("test"), at=DAY_2, progress=break_off)
    assert rows(registry, count) == before
    assert import_directory(registry, folder, by=at_the_machine("test"), at=DAY_2).version == 2


def test_a_first_import_with_errors_leaves_an_empty_graph(database: Database, tmp_path: Path) -> None:
    wipe(database)
    assert not load(database, tmp_path, spoiled("exercises", 0, "city.water,", "city.watr,"), DAY_1).ok
    assert rows(database, "MATCH (n) WHERE NOT n:Migration AND NOT n:MigrationLock RETURN count(n)") == [[0]]


def test_imports_at_once_come_one_after_the_other(registry: Database, tmp_path: Path) -> None:
    folder = write_lists(tmp_path / "second", spoiled("mandates", 0, "管供水", "管好供水"))
    with ThreadPoolExecutor(4) as pool:
        actors = [at_the_machine(name) for name in "abcd"]
        reports = list(pool.map(lambda by: import_directory(registry, folder, by=by, at=DAY_2), actors))
    assert sorted(report.changed for report in reports) == [False, False, False, True]
    assert rows(registry, "MATCH (m:Mandate {code: 'm.water'}) RETURN count(m)") == [[2]]
    assert rows(registry, "MATCH (r:Registry) RETURN r.version") == [[2]]


def test_every_import_is_recorded(registry: Database, tmp_path: Path) -> None:
    load(registry, tmp_path / "second", spoiled("mandates", 0, "管供水", "管好供水"), DAY_2)
    stamps = "MATCH (i:Import) RETURN i.by, i.source, i.at, i.changed, i.digest IS NOT NULL ORDER BY i.at"
    assert rows(registry, stamps) == [["test", "first", DAY_1, 0, True], ["test", "second", DAY_2, 1, True]]
    assert rows(registry, "MATCH (r:Registry) RETURN r.name, r.version, r.at") == [["live", 2, DAY_2]]


def test_pairs_are_stored_as_text() -> None:
    assert pairs([("in-park", "yes"), ("meter", "after")]) == ["in-park=yes", "meter=after"]


def test_an_import_stands_though_the_server_will_not_plan_anew(
    registry: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Database.read

    def refused(self: Database, query_name: str, **parameters: Any) -> Any:
        if query_name == "prepare_for_replanning":
            raise ClientError("no such right")
        return read(self, query_name, **parameters)

    monkeypatch.setattr(Database, "read", refused)
    folder = write_lists(tmp_path / "second", spoiled("mandates", 0, "管供水", "管好供水"))
    assert import_directory(registry, folder, by=at_the_machine("test"), at=DAY_2).version == 2
