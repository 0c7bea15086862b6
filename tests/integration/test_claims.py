"""The one query that collects the claims: the same evidence as the registry in memory, and a plan that never scans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import neo4j
import pytest

from graph.claims import collect
from graph.connection import Database
from graph.transactions import load_query
from importers import haikou
from resolver.resolve import resolve
from resolver.snapshot import Snapshot
from schema.problems import Problem
from schema.resolution import Inquiry
from tests import city
from tests.golden.reading import snapshot_of

DAYS = [date(2026, 11, 24), date(2022, 1, 1), date(2019, 3, 1), date(2018, 6, 1), date(2017, 10, 20)]
QUESTIONS = [
    ("water.supply.pipe-burst", "donghu"),
    ("water.supply.pipe-burst", "renmin-park"),
    ("building.leakage", "460100"),
    ("noise.construction", "siji-huating"),
    ("social-security.insurance.unpaid", "460108002"),
]


@pytest.fixture(scope="module")
def haikou_in_graph(database: Database) -> Database:
    return city.ready(database)


@pytest.fixture(scope="module")
def haikou_in_memory() -> Snapshot:
    return snapshot_of(haikou.directory())[0]


def inquiry(random: Random, registry: Snapshot) -> Inquiry:
    """Any question about the city: one candidate or two, facts told or not to be told, five days, some divisions."""
    places = [c for c, place in registry.locations.items() if place.kind != "village" or random.random() < 0.1]
    facts: dict[str, str | None] = {}
    for code in random.sample(sorted(registry.factors), random.choice([0, 0, 3, 8])):
        facts[code] = random.choice([None, *(v.value for v in registry.factors[code].values)])
    return Inquiry(
        issue_types=tuple(random.sample(sorted(registry.issue_types), random.choice([1, 1, 1, 2]))),
        locations=tuple(random.sample(places, random.choice([1, 1, 1, 2]))),
        division=random.choice([None, None, None, "460106", "460108004"]),
        facts=facts,
        on=random.choice(DAYS),
        known_at=datetime.now(UTC),
    )


@pytest.mark.parametrize("seed", range(60))
def test_the_graph_and_the_registry_in_memory_give_the_same_answer(
    haikou_in_graph: Database, haikou_in_memory: Snapshot, seed: int
) -> None:
    asked = inquiry(Random(seed), haikou_in_memory)
    from_graph = resolve(collect(haikou_in_graph, asked), asked)
    in_memory = resolve(haikou_in_memory.evidence(asked), asked)
    assert from_graph.model_dump(mode="json", warnings=False) == in_memory.model_dump(mode="json", warnings=False)


def operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


@pytest.mark.parametrize(("issue_type", "place"), QUESTIONS)
def test_no_plan_scans(haikou_in_graph: Database, issue_type: str, place: str) -> None:
    asked = {"issue_types": [issue_type], "starts": [place], "places": [place], "facts": []}
    with haikou_in_graph.session(neo4j.READ_ACCESS) as session:
        result = session.run(
            "PROFILE " + load_query("collect_claims"),
            asked=asked,
            on=DAYS[0],
            known_at=datetime.now(UTC),
        )
        summary = result.consume()
    assert summary.profile is not None
    used = set(operators(summary.profile))
    assert not {name for name in used if "Scan" in name}
    assert "DirectedRelationshipIndexSeek" in used, "precedents are looked up by what they decide"


@pytest.mark.parametrize(
    ("changes", "code", "status"),
    [
        ({"issue_types": ("water.supply.pipe-brust",)}, "unknown-issue-type", 404),
        ({"locations": ("renmin-prak",)}, "unknown-location", 404),
        ({"division": "460199"}, "unknown-location", 404),
        ({"facts": {"in-prak": "yes"}}, "unknown-factor", 404),
        ({"facts": {"in-park": "maybe"}}, "unknown-value", 422),
    ],
)
def test_what_is_not_known_is_refused_with_the_nearest(
    haikou_in_graph: Database, changes: dict[str, Any], code: str, status: int
) -> None:
    asked = Inquiry(
        issue_types=("water.supply.pipe-burst",), locations=("renmin-park",), on=DAYS[0], known_at=datetime.now(UTC)
    ).model_copy(update=changes)
    with pytest.raises(Problem) as refused:
        collect(haikou_in_graph, asked)
    assert (refused.value.code, refused.value.status) == (code, status)
    assert refused.value.nearest
