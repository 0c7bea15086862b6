"""Which files an import folder holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers import haikou
from importers.source import find
from schema.problems import Problem
from tests.lists import write_lists


def test_the_demonstration_from_either_folder() -> None:
    for folder in (haikou.directory(), haikou.directory() / "registry"):
        source = find(folder)
        assert len(source.lists) == 10
        assert [path.name for path in source.divisions["streets"]] == ["haikou_streets.csv"]
        assert [path.name for path in source.divisions["villages"]] == ["haikou_villages.csv"]
        assert [path.name for path in source.outlines] == ["haikou_districts.geojson"]
        assert not source.absent() and not source.problems


def test_divisions_beside_the_lists_win_over_those_above(tmp_path: Path) -> None:
    write_lists(tmp_path / "lists")
    write_lists(tmp_path)
    assert {path.parent for path in find(tmp_path / "lists").divisions["streets"]} == {tmp_path / "lists"}


def test_names_are_read_whatever_their_case(tmp_path: Path) -> None:
    write_lists(tmp_path, divisions=False)
    (tmp_path / "mandates.csv").rename(tmp_path / "Mandates.CSV")
    assert "mandates" in find(tmp_path).lists


def test_what_is_absent_is_named(tmp_path: Path) -> None:
    write_lists(tmp_path)
    (tmp_path / "factors.csv").unlink()
    assert find(tmp_path).absent() == ("factors.csv", "*_districts.geojson")


def test_a_misspelt_list_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    write_lists(tmp_path)
    (tmp_path / "factors.csv").rename(tmp_path / "factor.csv")
    assert [(p.code, p.file, p.nearest[0]) for p in find(tmp_path).problems] == [
        ("unknown-file", "factor.csv", "factors.csv")
    ]


@pytest.mark.parametrize("name", [".statutes.csv", "~$statutes.csv"])
def test_what_editors_leave_behind_is_no_list(tmp_path: Path, name: str) -> None:
    write_lists(tmp_path)
    (tmp_path / name).write_text("x")
    assert not find(tmp_path).problems


def test_no_such_folder_and_nothing_to_import(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_text("x")
    empty = tmp_path / "empty" / "inner"
    empty.mkdir(parents=True)
    for folder, code in ((tmp_path / "no", "no-such-folder"), (file, "no-such-folder"), (empty, "nothing-to-import")):
        with pytest.raises(Problem) as caught:
            find(folder)
        assert caught.value.code == code
        assert caught.value.next_zh and caught.value.next_en
