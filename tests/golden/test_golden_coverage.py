"""The golden cases cover what they promise: every rule, every outcome, and a reason written for each."""

from __future__ import annotations

from collections import Counter

import pytest

from schema.resolution import Outcome, Rule, WhyNotStep
from tests.golden.reading import FOLDER, Case, read_cases

PATHS = sorted([*(FOLDER / "cases").glob("*.yaml"), *(FOLDER / "rules").glob("*.yaml")])
CASES: list[Case] = [case for path in PATHS for case in read_cases(path)]


def test_there_are_enough() -> None:
    assert len(CASES) >= 90


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_decides_three_cases(rule: Rule) -> None:
    assert sum(rule in case.beaten.values() for case in CASES) >= 3


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_reached_three_times(outcome: Outcome) -> None:
    assert sum(case.outcome is outcome for case in CASES) >= 3


def test_every_step_of_why_not_is_named() -> None:
    assert {step for case in CASES for step in case.why_not.values()} == set(WhyNotStep)


def test_what_else_must_be_there() -> None:
    assert sum(bool(case.lapsed) for case in CASES) >= 3
    assert sum(bool(case.vacant) for case in CASES) >= 3
    assert sum(bool(case.parallel) for case in CASES) >= 3
    assert sum(case.question == "division" for case in CASES) >= 3
    assert sum(None in case.inquiry.facts.values() for case in CASES) >= 3
    for several in ("issue_types", "locations"):
        assert sum(len(getattr(case.inquiry, several)) > 1 for case in CASES) >= 3


def test_every_case_has_its_own_title_and_a_reason() -> None:
    assert [title for title, count in Counter(case.title for case in CASES).items() if count > 1] == []
    for case in CASES:
        assert len(case.because) >= 8 and "待核" not in case.because, case.title
        assert (case.outcome is Outcome.SETTLED) == (case.department is not None), case.title
        assert (case.outcome is Outcome.NEEDS_FACT) == (case.question is not None), case.title
        assert (case.outcome is Outcome.CONTESTED) == bool(case.contested), case.title
