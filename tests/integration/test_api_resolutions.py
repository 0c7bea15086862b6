"""`POST /api/v1/resolutions` and why-not over the demonstration city: the shape of DESIGN §7, and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from graph.connection import Database
from graph.settings import Settings
from tests import city, people

RESOLUTION = {
    "outcome", "department", "question", "claims", "assisting", "supervising", "parallel", "facts", "issue_types",
    "locations", "division", "explanation", "on", "known_at",
}  # fmt: skip
CLAIM = {
    "id", "kind", "role", "department", "authority", "issue_type", "location", "conditions", "state", "defeated_by",
    "disputed", "statute", "ruling", "note",
}  # fmt: skip
STATUTE = {"code", "title", "rank", "article", "quote"}
RULES = {
    "precedent", "narrower_precedent", "later_precedent", "exclusion", "special_over_general", "higher_over_lower",
    "new_over_old",
}  # fmt: skip
GAS = {"issue_type": "gas.leak", "location": "siji-huating"}
PIPE = {"issue_type": "water.supply.pipe-burst", "location": "donghu"}
LEASE = {"issue_type": "land.public-area-illegal-lease", "location": "siji-huating"}


@pytest.fixture(scope="module")
def client(_connection: Database, test_settings: Settings) -> Iterator[TestClient]:
    with people.client(create_app(city.ready(_connection), test_settings), _connection) as client:
        yield client


def ask(client: TestClient, **question: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/resolutions", json=question)
    assert answer.status_code == 200, answer.text
    resolution: dict[str, Any] = answer.json()
    return resolution


@pytest.mark.parametrize(
    "question",
    [PIPE, GAS, {"issue_type": "noise.square-dancing", "location": "renmin-park"}, {**PIPE, "location": "460100"}],
    ids=["settled", "needs_fact", "contested", "coarse"],
)
def test_the_shape_is_the_one_designed(client: TestClient, question: dict[str, Any]) -> None:
    resolution = ask(client, **question)
    assert set(resolution) == RESOLUTION
    assert (resolution["outcome"] == "settled") == (resolution["department"] is not None)
    assert (resolution["outcome"] == "needs_fact") == (resolution["question"] is not None)
    ids = {claim["id"] for claim in resolution["claims"]}
    assert ids and len(ids) == len(resolution["claims"])
    for claim in resolution["claims"]:
        assert set(claim) == CLAIM
        assert claim["kind"] in ("mandate", "precedent")
        assert claim["state"] in ("applies", "possible", "out", "vacant", "lapsed")
        assert (claim["kind"] == "precedent") == (claim["ruling"] is not None)
        if claim["kind"] == "mandate":
            assert set(claim["statute"]) == STATUTE
        if claim["defeated_by"] is not None:
            assert claim["defeated_by"]["claim"] in ids and claim["defeated_by"]["rule"] in RULES
    for beside in (*resolution["assisting"], *resolution["supervising"], *resolution["parallel"]):
        assert set(beside) == {"department", "why"}


def test_settled_carries_its_grounds(client: TestClient) -> None:
    resolution = ask(client, **PIPE, on="2026-11-24")
    assert resolution["department"] == {"code": "city.peoples-park", "name": "海口人民公园管理处"}
    precedent = next(c for c in resolution["claims"] if c["kind"] == "precedent")
    assert precedent["state"] == "applies" and precedent["ruling"]["reason"]
    beaten = [c for c in resolution["claims"] if c["defeated_by"]]
    assert {c["defeated_by"]["claim"] for c in beaten} == {precedent["id"]}
    implied = {fact["factor"]: fact for fact in resolution["facts"]}
    assert implied["in-park"]["value"] == "yes" and implied["in-park"]["source"] != "caller"
    assert resolution["parallel"][0]["department"]["code"] == "longhua.grid"
    assert resolution["on"] == "2026-11-24"


def test_a_question_is_answered_with_a_fact(client: TestClient) -> None:
    question = ask(client, **GAS)["question"]
    assert set(question) == {"factor", "question", "answers", "explanation", "expected_questions"}
    for answer in question["answers"]:
        assert set(answer) == {"value", "label", "outcome", "department"}
        told = ask(client, **GAS, facts={question["factor"]: answer["value"]})
        assert (told["outcome"], told["department"]) == (answer["outcome"], answer["department"])


def test_a_fact_asked_in_vain_is_not_asked_again(client: TestClient) -> None:
    resolution = ask(client, **GAS, facts={"gas-type": None})
    assert resolution["outcome"] == "contested" and resolution["question"] is None


def test_several_candidates_are_a_question(client: TestClient) -> None:
    both = {"issue_type": ["gas.leak", "noise.square-dancing"], "location": "siji-huating"}
    question = ask(client, **both)["question"]
    assert question["factor"] == "issue_type"
    assert [answer["value"] for answer in question["answers"]] == both["issue_type"]
    told = ask(client, **both, facts={"issue_type": "gas.leak"})
    assert [each["code"] for each in told["issue_types"]] == ["gas.leak"]
    assert told["claims"] == ask(client, **GAS)["claims"]


@pytest.mark.parametrize(("day", "owner"), [("2019-02-28", "city.land"), ("2019-03-01", "city.natural-resources")])
def test_the_day_decides_who_it_was(client: TestClient, day: str, owner: str) -> None:
    assert ask(client, **LEASE, on=day)["department"]["code"] == owner


def test_before_the_import_no_duty_was_known(client: TestClient) -> None:
    resolution = ask(client, **PIPE, known_at="2020-01-01T00:00:00Z")
    assert resolution["outcome"] == "unassigned" and resolution["claims"] == []
    assert resolution["known_at"] == "2020-01-01T00:00:00Z"


def test_the_language_is_the_callers(client: TestClient) -> None:
    chinese = client.post("/api/v1/resolutions", json=PIPE)
    english = client.post("/api/v1/resolutions", json=PIPE, headers={"Accept-Language": "en"})
    assert chinese.headers["content-language"] == "zh" and "负责" in chinese.json()["explanation"]
    assert english.headers["content-language"] == "en" and "responsib" in english.json()["explanation"]
    assert chinese.json()["claims"] == english.json()["claims"]


def test_same_question_same_answer(client: TestClient) -> None:
    question = {**PIPE, "on": "2026-11-24", "known_at": "2030-01-01T00:00:00Z"}
    assert ask(client, **question) == ask(client, **question)


@pytest.mark.parametrize(
    ("department", "step", "rule"),
    [
        ("city.water", "beaten", "precedent"),
        ("city.peoples-park", "owns", None),
        ("city.tax", "no_claim", None),
        ("city.transport.traffic-police", None, None),
    ],
)
def test_why_not_names_the_step(client: TestClient, department: str, step: str | None, rule: str | None) -> None:
    answer = client.get("/api/v1/resolutions/why-not", params={**PIPE, "department": department})
    if step is None:  # a code that is not there
        assert answer.status_code == 404 and answer.json()["where"] == "department"
        return
    told = answer.json()
    assert set(told) == {"department", "step", "rule", "claim", "beaten_by", "explanation", "resolution"}
    assert (told["step"], told["rule"]) == (step, rule)
    assert told["explanation"] and told["resolution"]["department"]["code"] == "city.peoples-park"
    if step == "beaten":
        assert told["claim"]["defeated_by"]["claim"] == told["beaten_by"]["id"]


def test_why_not_takes_facts(client: TestClient) -> None:
    query = {**GAS, "department": "city.fire-rescue", "fact": "gas-type=pipeline"}
    told = client.get("/api/v1/resolutions/why-not", params=query).json()
    assert told["step"] in ("condition", "beside")
    wrong = client.get("/api/v1/resolutions/why-not", params={**query, "fact": "gas type"})
    assert wrong.status_code == 422 and wrong.json()["where"] == "query.fact"


def test_ready_and_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready" and ready["registry"] == 1 and ready["updated_at"]
