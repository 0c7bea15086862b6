"""get and transform: every file of an import folder into entries, before anybody looks at the registry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from importers import divisions
from importers.divisions import Outlines
from importers.formats import FORMATS
from importers.registry_csv import Listed, transform
from importers.report import FileRead, RowProblem
from importers.source import Source, find
from importers.tables import Table, read_table


@dataclass(slots=True)
class Files:
    """What the files of an import say, by list; `streets` and `villages` are lists too."""

    source: Source
    lists: dict[str, Listed] = field(default_factory=dict)
    outlines: Outlines | None = None
    read: list[FileRead] = field(default_factory=list)
    digest: str = ""

    @property
    def problems(self) -> list[RowProblem]:
        found = [*self.source.problems, *(self.outlines.problems if self.outlines else ())]
        return found + [problem for listed in self.lists.values() for problem in listed.problems]


def get(path: Path, advance: Callable[[str, int, int], None]) -> Files:
    """Read and transform every file of a folder; `advance` is told how many are done, of how many.

    Raises the problems `no-such-folder` and `nothing-to-import`.
    """
    source = find(path)
    files = Files(source)
    tables: list[Table] = []
    total = len(source.lists) + sum(map(len, source.divisions.values()))

    def read(listing: str, file: Path, columns: tuple[str, ...]) -> Table:
        table = read_table(file, columns)
        files.read.append(FileRead(table.file, listing, table.encoding, len(table.rows)))
        tables.append(table)
        advance("files", len(tables), total)
        return table

    for listing, file in source.lists.items():
        form = FORMATS[listing]
        files.lists[listing] = transform(read(listing, file, form.names), form)
    cities = [read("cities", file, divisions.CITY_COLUMNS) for file in source.divisions["cities"]]
    if streets := [read("streets", file, divisions.STREET_COLUMNS) for file in source.divisions["streets"]]:
        files.lists["streets"] = divisions.transform_streets(streets, cities)
    if villages := [read("villages", file, divisions.VILLAGE_COLUMNS) for file in source.divisions["villages"]]:
        files.lists["villages"] = divisions.transform_villages(villages)
    if source.outlines:
        files.outlines = divisions.read_outlines(source.outlines)
    digests = sorted(f"{table.file} {table.digest}" for table in tables)
    if files.outlines:
        digests += sorted(f"{code} {geometry}" for code, geometry in files.outlines.geometries.items())
    files.digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    return files
