"""The `GET` resources over the demonstration city: search, filters, cursors, both clocks, single entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from graph.connection import Database
from graph.settings import Settings
from tests import city, people

COUNTS = {
    "departments": 268,
    "authorities": 146,
    "issue-types": 330,
    "locations": 626,
    "mandates": 1015,
    "statutes": 60,
    "precedents": 44,
    "factors": 38,
}


@pytest.fixture(scope="module")
def client(_connection: Database, test_settings: Settings) -> Iterator[TestClient]:
    with people.client(create_app(city.ready(_connection), test_settings), _connection) as client:
        yield client


def items(client: TestClient, resource: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{resource}", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def codes(client: TestClient, resource: str, **query: Any) -> list[str]:
    return [item["code"] for item in items(client, resource, **query)]


@pytest.mark.parametrize(("resource", "count"), COUNTS.items())
def test_pages_hold_everything_once_in_a_stable_order(client: TestClient, resource: str, count: int) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page = client.get(f"/api/v1/{resource}", params={"limit": 97} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["code"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == count
    assert seen == sorted(seen)


@pytest.mark.parametrize("resource", COUNTS)
def test_a_single_entry_is_the_listed_one_and_more(client: TestClient, resource: str) -> None:
    listed = items(client, resource, limit=1)[0]
    single = client.get(f"/api/v1/{resource}/{listed['code']}").json()
    assert single | listed == single


@pytest.mark.parametrize(
    ("resource", "typed", "first"),
    [
        ("locations", "renmin-park", "renmin-park"),  # code
        ("locations", "海口人民公园", "renmin-park"),  # name
        ("locations", "人民公园", "renmin-park"),  # alias, before names that merely begin so
        ("locations", "龙昆北路23号", "jilin-building"),  # an address that is an alias
        ("locations", "rmgy", "renmin-park"),  # initials
        ("locations", "RMGY", "renmin-park"),
        ("locations", "ｒｍｇｙ", "renmin-park"),  # full width, as an input method leaves it
        ("locations", "renmingongyuan", "renmin-park"),  # pinyin
        ("locations", "haikourenmin", "renmin-park"),  # the beginning of pinyin
        ("issue-types", "水管爆了", "water.supply.pipe-burst"),  # what callers say
        ("issue-types", "供水管爆裂", "water.supply.pipe-burst"),  # nobody's words, but close
        ("issue-types", "water.supply.pipe-b", "water.supply.pipe-burst"),
        ("departments", "市水务局", "city.water"),
        ("departments", "城市管理和综合执法", None),
    ],
)
def test_search_finds_by_name_alias_term_pinyin_initials_and_code(
    client: TestClient, resource: str, typed: str, first: str | None
) -> None:
    found = codes(client, resource, q=typed, limit=5)
    assert found
    if first is not None:
        assert found[0] == first


def test_a_search_pages_on_by_rank(client: TestClient) -> None:
    whole = codes(client, "locations", q="海", limit=60)
    first = client.get("/api/v1/locations", params={"q": "海", "limit": 20}).json()
    second = client.get("/api/v1/locations", params={"q": "海", "limit": 20, "cursor": first["next"]}).json()
    assert [item["code"] for item in first["items"] + second["items"]] == whole[:40]


@pytest.mark.parametrize(
    "typed", ['"', "\\", "*", "?", "AND", "a AND", "(", "~", '+-&&||!(){}[]^"~*?:\\/', "\u0000", "🙂"]
)
def test_what_means_something_to_the_index_means_nothing_here(client: TestClient, typed: str) -> None:
    assert client.get("/api/v1/locations", params={"q": typed}).status_code == 200


@pytest.mark.parametrize(
    ("resource", "query", "check"),
    [
        ("departments", {"kind": "street_office"}, lambda d: d["kind"] == "street_office"),
        ("departments", {"level": "city", "part_of": "city.government"}, lambda d: d["level"] == "city"),
        ("departments", {"serves": "460106"}, lambda d: d["serves"]["code"] == "460106"),
        ("departments", {"on": "2018-06-01"}, lambda d: d["valid_from"] <= "2018-06-01"),
        ("issue-types", {"parent": "water.supply"}, lambda i: i["parents"][0]["code"] == "water.supply"),
        ("locations", {"within": "460106", "division": True}, lambda p: p["division"]),
        ("locations", {"kind": "park"}, lambda p: p["kind"] == "park"),
        ("mandates", {"role": "not_responsible"}, lambda m: m["role"] == "not_responsible"),
        ("mandates", {"authority": "water.supply.city"}, lambda m: m["authority"]["code"] == "water.supply.city"),
        (
            "statutes",
            {"rank": "law", "on": "2020-01-01"},
            lambda s: s["rank"] == "law" and s["effective"] <= "2020-01-01",
        ),
        ("precedents", {"department": "city.peoples-park"}, lambda p: p["department"]["code"] == "city.peoples-park"),
    ],
)
def test_filters(client: TestClient, resource: str, query: dict[str, Any], check: Any) -> None:
    found = items(client, resource, limit=200, **query)
    assert found and all(check(item) for item in found)


def test_the_day_is_half_open(client: TestClient) -> None:
    """The land bureau ends on 2019-03-01 and its successor begins that day: never both, never neither."""
    for day, land, resources in (("2019-02-28", True, False), ("2019-03-01", False, True)):
        there = set(codes(client, "departments", on=day, limit=200)) | set(
            codes(client, "departments", on=day, q="自然资源", limit=200)
        )
        there |= set(codes(client, "departments", on=day, q="国土", limit=200))
        assert ("city.land" in there, "city.natural-resources" in there) == (land, resources)


def test_nothing_was_known_before_the_import(client: TestClient) -> None:
    for resource in COUNTS:
        assert codes(client, resource, known_at="2020-01-01T00:00:00Z") == []
    assert client.get("/api/v1/departments/city.water", params={"known_at": "2020-01-01T00:00:00Z"}).status_code == 404


def test_details_hold_what_belongs_to_an_entry(client: TestClient) -> None:
    land = client.get("/api/v1/departments/city.land").json()
    assert any(step["department"]["code"] == "city.natural-resources" for step in land["successors"])
    assert land["exercises"]
    water = client.get("/api/v1/authorities/water.supply.city", params={"on": "2026-11-24"}).json()
    assert [bearer["department"]["code"] for bearer in water["exercised_by"]] == ["city.water"]
    district = client.get("/api/v1/locations/460106").json()
    assert district["outline"] and district["served_by"]
    assert client.get("/api/v1/issue-types/water.supply").json()["kinds"]


def test_conflicts_show_both_sides_with_their_articles(client: TestClient) -> None:
    seen: list[tuple[str, str]] = []
    cursor = None
    while True:
        query = {"limit": 25} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/conflicts", params=query).json()
        for pair in page["items"]:
            first, second = pair["first"], pair["second"]
            assert first["authority"] != second["authority"] and first["role"] == second["role"] == "lead"
            assert first["passage"]["statute"]["name"] and second["passage"]["statute"]["name"]
            seen.append((first["code"], second["code"]))
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(set(seen)) and len(seen) > 20
    one = client.get("/api/v1/conflicts", params={"issue_type": "noise.square-dancing"}).json()["items"]
    assert one and all(
        "noise.square-dancing" in (p["first"]["issue_type"]["code"], p["second"]["issue_type"]["code"]) for p in one
    )
    mandate = client.get(f"/api/v1/mandates/{one[0]['first']['code']}").json()
    assert one[0]["second"]["code"] in [each["mandate"] for each in mandate["collides_with"]]
