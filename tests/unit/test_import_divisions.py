"""Official divisions and outlines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from importers import divisions, haikou
from importers.divisions import STREET_COLUMNS, VILLAGE_COLUMNS, read_outlines, transform_streets, transform_villages
from importers.registry_csv import Listed
from importers.tables import read_table
from schema.registry import Location
from tests.lists import STREETS, VILLAGES


def streets(tmp_path: Path, *rows: str) -> Listed:
    path = tmp_path / "x_streets.csv"
    path.write_text("\n".join([STREETS, *rows]) + "\n", encoding="utf-8")
    return transform_streets([read_table(path, STREET_COLUMNS)], [])


def location(listed: Listed, code: str) -> Location:
    found = listed.entries[code]
    assert isinstance(found, Location)
    return found


@pytest.fixture(scope="module")
def haikou_streets() -> Listed:
    return transform_streets([read_table(haikou.directory() / "haikou_streets.csv", STREET_COLUMNS)], [])


@pytest.fixture(scope="module")
def haikou_villages() -> Listed:
    return transform_villages([read_table(haikou.directory() / "haikou_villages.csv", VILLAGE_COLUMNS)])


def test_the_city_its_districts_and_streets(haikou_streets: Listed) -> None:
    assert not haikou_streets.problems
    assert len(haikou_streets.entries) == 1 + 4 + 46
    city, district, street = (location(haikou_streets, code) for code in ("460100", "460105", "460105100"))
    assert (city.name, city.kind, city.within, city.division) == ("海口市", "city", (), True)
    assert (district.name, district.kind, district.within) == ("秀英区", "district", ("460100",))
    assert (street.name, street.kind, street.within) == ("长流镇", "street", ("460105",))
    assert street.source.endswith("镇")


def test_villages(haikou_villages: Listed) -> None:
    assert not haikou_villages.problems
    assert len(haikou_villages.entries) == 467
    assert location(haikou_villages, "460105001001").within == ("460105001",)


def test_short_names_mean_one_division_only(haikou_streets: Listed, haikou_villages: Listed) -> None:
    assert "秀英" in location(haikou_streets, "460105").aliases
    assert "秀英" not in location(haikou_streets, "460105001").aliases
    assert "秀英街道办事处" in location(haikou_streets, "460105001").aliases
    assert "中山" not in location(haikou_streets, "460106001").aliases  # 中山路 is a road
    for listed in (haikou_streets, haikou_villages):
        everything = [entry for entry in listed.entries.values() if isinstance(entry, Location)]
        aliases = [alias for entry in everything for alias in entry.aliases]
        assert len(aliases) == len(set(aliases))
        assert not set(aliases) & {entry.name for entry in everything}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("46010500,秀英街道,460105,秀英区,街道", "bad-division-code"),
        ("460105001,,460105,秀英区,街道", "empty-cell"),
        ("990105001,某街道,990105,某区,街道", "unknown-city"),
    ],
)
def test_wrong_divisions(tmp_path: Path, row: str, code: str) -> None:
    assert [(p.code, p.line) for p in streets(tmp_path, row).problems] == [(code, 2)]


def test_a_street_given_twice_and_a_district_with_two_names(tmp_path: Path) -> None:
    rows = ("460105001,秀英街道,460105,秀英区,街道", "460105001,秀英街道,460105,秀英区,街道")
    assert [(p.code, p.line) for p in streets(tmp_path, *rows).problems] == [("duplicate-code", 3)]
    rows = ("460105001,秀英街道,460105,秀英区,街道", "460105002,海秀街道,460105,秀应区,街道")
    assert [(p.code, p.column) for p in streets(tmp_path, *rows).problems] == [("duplicate-code", "district_code")]


def test_another_city_is_named_by_a_list_of_cities(tmp_path: Path) -> None:
    path = tmp_path / "x_cities.csv"
    path.write_text("city_code,city_name\n469900,某市\n", encoding="utf-8")
    cities = [read_table(path, divisions.CITY_COLUMNS)]
    (tmp_path / "x_streets.csv").write_text(f"{STREETS}\n469905001,某街道,469905,某区,街道\n", encoding="utf-8")
    listed = transform_streets([read_table(tmp_path / "x_streets.csv", STREET_COLUMNS)], cities)
    assert location(listed, "469900").name == "某市"


def test_villages_need_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "x_villages.csv"
    path.write_text(VILLAGES.replace("street_code,", "") + "\n", encoding="utf-8")
    listed = transform_villages([read_table(path, VILLAGE_COLUMNS)])
    assert [(p.code, p.column) for p in listed.problems] == [("missing-column", "street_code")]


def test_outlines_of_the_demonstration() -> None:
    outlines = read_outlines([haikou.directory() / "haikou_districts.geojson"])
    assert not outlines.problems
    assert sorted(outlines.geometries) == ["460105", "460106", "460107", "460108"]
    assert json.loads(outlines.geometries["460105"])["type"] == "MultiPolygon"


def _square(**changes: Any) -> dict[str, Any]:
    ring = [[110.0, 20.0], [110.1, 20.0], [110.1, 20.1], [110.0, 20.0]]
    return {
        "type": "Feature",
        "properties": {"gb": "156460105"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        **changes,
    }


@pytest.mark.parametrize(
    "feature",
    [
        _square(properties={"name": "秀英区"}),
        _square(properties=None),
        _square(geometry=None),
        _square(geometry={"type": "Point", "coordinates": [110.0, 20.0]}),
        _square(geometry={"type": "Polygon", "coordinates": []}),
        _square(geometry={"type": "Polygon", "coordinates": [[[110.0, 20.0]]]}),
        _square(geometry={"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]}),
        _square(geometry={"type": "Polygon", "coordinates": [[[0, 0], [900000, 0], [900000, 9], [0, 0]]]}),
        "feature",
    ],
)
def test_wrong_outlines(tmp_path: Path, feature: Any) -> None:
    path = tmp_path / "x_districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [_square(), feature]}), encoding="utf-8")
    outlines = read_outlines([path])
    assert [p.code for p in outlines.problems] == ["bad-outline"]
    assert list(outlines.geometries) == ["460105"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type": "FeatureCollection"}', '{"features": 1}'])
def test_not_geojson(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x_districts.geojson"
    path.write_text(text, encoding="utf-8")
    assert [p.code for p in read_outlines([path]).problems] == ["bad-geojson"]
