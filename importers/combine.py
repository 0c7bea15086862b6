"""What the registry would become: the files' lists, and the live ones where a list is not among the files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.content import LISTS, Content
from importers.checks import Wanted
from importers.divisions import Outlines
from importers.files import Files
from importers.nearest import Nearest
from importers.registry_csv import Listed, Origin
from importers.report import RowProblem
from schema.registry import Location

_UPPER = ("city", "district", "street")


def combine(files: Files, live: Content) -> tuple[Wanted, list[RowProblem]]:
    """The wanted content with its origins, and the problems of putting the parts of the locations together."""
    wanted = Wanted(Content(), live)
    for listing in LISTS:
        if listing == "locations":
            continue
        target: dict[Any, Any] = wanted.content.entries(listing)
        if (listed := files.lists.get(listing)) is None:
            target.update(live.entries(listing))
        else:
            target.update(listed.entries)
            wanted.origins[listing].update(listed.origins)
            _unread(wanted, listing, listed)
    problems = list(_locations(files, live, wanted))
    problems += _outlined(files.outlines, live, wanted)
    return wanted, problems


def _unread(wanted: Wanted, listing: str, listed: Listed) -> None:
    wanted.left_out[listing] |= listed.left_out
    if not listed.complete:
        wanted.incomplete.add(listing)


def _locations(files: Files, live: Content, wanted: Wanted) -> Iterable[RowProblem]:
    """Places, upper divisions and villages are lists of their own in the files, and one tree in the registry."""
    parts: tuple[tuple[str, list[Location]], ...] = (
        ("streets", [each for each in live.locations.values() if each.division and each.kind in _UPPER]),
        ("villages", [each for each in live.locations.values() if each.division and each.kind not in _UPPER]),
        ("locations", [each for each in live.locations.values() if not each.division]),
    )
    locations, origins = wanted.content.locations, wanted.origins["locations"]
    for part, live_part in parts:
        listed = files.lists.get(part)
        if listed is None:
            entries: list[Location] = live_part
        else:
            entries = [entry for entry in listed.entries.values() if isinstance(entry, Location)]
            _unread(wanted, "locations", listed)
        for location in entries:
            origin = listed.origins[location.code] if listed else None
            if location.code in locations:
                yield _both(location.code, origin, origins.get(location.code))
                continue
            locations[location.code] = location
            if origin:
                origins[location.code] = origin


def _both(code: str, origin: Origin | None, other: Origin | None) -> RowProblem:
    here = origin or other
    beside = f"{other.file} 第 {other.line} 行" if other else "登记册"
    beside_en = f"{other.file} line {other.line}" if other else "the registry"
    return RowProblem(
        "duplicate-code",
        here.file if here else "locations.csv",
        f"地点代码 {code} 在{beside}里已是另一个地点或区划",
        f"the location code {code} belongs to another place or division in {beside_en}",
        here.line if here else None,
        "code",
        code,
    )


def _outlined(outlines: Outlines | None, live: Content, wanted: Wanted) -> list[RowProblem]:
    """Give divisions their outlines: the files', or where no file has outlines the ones they have."""
    locations = wanted.content.locations
    for code, location in locations.items():
        if not location.division:
            continue
        before = live.locations.get(code)
        outline = outlines.geometries.get(code) if outlines else before.outline if before else None
        locations[code] = location.model_copy(update={"outline": outline})
    if outlines is None or "locations" in wanted.incomplete:
        return []
    districts = [code for code, location in locations.items() if location.kind == "district"]
    nearest = Nearest(districts, {locations[code].name: code for code in districts})
    return [
        RowProblem(
            "unknown-code",
            outlines.files[code],
            f"轮廓的区划代码 {code} 不存在",
            f"there is no division with the code {code} that this outline could belong to",
            column="gb",
            value=code,
            nearest=nearest(code),
        )
        for code in outlines.geometries
        if code not in locations and code not in wanted.left_out["locations"]
    ]
