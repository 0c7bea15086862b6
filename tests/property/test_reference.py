"""The engine against DESIGN §3 tried world by world (`reference.py`), on small random registries."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from resolver.contests import Scenes
from resolver.questions import DIVISION, Analysis, Situation
from resolver.resolve import resolve
from resolver.snapshot import Snapshot
from schema.resolution import Inquiry, Outcome
from tests.property.reference import Reference
from tests.property.registries import inquiries, plain_inquiries, snapshots

thorough = settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))


def state(situation: Situation) -> dict[str, Any]:
    return {
        "issues": situation.issues,
        "places": situation.locations,
        "division": situation.division,
        "told": dict(situation.told),
        "untold": situation.untold,
    }


@thorough
@given(snapshots, inquiries)
def test_trying_every_world_agrees_with_the_engine(snapshot: Snapshot, inquiry: Inquiry) -> None:
    situation = Situation.of(inquiry)
    expected, departments = Reference(snapshot, inquiry).verdict(state(situation))
    verdict = Analysis(Scenes(snapshot.evidence(inquiry), inquiry.on)).verdict(situation)
    assert verdict.outcome == expected
    if verdict.outcome is Outcome.SETTLED:
        assert verdict.departments == departments


@thorough
@given(snapshots, plain_inquiries)
def test_settled_means_the_same_owner_in_every_world(snapshot: Snapshot, inquiry: Inquiry) -> None:
    issue, place = inquiry.issue_types[0], inquiry.locations[0]
    told = {factor: value for factor, value in inquiry.facts.items() if value is not None}
    worlds = Reference(snapshot, inquiry).every_world(issue, place, inquiry.division, told)
    resolution = resolve(snapshot.evidence(inquiry), inquiry)
    one_owner = len(worlds) == 1 and all(len(owners) == 1 and not shaky for owners, shaky in worlds)
    nobody = worlds == {(frozenset(), False)}
    assert (resolution.outcome is Outcome.SETTLED) == one_owner
    assert (resolution.outcome is Outcome.UNASSIGNED) == nobody


@thorough
@given(snapshots, plain_inquiries)
def test_the_question_asked_has_the_least_expected_number_of_questions(snapshot: Snapshot, inquiry: Inquiry) -> None:
    reference = Reference(snapshot, inquiry)
    situation = Situation.of(inquiry)
    verdict = Analysis(Scenes(snapshot.evidence(inquiry), inquiry.on)).verdict(situation)
    expected = _ratings(reference, situation)
    if verdict.outcome is Outcome.NEEDS_FACT:
        assert verdict.question is not None
        assert abs(verdict.expected - min(expected.values())) < 1e-9
        assert abs(expected[verdict.question] - verdict.expected) < 1e-9
    else:
        assert verdict.question is None


def _ratings(reference: Reference, situation: Situation) -> dict[str, float]:
    """The expected number of questions if each open question were asked first; every one is tried."""
    return {
        question: 1 + sum(_fewest(reference, situation.answered(question, a)) for a in answers) / len(answers)
        for question, answers in reference.askable(state(situation)).items()
    }


def _fewest(reference: Reference, situation: Situation) -> float:
    outcome, _ = reference.verdict(state(situation))
    return min(_ratings(reference, situation).values()) if outcome == "needs_fact" else 0.0


@thorough
@given(snapshots, inquiries)
def test_no_path_of_answers_asks_twice_and_every_path_ends(snapshot: Snapshot, inquiry: Inquiry) -> None:
    waiting: list[tuple[Inquiry, frozenset[str]]] = [(inquiry, frozenset())]
    evidence = snapshot.evidence(inquiry)
    while waiting:
        asked_now, before = waiting.pop()
        resolution = resolve(evidence, asked_now)
        if resolution.outcome is not Outcome.NEEDS_FACT:
            assert resolution.question is None
            assert (resolution.department is not None) == (resolution.outcome is Outcome.SETTLED)
            continue
        question = resolution.question
        assert question is not None
        key = f"{question.factor}:{asked_now.division}" if question.factor == DIVISION else question.factor
        assert key not in before
        for answer in question.answers:
            then = resolve(evidence, _answer(asked_now, question.factor, answer.value))
            assert (then.outcome, then.department) == (answer.outcome, answer.department)
            waiting.append((_answer(asked_now, question.factor, answer.value), before | {key}))


def _answer(inquiry: Inquiry, factor: str, value: str) -> Inquiry:
    return Inquiry(**(inquiry.model_dump() | {"facts": inquiry.facts | {factor: value}}))
