"""Reading one CSV file: encodings, columns, broken quotations, sizes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from importers.report import RowProblem, Severity
from importers.tables import MAX_FILE_BYTES, Table, read_table

COLUMNS = ("code", "name", "issue_type")
CHINESE = "code,name,issue_type\na,市水务局,供水\nb,园林局,绿化\n"


def read(tmp_path: Path, data: bytes | str) -> Table:
    path = tmp_path / "list.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_table(path, COLUMNS)


def only(table: Table) -> RowProblem:
    assert len(table.problems) == 1, table.problems
    return table.problems[0]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 BOM"), ("gb18030", "GB18030"), ("gbk", "GB18030")],
)
def test_reads_the_encodings_in_use(tmp_path: Path, encoding: str, named: str) -> None:
    table = read(tmp_path, CHINESE.encode(encoding))
    assert not table.problems
    assert table.encoding == named
    assert [row.cells["name"] for row in table.rows] == ["市水务局", "园林局"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "big5", "shift_jis"])
def test_other_encodings_are_a_clear_error(tmp_path: Path, encoding: str) -> None:
    text = "code,name,issue_type\na,臺北市政府環境保護局垃圾,車輛\n" if encoding == "big5" else CHINESE
    text = "code,name,issue_type\na,水道局のかんり,みず\n" if encoding == "shift_jis" else text
    problem = only(read(tmp_path, text.encode(encoding)))
    assert problem.code in ("wrong-encoding", "nul-byte")
    assert "UTF-8" in problem.zh and "UTF-8" in problem.en


def test_latin_1_is_not_taken_for_chinese(tmp_path: Path) -> None:
    problem = only(read(tmp_path, "code,name,issue_type\na,Café Müller,x\n".encode("latin-1")))
    assert (problem.code, problem.line) == ("wrong-encoding", 2)


def test_one_damaged_byte_is_named_with_its_line(tmp_path: Path) -> None:
    data = CHINESE.encode().replace("园".encode(), b"\xe5\x9b\xff")
    assert only(read(tmp_path, data)).line == 3


def test_nul_bytes(tmp_path: Path) -> None:
    problem = only(read(tmp_path, b"code,name,issue_type\na,b\x00,c\n"))
    assert (problem.code, problem.line) == ("nul-byte", 2)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    table = read(tmp_path, CHINESE.replace("\n", end))
    assert not table.problems
    assert [row.line for row in table.rows] == [2, 3]
    assert table.rows[1].cells == {"code": "b", "name": "园林局", "issue_type": "绿化"}


def test_blank_rows_and_surrounding_space_are_passed_over(tmp_path: Path) -> None:
    table = read(tmp_path, "code,name,issue_type\n\n , ,\u3000\na, 市水务局\u3000,供水\n,,\n")
    assert not table.problems
    assert [(row.line, row.cells["name"]) for row in table.rows] == [(4, "市水务局")]


def test_columns_in_any_order(tmp_path: Path) -> None:
    table = read(tmp_path, "issue_type,code,name\n供水,a,水务局\n")
    assert table.rows[0].cells == {"code": "a", "name": "水务局", "issue_type": "供水"}


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n", b",,\n"])
def test_empty_file(tmp_path: Path, data: bytes) -> None:
    problem = only(read(tmp_path, data))
    assert problem.code == "empty-file"
    assert "code,name,issue_type" in problem.en


def test_header_only_is_no_list(tmp_path: Path) -> None:
    problem = only(read(tmp_path, "code,name,issue_type\n"))
    assert problem.code == "no-rows"


@pytest.mark.parametrize("second", ["Issue Type", "issue-type", "ISSUE_TYPE", "issue_type"])
def test_two_spellings_of_one_column(tmp_path: Path, second: str) -> None:
    table = read(tmp_path, f"code,name,issue_type,{second}\na,b,c,d\n")
    problem = next(p for p in table.problems if p.severity == Severity.ERROR)
    assert problem.code == "duplicate-column"
    assert "issue_type" in problem.zh and second in problem.zh
    assert not table.rows


def test_another_spelling_alone_is_read_and_noted(tmp_path: Path) -> None:
    table = read(tmp_path, "Code,name,Issue Type\na,b,c\n")
    assert [p.severity for p in table.problems] == [Severity.NOTE, Severity.NOTE]
    assert table.rows[0].cells == {"code": "a", "name": "b", "issue_type": "c"}
    assert table.complete


def test_missing_and_unknown_columns_are_all_told(tmp_path: Path) -> None:
    table = read(tmp_path, "code,nane,\na,b,c\n")
    assert {(p.code, p.column) for p in table.problems} == {
        ("unknown-column", "nane"),
        ("unknown-column", ""),
        ("missing-column", "name"),
        ("missing-column", "issue_type"),
    }
    assert table.problems[0].nearest == ("name",)
    assert not table.complete


@pytest.mark.parametrize("separator", [";", "\t", "，", "|"])
def test_another_separator(tmp_path: Path, separator: str) -> None:
    problem = only(read(tmp_path, CHINESE.replace(",", separator)))
    assert problem.code == "wrong-separator"


def test_rows_of_the_wrong_length_are_left_out_one_by_one(tmp_path: Path) -> None:
    table = read(tmp_path, "code,name,issue_type\na,b\nb,c,d,e\nc,d,e\n")
    assert [(p.code, p.line) for p in table.problems] == [("wrong-cell-count", 2), ("wrong-cell-count", 3)]
    assert [row.cells["code"] for row in table.rows] == ["c"]
    assert table.left_out == {"a", "b"}


def test_a_quote_mark_never_closed(tmp_path: Path) -> None:
    table = read(tmp_path, 'code,name,issue_type\na,b,c\nb,"two\nlines",d\nc,"open,d\nd,e,f\n')
    problem = only(table)
    assert (problem.code, problem.line) == ("unclosed-quote", 5)
    assert [row.cells["code"] for row in table.rows] == ["a", "b"]
    assert not table.complete


def test_a_quote_mark_left_open_until_the_next_one(tmp_path: Path) -> None:
    table = read(tmp_path, 'code,name,issue_type\na,"b,c\nb,"d",e\nc,d,e\n')
    problem = only(table)
    assert (problem.code, problem.line) == ("text-after-quote", 2)
    assert "3" in problem.en


def test_a_quote_mark_that_swallows_a_row_to_its_end(tmp_path: Path) -> None:
    problem = only(read(tmp_path, 'code,name,issue_type\na,"b,c\nb,d,e"\nc,d,e\n'))
    assert (problem.code, problem.line) == ("wrong-cell-count", 2)
    assert "quote mark" in problem.en


def test_doubled_quote_marks_are_text(tmp_path: Path) -> None:
    table = read(tmp_path, 'code,name,issue_type\na,"the ""one"", yes",c\n')
    assert table.rows[0].cells["name"] == 'the "one", yes'


def test_a_cell_beyond_all_measure(tmp_path: Path) -> None:
    problem = only(read(tmp_path, f"code,name,issue_type\na,{'x' * 200_000},c\n"))
    assert (problem.code, problem.line) == ("cell-too-long", 2)


def test_an_open_quote_in_a_long_file_is_still_called_one(tmp_path: Path) -> None:
    problem = only(read(tmp_path, 'code,name,issue_type\na,"b,c\n' + "b,c,d\n" * 40_000))
    assert (problem.code, problem.line) == ("unclosed-quote", 2)


def test_a_200_mb_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.write(b"code,name,issue_type\n")
        os.truncate(file.fileno(), 200 * 1024 * 1024)
    problem = only(read_table(path, COLUMNS))
    assert problem.code == "file-too-large"
    assert "200 MB" in problem.zh and f"{MAX_FILE_BYTES // 1024**2} MB" in problem.zh
