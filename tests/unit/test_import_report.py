"""The report: order, CSV, and that a spreadsheet takes no cell for a formula."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from importers.report import REPORT_COLUMNS, ImportReport, RowProblem, Severity, in_order, write_csv

FIRST = RowProblem("unknown-code", "a.csv", "未知", "unknown", 9, "code", "x", ("y", "z"))
SECOND = RowProblem("empty-file", "b.csv", "空", "empty")
WARNING = RowProblem("rival-holders", "a.csv", "两个", "two", 1, severity=Severity.WARNING)


def test_errors_come_first_and_once() -> None:
    assert in_order([WARNING, SECOND, FIRST, FIRST]) == (FIRST, SECOND, WARNING)


def test_where() -> None:
    assert [p.where() for p in (FIRST, SECOND)] == ["a.csv:9 code", "b.csv"]


def test_only_errors_stop_an_import() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    assert ImportReport("s", "b", at, problems=(WARNING,)).ok
    assert not ImportReport("s", "b", at, problems=(WARNING, FIRST)).ok


def test_csv(tmp_path: Path) -> None:
    formula = RowProblem("bad-code", "a.csv", "=1+1", "@x", 2, "code", "=cmd|' /C calc'!A0")
    write_csv([FIRST, SECOND, formula], tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == REPORT_COLUMNS
    assert rows[0] == ["error", "a.csv", "9", "code", "unknown-code", "x", "未知", "unknown", "y;z"]
    assert rows[1][2:4] == ["", ""]
    assert rows[2][5] == "'=cmd|' /C calc'!A0"
