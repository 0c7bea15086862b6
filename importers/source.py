"""get: which files an import folder holds, and which list each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from importers.formats import FORMATS
from importers.nearest import Nearest
from importers.report import RowProblem, Severity
from schema.problems import Problem

DIVISION_LISTS = {"streets": "_streets.csv", "villages": "_villages.csv", "cities": "_cities.csv"}
OUTLINES = "_districts.geojson"
REGISTRY_FOLDER = "registry"


@dataclass(slots=True)
class Source:
    """The files of one import. `lists` maps a list to its file, `divisions` each kind of divisions to its files."""

    folder: Path
    lists: dict[str, Path] = field(default_factory=dict)
    divisions: dict[str, list[Path]] = field(default_factory=dict)
    outlines: list[Path] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def absent(self) -> tuple[str, ...]:
        """The files that are not there: these lists stay as they are."""
        lists = [f"{listing}.csv" for listing in FORMATS if listing not in self.lists]
        divisions = [f"*{DIVISION_LISTS[kind]}" for kind in ("streets", "villages") if not self.divisions.get(kind)]
        return (*lists, *divisions, *(() if self.outlines else (f"*{OUTLINES}",)))


def find(folder: Path) -> Source:
    """The files in a folder that holds the registry's lists, or in one whose `registry` subfolder does.

    Divisions and outlines are looked for in the lists' folder, then in the one above it. Raises the problems
    `no-such-folder` and `nothing-to-import`.
    """
    folder = folder.expanduser()
    if not folder.is_dir():
        raise Problem(
            "no-such-folder",
            zh=f"没有这个目录：{folder}",
            en=f"There is no such folder: {folder}",
            next_zh="给出放着 departments.csv 等名册的目录",
            next_en="name the folder that holds departments.csv and the other lists",
            status=404,
        )
    lists = _lists(folder)
    if not lists and (folder / REGISTRY_FOLDER).is_dir():
        lists = _lists(folder / REGISTRY_FOLDER)
        where = folder / REGISTRY_FOLDER if lists else folder
    else:
        where = folder
    source = Source(folder, lists)
    places = (where, where.resolve().parent)
    for kind, ending in DIVISION_LISTS.items():
        source.divisions[kind] = _ending(ending, places)
    source.outlines = _ending(OUTLINES, places)
    if not (lists or source.outlines or any(source.divisions.values())):
        raise Problem(
            "nothing-to-import",
            zh=f"目录里没有认识的名册：{folder}",
            en=f"No list that is known lies in {folder}",
            next_zh=f"文件名应为 {'、'.join(f'{name}.csv' for name in FORMATS)}",
            next_en=f"files are named {', '.join(f'{name}.csv' for name in FORMATS)}",
        )
    source.problems = list(_unknown_files(where, source))
    return source


def _lists(folder: Path) -> dict[str, Path]:
    found = {path.stem.lower(): path for path in _files(folder) if path.suffix.lower() == ".csv"}
    return {listing: found[listing] for listing in FORMATS if listing in found}


def _ending(ending: str, folders: tuple[Path, ...]) -> list[Path]:
    for folder in folders:
        if found := [path for path in _files(folder) if path.name.lower().endswith(ending)]:
            return found
    return []


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~")))
    except PermissionError:
        return []


def _unknown_files(folder: Path, source: Source) -> Iterator[RowProblem]:
    """CSV files that are no list: a misspelt name would otherwise pass as a list that is absent."""
    known = {*source.lists.values(), *(path for paths in source.divisions.values() for path in paths)}
    near = Nearest(f"{listing}.csv" for listing in FORMATS)
    for path in _files(folder):
        if path.suffix.lower() == ".csv" and path not in known:
            yield RowProblem(
                "unknown-file",
                path.name,
                "不认识这个文件名，未读取",
                "no list has this file name; it was not read",
                nearest=near(path.name),
                severity=Severity.WARNING,
            )
