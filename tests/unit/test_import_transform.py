"""Rows into models: what a cell must hold, and what is said when it does not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from importers import cells, haikou
from importers.cells import CellError
from importers.formats import FORMATS
from importers.registry_csv import Listed, transform
from importers.tables import read_table
from schema.registry import Factor, IssueType, Location, Mandate, Precedent
from tests.lists import HEADERS, ROWS, spoiled, write_lists


def listed(folder: Path, listing: str, rows: dict[str, list[str]] = ROWS) -> Listed:
    write_lists(folder, {listing: rows[listing]})
    form = FORMATS[listing]
    return transform(read_table(folder / f"{listing}.csv", form.names), form)


def test_the_formats_are_those_of_the_format_document() -> None:
    document = (haikou.directory() / "registry" / "FORMAT.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(\w+)\.csv` \|[^|]*\| `([\w,]+)`", document, re.M))
    assert {listing: ",".join(form.names) for listing, form in FORMATS.items()} == documented == HEADERS


@pytest.mark.parametrize("listing", list(ROWS))
def test_the_miniature_lists_are_sound(tmp_path: Path, listing: str) -> None:
    found = listed(tmp_path, listing)
    assert not found.problems
    assert len(found.entries) == len(ROWS[listing])


def test_models(tmp_path: Path) -> None:
    assert listed(tmp_path, "locations").entries["road"] == Location(
        code="road", name="长堤路", kind="road", within=("460106", "460108"), source="test"
    )
    issue = listed(tmp_path, "issue_types").entries["water.burst"]
    assert isinstance(issue, IssueType)
    assert (issue.parents, issue.terms) == (("water",), ("爆管", "水管爆了"))
    assert (issue.response_minutes, issue.resolve_hours, issue.emergency) == (30, 24, None)
    factor = listed(tmp_path, "factors").entries["in-park"]
    assert isinstance(factor, Factor)
    assert [(v.value, v.label) for v in factor.values] == [("yes", "在公园里"), ("no", "不在")]
    mandate = listed(tmp_path, "mandates").entries["m.stall-parks"]
    assert isinstance(mandate, Mandate)
    assert (mandate.location, mandate.conditions) == ("460100", (("in-park", "yes"),))
    precedent = listed(tmp_path, "precedents").entries["p.1"]
    assert isinstance(precedent, Precedent)
    assert (precedent.location, precedent.ruled_on) == ("pond", date(2017, 5, 18))


@pytest.mark.parametrize(
    ("listing", "row", "before", "after", "code", "column"),
    [
        ("mandates", 0, "lead", "laed", "unknown-choice", "role"),
        ("statutes", 0, "administrative_regulation", "regulation", "unknown-choice", "rank"),
        ("departments", 1, "bureau", "Bureau", "unknown-choice", "kind"),
        ("departments", 1, "city.water,", "City.Water,", "bad-code", "code"),
        ("departments", 1, "市水务局", "", "empty-cell", "name"),
        ("departments", 1, "2010-01-01", "2010/1/1", "bad-day", "valid_from"),
        ("departments", 1, "2010-01-01", "2010-02-30", "bad-day", "valid_from"),
        ("departments", 2, "2019-03-01", "2009-03-01", "end-before-start", "valid_until"),
        ("departments", 2, "2019-03-01", "2010-01-01", "end-before-start", "valid_until"),
        ("exercises", 1, "2019-03-01", "2009-03-01", "end-before-start", "valid_until"),
        ("mandates", 0, "2010-01-01,", "2010-01-01,2009-01-01", "end-before-start", "valid_until"),
        ("statutes", 0, "1994-10-01,", "1994-10-01,1990-01-01", "end-before-start", "repealed"),
        ("issue_types", 1, "30,24", "half an hour,24", "bad-number", "response_minutes"),
        ("issue_types", 1, "30,24", "-30,24", "bad-number", "response_minutes"),
        ("locations", 0, "in-park=yes", "in-park", "bad-pair", "facts"),
        ("locations", 0, "in-park=yes", "in-park=yes;in-park=no", "contradicting-pairs", "facts"),
        ("factors", 0, "yes=在公园里;no=不在", "yes=在公园里", "too-few-values", "values"),
        ("factors", 0, "yes=在公园里;no=不在", "yes=在公园里;yes=不在", "duplicate-value", "values"),
        ("factors", 0, "yes=在公园里;no=不在", "yes;no", "bad-pair", "values"),
        ("issue_types", 1, "爆管;水管爆了", "爆管；水管爆了", "full-width-separator", "terms"),
    ],
)
def test_a_wrong_cell(tmp_path: Path, listing: str, row: int, before: str, after: str, code: str, column: str) -> None:
    found = listed(tmp_path, listing, spoiled(listing, row, before, after))
    assert [(p.code, p.file, p.line, p.column) for p in found.problems] == [(code, f"{listing}.csv", row + 2, column)]
    assert len(found.entries) == len(ROWS[listing]) - 1
    problem = found.problems[0]
    assert problem.zh and problem.en


def test_every_wrong_cell_of_a_row_is_told(tmp_path: Path) -> None:
    rows = {"mandates": ["M,water.city,,460100,leed,x,water-rule,,,2010,2009-01-01,"]}
    found = listed(tmp_path, "mandates", rows)
    assert {p.column for p in found.problems} == {"code", "issue_type", "role", "conditions", "valid_from"}


def test_a_near_choice_is_suggested() -> None:
    with pytest.raises(CellError) as caught:
        cells.choice(["lead", "assist"])("laed")
    assert caught.value.nearest == ("lead",)


@pytest.mark.parametrize(
    ("listing", "key"), [("departments", "city.water"), ("exercises", "city.water / water.city / 2010-01-01")]
)
def test_a_key_given_twice(tmp_path: Path, listing: str, key: str) -> None:
    row = next(row for row in ROWS[listing] if row.startswith("city.water,"))
    found = listed(tmp_path, listing, {listing: [*ROWS[listing], row]})
    assert [(p.code, p.line, p.value) for p in found.problems] == [("duplicate-code", len(ROWS[listing]) + 2, key)]
    assert f"line {ROWS[listing].index(row) + 2}" in found.problems[0].en


def test_the_whole_demonstration_is_sound() -> None:
    for listing, form in FORMATS.items():
        found = transform(read_table(haikou.directory() / "registry" / f"{listing}.csv", form.names), form)
        assert not found.problems, found.problems[:3]
        assert found.entries
