"""get: one CSV file into rows with their line numbers. Whatever is wrong with its shape is reported, all of it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from importers.encoding import EncodingError, decode
from importers.nearest import Nearest
from importers.report import RowProblem, Severity

MAX_FILE_BYTES = 32 * 1024 * 1024
"""Larger files are refused unread: a list of 100,000 mandates has about this size, so a larger one is no list."""
MAX_CELL_CHARACTERS = 100_000

_SPACE = " \t\r\n\u3000\u00a0\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the physical line it starts on (from 1), and its cells by column, stripped of surrounding space."""

    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class Table:
    """A file as read: its rows, and what is wrong with its shape. `digest` is the SHA-256 of its bytes."""

    file: str
    encoding: str = ""
    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    digest: str = ""
    left_out: set[str] = field(default_factory=set)
    """Codes of the rows of the wrong length, as far as they can be told."""
    complete: bool = True
    """Whether every row was at least seen: false where the file could not be read to its end."""


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """Read one CSV file that should have exactly these columns, in any order.

    Never raises for what the file holds: unreadable bytes, wrong columns, an open quote mark and rows of the wrong
    length become problems, and the rows that are sound are returned.
    """
    table = Table(path.name)
    _read(table, path, columns)
    table.complete = all(p.code == "wrong-cell-count" or p.severity != Severity.ERROR for p in table.problems)
    return table


def _read(table: Table, path: Path, columns: Sequence[str]) -> None:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        mb, limit = size / 1_048_576, MAX_FILE_BYTES // 1_048_576
        _add(
            table,
            "file-too-large",
            f"文件有 {mb:.0f} MB，超过上限 {limit} MB，未读取；请确认导出的是名册，或分批导入",
            f"the file has {mb:.0f} MB, the limit is {limit} MB; it was not read: check that it is the list you meant",
        )
        return
    data = path.read_bytes()
    table.digest = hashlib.sha256(data).hexdigest()
    try:
        text = decode(data)
    except EncodingError as error:
        _add(table, error.code, error.zh, error.en, line=error.line)
        return
    table.encoding = text.encoding
    _fill(table, text.content, columns)


def _fill(table: Table, text: str, columns: Sequence[str]) -> None:
    records = _records(table, text)
    first = next(records, None)
    if first is None:
        if not table.problems:
            _add(
                table,
                "empty-file",
                f"文件是空的；第一行应是列名：{','.join(columns)}",
                f"the file is empty; its first line should name the columns: {','.join(columns)}",
            )
        return
    line, header = first
    names = _header(table, line, header, columns)
    if names is None:
        return
    for line, cells in records:
        if len(cells) == len(names):
            table.rows.append(Row(line, dict(zip(names, cells, strict=True))))
        else:
            _wrong_length(table, line, cells, len(names))
            if "code" in names[: len(cells)]:
                table.left_out.add(cells[names.index("code")])
    if not table.rows and not _has_errors(table):
        _add(
            table,
            "no-rows",
            "只有列名，没有数据行；要保持名册不变，请不要放这个文件（空名册不会被当作“全部撤销”）",
            "only a header, no rows; to leave this list as it is leave the file out "
            "(an empty list is never taken for 'retire everything')",
        )


def _records(table: Table, text: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the line each starts on; blank ones are passed over. Stops at a broken quotation."""
    previous_limit = csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        while True:
            start = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                _broken(table, text, start, str(error))
                return
            cells = [cell.strip(_SPACE) for cell in cells]
            if any(cells):
                yield start, cells
    finally:
        csv.field_size_limit(previous_limit)


def _broken(table: Table, text: str, start: int, reason: str) -> None:
    """Say at which line the quote mark opened that a record starting at line `start` never closed properly."""
    opened, closed = _quotation(text, start)
    if "field larger" in reason and opened is None:
        _add(
            table,
            "cell-too-long",
            f"有一格超过 {MAX_CELL_CHARACTERS} 个字符；此行以后未读取",
            f"a cell has more than {MAX_CELL_CHARACTERS} characters; nothing after this row was read",
            line=start,
        )
    elif closed is not None and opened is not None:
        _add(
            table,
            "text-after-quote",
            f"第 {opened} 行打开的引号在第 {closed} 行遇到另一个引号，其后不是逗号：引号没有关好，"
            '或文字里的引号没有写成两个（""）；此行以后未读取',
            f"the quote mark opened at line {opened} meets another at line {closed} that no comma follows: it was left "
            'open, or a quote mark inside the text was not doubled (""); nothing after this row was read',
            line=opened,
        )
    else:
        line = opened if opened is not None else start
        _add(
            table,
            "unclosed-quote",
            f"第 {line} 行打开的引号到文件末尾都没有关上；此行以后未读取",
            f"the quote mark opened at line {line} is never closed; nothing after this row was read",
            line=line,
        )


def _quotation(text: str, start: int) -> tuple[int | None, int | None]:
    """Where the faulty quotation of the record at line `start` opens, and where it closes wrongly, if it does."""
    line, opened, position, at_cell_start = start, None, _offset(text, start), True
    while position < len(text):
        character = text[position]
        if character == "\n" or (character == "\r" and text[position + 1 : position + 2] != "\n"):
            line += 1
        if opened is None:
            if character == '"' and at_cell_start:
                opened = line
            at_cell_start = character in ",\r\n"
        elif character == '"':
            if text[position + 1 : position + 2] == '"':
                position += 1
            elif text[position + 1 : position + 2] in (",", "\r", "\n", ""):
                opened = None
            else:
                return opened, line
        position += 1
    return opened, None


def _offset(text: str, line: int) -> int:
    """The position at which a physical line begins."""
    breaks = re.finditer(r"\r\n|\r|\n", text)
    position = 0
    for _ in range(line - 1):
        position = next(breaks).end()
    return position


def _header(table: Table, line: int, header: list[str], columns: Sequence[str]) -> list[str] | None:
    """The column each cell belongs to, or None where the columns cannot be told."""
    if len(header) == 1 and len(re.split(r"[\t;；，|]", header[0])) > 1:
        _add(
            table,
            "wrong-separator",
            "各列之间要用英文逗号分隔（CSV）；这个文件用了别的分隔符",
            "columns are separated by commas (CSV); this file uses something else",
            line=line,
            value=header[0],
        )
        return None
    names = [_spelling(cell) for cell in header]
    known = Nearest(columns)
    for position, name in enumerate(names):
        written = header[position]
        if name and name in names[:position]:
            first = header[names.index(name)]
            _add(
                table,
                "duplicate-column",
                f"“{first}”和“{written}”是同一列 {name} 的两种写法，请只留一列",
                f"{first!r} and {written!r} are two spellings of one column, {name}; keep one of them",
                line=line,
                column=written,
                value=written,
            )
        elif name not in columns:
            _add(
                table,
                "unknown-column",
                f"没有“{written}”这一列；应有的列：{','.join(columns)}",
                f"there is no column {written!r}; the columns are {','.join(columns)}",
                line=line,
                column=written,
                value=written,
                nearest=known(name),
            )
        elif written != name:
            _add(
                table,
                "column-spelling",
                f"列名“{written}”按 {name} 读取",
                f"the column {written!r} was read as {name}",
                line=line,
                column=name,
                value=written,
                severity=Severity.NOTE,
            )
    for name in columns:
        if name not in names:
            _add(
                table,
                "missing-column",
                f"缺少 {name} 列；应有的列：{','.join(columns)}",
                f"the column {name} is missing; the columns are {','.join(columns)}",
                line=line,
                column=name,
            )
    return None if _has_errors(table) else names


def _has_errors(table: Table) -> bool:
    return any(p.severity == Severity.ERROR for p in table.problems)


def _spelling(cell: str) -> str:
    """A column's name as the format writes it: `Issue Type` and `issue-type` are `issue_type`."""
    return re.sub(r"[\s_\-]+", "_", cell.strip(_SPACE).casefold())


def _wrong_length(table: Table, line: int, cells: list[str], expected: int) -> None:
    over = any("\n" in cell or "\r" in cell for cell in cells)
    zh = "；这一行跨了好几行，多半是第一处引号没有关上" if over else "；文字里有逗号时要用引号括起来"
    en = (
        "; the row runs over several lines: a quote mark was probably left open"
        if over
        else "; text that holds a comma needs quote marks around it"
    )
    _add(
        table,
        "wrong-cell-count",
        f"这一行有 {len(cells)} 格，应有 {expected} 格{zh}",
        f"this row has {len(cells)} cells, not {expected}{en}",
        line=line,
    )


def _add(
    table: Table,
    code: str,
    zh: str,
    en: str,
    *,
    line: int | None = None,
    column: str | None = None,
    value: str = "",
    nearest: tuple[str, ...] = (),
    severity: Severity = Severity.ERROR,
) -> None:
    table.problems.append(RowProblem(code, table.file, zh, en, line, column, value, nearest, severity))
