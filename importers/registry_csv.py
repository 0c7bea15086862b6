"""transform: the rows of a registry list into models; every row with an error is reported and left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from graph.content import Entry, Key, key_of
from importers.cells import CellError
from importers.formats import Format
from importers.report import RowProblem
from importers.tables import Row, Table


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry was read."""

    file: str
    line: int


@dataclass(slots=True)
class Listed:
    """A list as the files have it: its entries, where each was read, and what was wrong with rows left out."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    origins: dict[Key, Origin] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    """Codes of rows that were left out: others may refer to them without being told that they are unknown."""
    complete: bool = True
    """Whether every row of the files was seen; if not, nothing can be said of a code that is not among them."""

    def take(self, table: Table) -> None:
        """Add what reading a file had to say."""
        self.problems += table.problems
        self.left_out |= table.left_out
        self.complete = self.complete and table.complete


def transform(table: Table, form: Format) -> Listed:
    """Rows into entries. Rows with an error, or with a key that an earlier row has, are reported and left out."""
    listed = Listed()
    listed.take(table)
    for row in table.rows:
        entry = _entry(row, form, table.file, listed.problems)
        if entry is None:
            listed.left_out.add(row.cells.get("code", ""))
        elif (key := key_of(entry)) in listed.entries:
            listed.problems.append(_twice(key, row.line, table.file, listed.origins[key]))
        else:
            listed.entries[key] = entry
            listed.origins[key] = Origin(table.file, row.line)
    return listed


def _entry(row: Row, form: Format, file: str, problems: list[RowProblem]) -> Entry | None:
    """The row as a model, or None after reporting every cell that is wrong."""
    values: dict[str, Any] = {}
    wrong = len(problems)
    for column in form.columns:
        cell = row.cells[column.name]
        if cell:
            try:
                values[column.target] = column.parse(cell)
            except CellError as error:
                problems.append(
                    RowProblem(error.code, file, error.zh, error.en, row.line, column.name, error.value, error.nearest)
                )
        elif column.required:
            problems.append(
                RowProblem(
                    "empty-cell",
                    file,
                    f"{column.name} 不能为空",
                    f"{column.name} must not be empty",
                    row.line,
                    column.name,
                )
            )
    if form.ordered is not None:
        _in_order(form.ordered, values, row, file, problems)
    if len(problems) > wrong:
        return None
    try:
        return form.model(**values)
    except ValidationError as error:  # the cells are checked above; this is the net below
        problems.append(
            RowProblem("bad-row", file, f"这一行不成立：{error}", f"the row does not hold: {error}", row.line)
        )
        return None


def _in_order(days: tuple[str, str], values: dict[str, Any], row: Row, file: str, problems: list[RowProblem]) -> None:
    start, end = (values.get(name) for name in days)
    if isinstance(start, date) and isinstance(end, date) and end <= start:
        first, last = days
        problems.append(
            RowProblem(
                "end-before-start",
                file,
                f"{last} {end} 不晚于 {first} {start}；区间是左闭右开的，终止日当天已不再有效",
                f"{last} {end} is not after {first} {start}; an interval is half-open, its last day is the day before",
                row.line,
                last,
                str(end),
            )
        )


def _twice(key: Key, line: int, file: str, first: Origin) -> RowProblem:
    named = key if isinstance(key, str) else " / ".join(str(part) for part in key)
    return RowProblem(
        "duplicate-code",
        file,
        f"{named} 重复，第 {first.line} 行（{first.file}）已经有了；代码永久不变、不得重用",
        f"{named} is there twice, first at line {first.line} of {first.file}; a code is given once, for ever",
        line,
        "code" if isinstance(key, str) else None,
        named,
    )
