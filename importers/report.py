"""What an import found and did: problems by row, counts by list; written as CSV for the steward's spreadsheet."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """An error stops the import; a warning is worth a look; a note says what was done without asking."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong in one place.

    `code` is stable and meant for programs; `line` counts physical lines from 1 and is None where the whole file is
    meant; `nearest` lists known codes or columns close to `value`.
    """

    code: str
    file: str
    zh: str
    en: str
    line: int | None = None
    column: str | None = None
    value: str = ""
    nearest: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR

    def where(self) -> str:
        """`file:line column`, as far as known."""
        line = f":{self.line}" if self.line is not None else ""
        return f"{self.file}{line}" + (f" {self.column}" if self.column else "")


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read: its name, which list it holds, its encoding, its rows without the header."""

    name: str
    table: str
    encoding: str
    rows: int


@dataclass(frozen=True, slots=True)
class Count:
    """What an import does to one list: rows added, changed, retired, and left as they were."""

    added: int = 0
    changed: int = 0
    retired: int = 0
    unchanged: int = 0

    @property
    def touched(self) -> int:
        return self.added + self.changed + self.retired


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of one import.

    Where `ok` is false nothing was written. `changed` says whether the registry is (or, in a dry run, would be) a
    different one afterwards; `version` is the registry's version after it, None in a dry run or on errors.
    `counts` maps a list (`departments` …) to its `Count`; `conflicts` counts derived edges added and retracted.
    """

    source: str
    by: str
    at: datetime
    dry_run: bool = False
    problems: tuple[RowProblem, ...] = ()
    files: tuple[FileRead, ...] = ()
    absent: tuple[str, ...] = ()
    counts: dict[str, Count] = field(default_factory=dict)
    conflicts: Count = Count()
    respelled: int = 0
    changed: bool = False
    version: int | None = None
    import_id: str | None = None

    @property
    def ok(self) -> bool:
        """Whether there is no error among the problems."""
        return not self.errors

    @property
    def errors(self) -> tuple[RowProblem, ...]:
        return tuple(p for p in self.problems if p.severity == Severity.ERROR)

    @property
    def warnings(self) -> tuple[RowProblem, ...]:
        return tuple(p for p in self.problems if p.severity == Severity.WARNING)

    def by_severity(self) -> Counter[Severity]:
        return Counter(problem.severity for problem in self.problems)


REPORT_COLUMNS = ("severity", "file", "line", "column", "code", "value", "problem_zh", "problem_en", "nearest")


def write_csv(problems: Iterable[RowProblem], path: Path) -> None:
    """Write the problems as CSV, UTF-8 with a byte order mark so that a Chinese Excel opens it right."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REPORT_COLUMNS)
        for p in problems:
            line = "" if p.line is None else str(p.line)
            cells = (p.severity, p.file, line, p.column or "", p.code, p.value, p.zh, p.en, ";".join(p.nearest))
            writer.writerow([_harmless(cell) for cell in cells])


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: the report quotes what strangers' files said."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def in_order(problems: Iterable[RowProblem]) -> tuple[RowProblem, ...]:
    """Errors first, then by file, line and column; the same problem once."""
    order = list(Severity)
    return tuple(
        sorted(
            dict.fromkeys(problems),
            key=lambda p: (order.index(p.severity), p.file, p.line or 0, p.column or "", p.code, p.value),
        )
    )
