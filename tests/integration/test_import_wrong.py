"""Wrong input: every error by row, with the nearest known code, and nothing written."""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.connection import Database
from importers.load import import_directory
from importers.report import ImportReport, RowProblem, write_csv
from schema.people import at_the_machine
from schema.problems import Problem
from tests.lists import HEADERS, ROWS, spoiled, write_lists

TESTER = at_the_machine("test")
AT = datetime(2026, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def registry(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The miniature registry, live; nothing in this module changes it."""
    report = import_directory(database, write_lists(tmp_path_factory.mktemp("lists")), by=TESTER, at=AT)
    assert report.ok and report.version == 1
    return database


def refused(registry: Database, folder: Path) -> ImportReport:
    """Import what is wrong, and check that nothing at all was written."""
    count = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS n, count(r) AS r"
    with registry.session() as session:
        before = session.run(count).single(strict=True).data()
        report = import_directory(registry, folder, by=TESTER, at=LATER)
        assert session.run(count).single(strict=True).data() == before
    assert not report.ok and not report.changed and report.version is None
    for problem in report.problems:
        assert problem.file and problem.zh and problem.en
    return report


def only(report: ImportReport) -> RowProblem:
    assert len(report.errors) == 1, report.errors
    return report.errors[0]


@pytest.mark.parametrize(
    ("listing", "row", "before", "after", "code", "column", "value", "nearest"),
    [
        ("exercises", 0, "city.water,", "city.watr,", "unknown-code", "department", "city.watr", "city.water"),
        ("exercises", 0, ",water.city", ",water.ctiy", "unknown-code", "authority", "water.ctiy", "water.city"),
        (
            "departments",
            1,
            "city.government",
            "city.goverment",
            "unknown-code",
            "part_of",
            "city.goverment",
            "city.government",
        ),
        ("departments", 4, "460100", "460110", "unknown-code", "serves", "460110", "460100"),
        ("successions", 0, "city.gardens", "city.garden", "unknown-code", "successor", "city.garden", "city.gardens"),
        (
            "successions",
            0,
            "2019-03-01,",
            "2019-03-01,park.city",
            "unknown-code",
            "authorities",
            "park.city",
            "parks.city",
        ),
        ("issue_types", 1, "爆裂,water", "爆裂,watre", "unknown-code", "parent", "watre", "water"),
        ("locations", 1, ",park,", ",prak,", "unknown-code", "within", "prak", "park"),
        ("locations", 2, "460108", "460109", "unknown-code", "within", "460109", "460108"),
        ("mandates", 0, ",water-rule", ",water-rul", "unknown-code", "statute", "water-rul", "water-rule"),
        ("mandates", 1, "water.burst", "water.brust", "unknown-code", "issue_type", "water.brust", "water.burst"),
        ("mandates", 1, ",park,", ",parkk,", "unknown-code", "within", "parkk", "park"),
        ("mandates", 3, "in-park=yes", "in-prak=yes", "unknown-factor", "conditions", "in-prak=yes", "in-park"),
        ("mandates", 3, "in-park=yes", "in-park=yess", "unknown-value", "conditions", "in-park=yess", "in-park=yes"),
        ("locations", 0, "in-park=yes", "in-park=yess", "unknown-value", "facts", "in-park=yess", "in-park=yes"),
        ("precedents", 0, ",pond,", ",pnod,", "unknown-code", "place", "pnod", "pond"),
        ("precedents", 0, "city.order", "city.oder", "unknown-code", "department", "city.oder", "city.order"),
    ],
)
def test_an_unknown_code(
    registry: Database,
    tmp_path: Path,
    listing: str,
    row: int,
    before: str,
    after: str,
    code: str,
    column: str,
    value: str,
    nearest: str,
) -> None:
    problem = only(refused(registry, write_lists(tmp_path, spoiled(listing, row, before, after))))
    assert (problem.code, problem.file, problem.line) == (code, f"{listing}.csv", row + 2)
    assert (problem.column, problem.value) == (column, value)
    assert nearest in problem.nearest


def test_an_old_code_and_a_new_one_are_two_errors(registry: Database, tmp_path: Path) -> None:
    """A code changed in its own list only: what still uses the old one is told that it is leaving."""
    rows = spoiled("authorities", 0, "water.city", "water.town")
    report = refused(registry, write_lists(tmp_path, rows))
    assert {(p.code, p.file, p.line, p.nearest[0]) for p in report.errors} == {
        ("retired-code", "exercises.csv", 2, "water.town"),
        ("retired-code", "mandates.csv", 2, "water.town"),
    }


@pytest.mark.parametrize(
    ("listing", "row", "before", "after", "code"),
    [
        ("exercises", 0, "city.water,", "水务局,", "city.water"),
        ("mandates", 0, ",water,", ",自来水,", "water"),
        ("mandates", 1, ",park,", ",人民公园,", "park"),
        ("departments", 1, ",460100,", ",海口市,", "460100"),
        ("mandates", 0, "water-rule", "供水条例", "water-rule"),
    ],
)
def test_a_name_in_place_of_a_code_is_answered_with_the_code(
    registry: Database, tmp_path: Path, listing: str, row: int, before: str, after: str, code: str
) -> None:
    problem = only(refused(registry, write_lists(tmp_path, spoiled(listing, row, before, after))))
    assert (problem.code, problem.line, problem.value) == ("bad-code", row + 2, after.strip(","))
    assert problem.nearest[0] == code


def test_a_duplicate_code(registry: Database, tmp_path: Path) -> None:
    rows = {**ROWS, "authorities": [*ROWS["authorities"], ROWS["authorities"][0].replace("供水", "给水")]}
    problem = only(refused(registry, write_lists(tmp_path, rows)))
    assert (problem.code, problem.line, problem.value) == ("duplicate-code", 5, "water.city")
    assert "第 2 行" in problem.zh


def test_a_place_with_a_divisions_code(registry: Database, tmp_path: Path) -> None:
    for divisions in (True, False):
        rows = {**ROWS, "locations": [*ROWS["locations"], "460106,别处,,park,460100,,"]}
        problem = only(refused(registry, write_lists(tmp_path / str(divisions), rows, divisions=divisions)))
        assert (problem.code, problem.file, problem.line) == ("duplicate-code", "locations.csv", 5)


@pytest.mark.parametrize(
    ("listing", "row", "before", "after", "path"),
    [
        ("issue_types", 0, "供水,,", "供水,water.burst,", "water → water.burst → water"),
        ("locations", 0, ",460106,", ",pond;460106,", "park → pond → park"),
        ("locations", 0, ",460106,", ",park,", "park → park"),
        ("departments", 0, "city,,", "city,city.water,", "city.government → city.water → city.government"),
    ],
)
def test_a_cycle(
    registry: Database, tmp_path: Path, listing: str, row: int, before: str, after: str, path: str
) -> None:
    problem = only(refused(registry, write_lists(tmp_path, spoiled(listing, row, before, after))))
    assert (problem.code, problem.file, problem.line) == ("cycle", f"{listing}.csv", row + 2)
    assert path in problem.zh and path in problem.en


def test_its_own_successor(registry: Database, tmp_path: Path) -> None:
    rows = spoiled("successions", 0, "city.gardens", "city.parks")
    assert only(refused(registry, write_lists(tmp_path, rows))).code == "own-successor"


def test_overlapping_intervals(registry: Database, tmp_path: Path) -> None:
    rows = {**ROWS, "exercises": [*ROWS["exercises"], "city.water,water.city,2018-01-01,2019-01-01,"]}
    problem = only(refused(registry, write_lists(tmp_path, rows)))
    assert (problem.code, problem.file, problem.line) == ("overlapping-intervals", "exercises.csv", 6)
    assert "第 2 行" in problem.zh


def test_an_interval_may_begin_where_another_ends(registry: Database, tmp_path: Path) -> None:
    rows = {
        **ROWS,
        "exercises": [
            "city.water,water.city,2010-01-01,2018-01-01,",
            "city.water,water.city,2018-01-01,,",
            *ROWS["exercises"][1:],
        ],
    }
    report = import_directory(registry, write_lists(tmp_path, rows), by=TESTER, at=LATER, dry_run=True)
    assert report.ok and not report.problems


def test_beyond_a_departments_life(registry: Database, tmp_path: Path) -> None:
    rows = spoiled("exercises", 1, "2019-03-01", "2020-01-01")
    problem = only(refused(registry, write_lists(tmp_path, rows)))
    assert (problem.code, problem.line, problem.column) == ("beyond-life", 3, "valid_until")


def test_two_holders_at_once_are_a_warning_unless_shared(registry: Database, tmp_path: Path) -> None:
    rows = {**ROWS, "exercises": [*ROWS["exercises"], "city.order,water.city,2020-01-01,,"]}
    report = import_directory(registry, write_lists(tmp_path / "a", rows), by=TESTER, at=LATER, dry_run=True)
    assert report.ok
    assert [(p.code, p.line) for p in report.warnings] == [("rival-holders", 6)]
    shared = [row.replace("01-01,,", "01-01,,shared: test") for row in rows["exercises"]]
    report = import_directory(
        registry,
        write_lists(tmp_path / "b", {**rows, "exercises": shared}),
        by=TESTER,
        at=LATER,
        dry_run=True,
    )
    assert not report.problems


def test_what_is_retired_while_listed_entries_use_it(registry: Database, tmp_path: Path) -> None:
    rows = {**ROWS, "statutes": ROWS["statutes"][1:]}
    problem = only(refused(registry, write_lists(tmp_path, rows)))
    assert (problem.code, problem.file, problem.line, problem.value) == (
        "retired-code",
        "mandates.csv",
        2,
        "water-rule",
    )


def test_what_is_retired_while_live_entries_use_it(registry: Database, tmp_path: Path) -> None:
    rows = {"statutes": ROWS["statutes"][1:], "factors": ROWS["factors"][1:]}
    report = refused(registry, write_lists(tmp_path, rows, divisions=False))
    assert {(p.code, p.file, p.value) for p in report.errors} == {
        ("retired-in-use", "statutes.csv", "water-rule"),
        ("unknown-factor", "factors.csv", "in-park=yes"),
    }
    assert any("m.water" in problem.zh for problem in report.errors)


def test_everything_wrong_is_told_at_once(registry: Database, tmp_path: Path) -> None:
    rows = {
        **ROWS,
        "mandates": [
            "m.1,nobody,water,460100,lead,,water-rule,,,2010-01-01,,",
            "m.2,water.city,nothing,nowhere,lead,no=no,none,,,2010-01-01,2009-01-01,",
            "m.3,water.city,nothing,nowhere,lead,no=no,none,,,2010-01-01,,",
            "m.4,water.city,water",
        ],
        "exercises": [*ROWS["exercises"], "nobody,water.city,2010-01-01,,"],
    }
    report = refused(registry, write_lists(tmp_path, rows))
    assert {(p.file, p.line, p.column) for p in report.errors} == {
        ("exercises.csv", 6, "department"),
        ("mandates.csv", 2, "authority"),
        ("mandates.csv", 3, "valid_until"),
        ("mandates.csv", 4, "issue_type"),
        ("mandates.csv", 4, "within"),
        ("mandates.csv", 4, "statute"),
        ("mandates.csv", 4, "conditions"),
        ("mandates.csv", 5, None),
    }
    written = tmp_path / "report.csv"
    write_csv(report.problems, written)
    with written.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == len(report.problems)
    assert {row["severity"] for row in found} >= {"error"}


def test_one_unreadable_list_is_one_error_not_hundreds(registry: Database, tmp_path: Path) -> None:
    folder = write_lists(tmp_path)
    (folder / "departments.csv").write_text(f"{HEADERS['departments']},colour\n", encoding="utf-8")
    problem = only(refused(registry, folder))
    assert (problem.code, problem.file, problem.column) == ("unknown-column", "departments.csv", "colour")


def test_what_refers_to_a_row_with_an_error_is_not_an_error_too(registry: Database, tmp_path: Path) -> None:
    rows = spoiled("departments", 0, ",government,city", ",goverment,city")
    problem = only(refused(registry, write_lists(tmp_path, rows)))
    assert (problem.code, problem.line, problem.nearest) == ("unknown-choice", 2, ("government",))


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty-file", None),
        (HEADERS["statutes"].encode() + b"\n", "no-rows", None),
        ((HEADERS["statutes"] + '\na,"open,law,,,,,\n').encode(), "unclosed-quote", 2),
        (HEADERS["statutes"].replace("title", "title,Title").encode() + b"\n", "duplicate-column", 1),
        (HEADERS["statutes"].encode("utf-16"), "wrong-encoding", 1),
        (HEADERS["statutes"].encode() + b"\na,\0,law,,,,,\n", "nul-byte", 2),
    ],
)
def test_a_file_of_the_wrong_shape(
    registry: Database, tmp_path: Path, data: bytes, code: str, line: int | None
) -> None:
    folder = write_lists(tmp_path)
    (folder / "statutes.csv").write_bytes(data)
    problem = only(refused(registry, folder))
    assert (problem.code, problem.file, problem.line) == (code, "statutes.csv", line)


def test_a_200_mb_file(registry: Database, tmp_path: Path) -> None:
    folder = write_lists(tmp_path)
    os.truncate(folder / "mandates.csv", 200 * 1024 * 1024)
    assert only(refused(registry, folder)).code == "file-too-large"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_lists_in_another_encoding_are_the_same_lists(registry: Database, tmp_path: Path, encoding: str) -> None:
    folder = write_lists(tmp_path)
    for path in folder.iterdir():
        path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    report = import_directory(registry, folder, by=TESTER, at=LATER)
    assert report.ok and not report.changed
    assert {file.encoding for file in report.files if file.name == "departments.csv"} == {
        "GB18030" if encoding == "gb18030" else "UTF-8 BOM"
    }


def test_an_outline_of_nowhere(registry: Database, tmp_path: Path) -> None:
    folder = write_lists(tmp_path)
    ring = "[[[110.0, 20.0], [110.1, 20.0], [110.1, 20.1], [110.0, 20.0]]]"
    (folder / "x_districts.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"gb": "156460109"}, '
        f'"geometry": {{"type": "Polygon", "coordinates": {ring}}}}}]}}',
        encoding="utf-8",
    )
    problem = only(refused(registry, folder))
    assert (problem.code, problem.file, problem.value) == ("unknown-code", "x_districts.geojson", "460109")


def test_a_misspelt_file_name_is_a_warning(registry: Database, tmp_path: Path) -> None:
    folder = write_lists(tmp_path)
    (folder / "mandates.csv").rename(folder / "mandate.csv")
    report = import_directory(registry, folder, by=TESTER, at=LATER, dry_run=True)
    assert report.ok and report.absent == ("mandates.csv", "*_districts.geojson")
    assert [(p.code, p.file, p.nearest[0]) for p in report.warnings] == [
        ("unknown-file", "mandate.csv", "mandates.csv")
    ]


def test_no_folder_and_nothing_in_it(registry: Database, tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none", "no-such-folder"), (tmp_path, "nothing-to-import")):
        with pytest.raises(Problem) as caught:
            import_directory(registry, path, by=TESTER, at=LATER)
        assert caught.value.code == code
