"""Official divisions (`*_streets.csv`, `*_villages.csv`, `*_cities.csv`) and outlines (`*_districts.geojson`).

Columns and codes are those of the statistical division codes of the National Bureau of Statistics. Kinds in the
registry are `city`, `district`, `street` (a street office's area or a town) and `village` (a community or a village);
the Chinese kind is kept in `source`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shapely.errors import ShapelyError
from shapely.geometry import shape

from importers.registry_csv import Listed, Origin
from importers.report import RowProblem, Severity
from importers.tables import MAX_FILE_BYTES, Row, Table
from schema.registry import Location

CITY_COLUMNS = ("city_code", "city_name")
STREET_COLUMNS = ("street_code", "street_name", "district_code", "district_name", "kind")
VILLAGE_COLUMNS = (
    "village_code",
    "village_name",
    "street_code",
    "street_name",
    "district_code",
    "district_name",
    "kind",
)
CITY_NAMES = {"460100": "海口市"}
"""Cities known without a `*_cities.csv`: the lists of divisions name no city."""

SOURCE = "国家统计局统计用区划代码"
_DIGITS = {"city": 6, "district": 6, "street": 9, "village": 12}


def transform_streets(tables: Iterable[Table], cities: Iterable[Table]) -> Listed:
    """Cities, districts and streets as locations."""
    listed = Listed()
    names = dict(CITY_NAMES)
    for table in cities:
        listed.take(table)
        names |= {row.cells["city_code"]: row.cells["city_name"] for row in table.rows}
    for table in tables:
        listed.take(table)
        for row in table.rows:
            street, district = row.cells["street_code"], row.cells["district_code"]
            if not _sound(row, table.file, ("street", "district"), listed):
                continue
            city = f"{district[:4]}00"
            if city not in names:
                listed.problems.append(_unnamed_city(city, table.file, row.line))
                continue
            _once(listed, _division(city, names[city], "city", (), ""), table.file, row.line, "city_code")
            above = _division(district, row.cells["district_name"], "district", (city,), "")
            _once(listed, above, table.file, row.line, "district_code")
            below = _division(street, row.cells["street_name"], "street", (district,), row.cells["kind"])
            _once(listed, below, table.file, row.line, "street_code", again=False)
    return _with_short_names(listed)


def transform_villages(tables: Iterable[Table]) -> Listed:
    """Villages and communities as locations; their streets must be known from elsewhere."""
    listed = Listed()
    for table in tables:
        listed.take(table)
        for row in table.rows:
            if _sound(row, table.file, ("village", "street"), listed):
                street = row.cells["street_code"]
                village = _division(
                    row.cells["village_code"], row.cells["village_name"], "village", (street,), row.cells["kind"]
                )
                _once(listed, village, table.file, row.line, "village_code", again=False)
    return _with_short_names(listed)


def _division(code: str, name: str, kind: str, within: tuple[str, ...], chinese_kind: str) -> Location:
    source = f"{SOURCE}；{chinese_kind}" if chinese_kind else SOURCE
    return Location(code=code, name=name, kind=kind, within=within, source=source, division=True)


def _sound(row: Row, file: str, levels: tuple[str, ...], listed: Listed) -> bool:
    """Whether the row's codes and names are there and of the right form."""
    wrong = len(listed.problems)
    for level in levels:
        code, name = f"{level}_code", f"{level}_name"
        if not re.fullmatch(rf"[0-9]{{{_DIGITS[level]}}}", row.cells[code]):
            listed.problems.append(
                RowProblem(
                    "bad-division-code",
                    file,
                    f"{code} 应是 {_DIGITS[level]} 位数字的统计用区划代码",
                    f"{code} should be a division code of {_DIGITS[level]} digits",
                    row.line,
                    code,
                    row.cells[code],
                )
            )
        if not row.cells[name]:
            listed.problems.append(
                RowProblem("empty-cell", file, f"{name} 不能为空", f"{name} must not be empty", row.line, name)
            )
    if len(listed.problems) > wrong:
        listed.left_out.add(row.cells[f"{levels[0]}_code"])
        return False
    return True


def _once(listed: Listed, division: Location, file: str, line: int, column: str, again: bool = True) -> None:
    """Add a division; `again` allows the same one on other rows, but not another name for it."""
    known = listed.entries.get(division.code)
    if known is None:
        listed.entries[division.code] = division
        listed.origins[division.code] = Origin(file, line)
    elif not again or known != division:
        first = listed.origins[division.code]
        listed.problems.append(
            RowProblem(
                "duplicate-code",
                file,
                f"区划代码 {division.code} 重复，第 {first.line} 行（{first.file}）已经有了",
                f"the division {division.code} is there twice, first at line {first.line} of {first.file}",
                line,
                column,
                division.code,
            )
        )


def _unnamed_city(city: str, file: str, line: int) -> RowProblem:
    return RowProblem(
        "unknown-city",
        file,
        f"不知道城市 {city} 的名称，请在同一目录放一个 *_cities.csv（列：{','.join(CITY_COLUMNS)}）",
        f"the city {city} has no name; put a *_cities.csv beside this file (columns {','.join(CITY_COLUMNS)})",
        line,
        "district_code",
        city,
    )


_FORMS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    # what a name ends in -> what callers say instead ({} is the name without that ending)
    "city": (("市", ("{}",)),),
    "district": (("区", ("{}",)), ("县", ("{}",)), ("市", ("{}",))),
    "street": (
        ("街道", ("{}街道办", "{}街道办事处")),  # never the bare 中山, 人民, 和平: roads and parks are called so
        ("镇", ("{}",)),
        ("乡", ("{}",)),
    ),
    "village": (
        ("社区居民委员会", ("{}社区", "{}社区居委会", "{}居委会")),
        ("社区居委会", ("{}社区", "{}居委会")),
        ("居民委员会", ("{}居委会", "{}社区")),
        ("居委会", ("{}居委会", "{}社区")),
        ("村村民委员会", ("{}村", "{}村委会")),
        ("村民委员会", ("{}村", "{}村委会")),
        ("村委员会", ("{}村", "{}村委会")),
        ("村村委会", ("{}村", "{}村委会")),
        ("村委会", ("{}村",)),
    ),
}
_SHORTEST = 2


def _with_short_names(listed: Listed) -> Listed:
    """Give each division the names callers use, where they mean one division only.

    A short form belongs to the highest level that can bear it (秀英 is the district, not the street); where two of one
    level could, neither gets it: whoever says it must be asked.
    """
    taken = {entry.name for entry in _locations(listed)}
    for kind in _FORMS:
        proposals = {each.code: _short_names(each) for each in _locations(listed) if each.kind == kind}
        borne = Counter(name for names in proposals.values() for name in names)
        for code, names in proposals.items():
            location = listed.entries[code]
            assert isinstance(location, Location)
            aliases = tuple(name for name in names if borne[name] == 1 and name not in taken)
            listed.entries[code] = location.model_copy(update={"aliases": aliases})
        taken |= set(borne)
    return listed


def _short_names(location: Location) -> tuple[str, ...]:
    for ending, forms in _FORMS[location.kind]:
        stem = location.name.removesuffix(ending)
        if stem != location.name and len(stem) >= _SHORTEST:
            names = (form.format(stem) for form in forms)
            return tuple(dict.fromkeys(name for name in names if name != location.name and not name.endswith("村村")))
    return ()


def _locations(listed: Listed) -> list[Location]:
    return [entry for entry in listed.entries.values() if isinstance(entry, Location)]


@dataclass(slots=True)
class Outlines:
    """The outlines of districts: GeoJSON geometries (WGS 84) by division code, and the file each is from."""

    geometries: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def read_outlines(paths: Iterable[Path]) -> Outlines:
    """Read `*_districts.geojson`: features with a `gb`, `adcode` or `code` property and a (multi)polygon."""
    outlines = Outlines()
    for path in paths:
        features = _features(path, outlines.problems)
        for number, feature in enumerate(features, start=1):
            _outline(feature, number, path.name, outlines)
    return outlines


def _features(path: Path, problems: list[RowProblem]) -> list[object]:
    if path.stat().st_size > MAX_FILE_BYTES:
        mb = MAX_FILE_BYTES // 1_048_576
        problems.append(
            RowProblem("file-too-large", path.name, f"文件超过上限 {mb} MB", f"the file is over the limit of {mb} MB")
        )
        return []
    try:
        document = json.loads(path.read_bytes())
        features = document["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        problems.append(
            RowProblem(
                "bad-geojson",
                path.name,
                "不是 GeoJSON 的 FeatureCollection",
                "this is not a GeoJSON FeatureCollection",
            )
        )
        return []
    return features


def _outline(feature: object, number: int, file: str, outlines: Outlines) -> None:
    try:
        assert isinstance(feature, dict)
        properties, geometry = feature["properties"], feature["geometry"]
        code = next(str(properties[name]) for name in ("gb", "adcode", "code") if properties.get(name))
        outline = shape(geometry)
        if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
            raise ValueError(outline.geom_type)
        west, south, east, north = outline.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise ValueError("not longitude and latitude")
    except (AssertionError, KeyError, AttributeError, StopIteration, TypeError, ValueError, ShapelyError) as error:
        outlines.problems.append(
            RowProblem(
                "bad-outline",
                file,
                f"第 {number} 个要素不能用：要有区划代码（gb）和经纬度的 Polygon 或 MultiPolygon",
                f"feature {number} cannot be used ({error}): it needs a division code (gb) and a Polygon or "
                "MultiPolygon in longitude and latitude",
            )
        )
        return
    code = code.removeprefix("156") if len(code) == 9 else code  # `gb` is the country's number and the code
    if not outline.is_valid:
        outlines.problems.append(
            RowProblem(
                "crossing-outline",
                file,
                f"{code} 的轮廓自相交，按原样保存",
                f"the outline of {code} crosses itself; it is kept as it is",
                value=code,
                severity=Severity.WARNING,
            )
        )
    outlines.geometries[code] = json.dumps(geometry, separators=(",", ":"), ensure_ascii=False)
    outlines.files[code] = file
