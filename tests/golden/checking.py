"""Whether a resolution is what its golden case says."""

from __future__ import annotations

from resolver.evidence import Bearer, Evidence
from resolver.resolve import resolve
from resolver.why_not import why_not
from schema.registry import Role
from schema.resolution import Claim, ClaimState, Outcome, Resolution, WhyNotStep
from tests.golden.reading import OUTCOMES, Case

_IN_PLAY = (ClaimState.APPLIES, ClaimState.POSSIBLE)


def check(case: Case, evidence: Evidence) -> None:
    """Resolve the case on this evidence, and compare all that it states."""
    found = resolve(evidence, case.inquiry)
    assert found.outcome == case.outcome, _told(case, found)
    assert (found.department.code if found.department else None) == case.department, _told(case, found)
    assert (found.question.factor if found.question else None) == case.question, _told(case, found)
    assert case.answers.items() <= _answers(found).items(), f"{_answers(found)}\n{_told(case, found)}"
    if case.outcome is Outcome.CONTESTED:
        assert _contested(found) == case.contested, _told(case, found)
    for claim, rule in case.beaten.items():
        defeats = [c.defeated_by for c in _claims(found, claim) if c.defeated_by]
        assert rule in [defeat.rule for defeat in defeats], f"{claim}: {defeats}\n{_told(case, found)}"
    for claim in case.standing:
        assert any(c.defeated_by is None and c.state in _IN_PLAY for c in _claims(found, claim)), _told(case, found)
    for state, codes in ((ClaimState.LAPSED, case.lapsed), (ClaimState.VACANT, case.vacant)):
        for code in codes:
            assert {c.state for c in _claims(found, code)} == {state}, f"{code}\n{_told(case, found)}"
    if case.parallel is not None:
        assert tuple(beside.department.code for beside in found.parallel) == case.parallel
    assert set(case.assisting) <= {beside.department.code for beside in found.assisting}, _told(case, found)
    assert found.explanation


def check_why_not(case: Case, department: str, evidence: Evidence, bearer: Bearer) -> None:
    """The step at which a department lost, as its case says it."""
    answer = why_not(evidence, case.inquiry, bearer)
    assert answer.step is case.why_not[department], f"{case.title}: {answer.explanation}"
    assert answer.explanation and (answer.step is WhyNotStep.OWNS) == (department == case.department)


def _claims(found: Resolution, code: str) -> list[Claim]:
    claims = [c for c in found.claims if c.id == code or c.id.startswith(f"{code}@")]
    assert claims, f"{code} is not in the argument: {[c.id for c in found.claims]}"
    return claims


def _contested(found: Resolution) -> set[str]:
    """The departments of the claims that nothing beats."""
    return {
        c.department.code
        for c in found.claims
        if c.role == Role.LEAD and c.state in _IN_PLAY and c.defeated_by is None and c.department
    }


def _answers(found: Resolution) -> dict[str, str]:
    """Each answer with the owner that follows, or with the outcome in the officials' words."""
    words = {outcome: word for word, outcome in OUTCOMES.items()}
    answers = found.question.answers if found.question else ()
    return {a.value: a.department.code if a.department else words[a.outcome] for a in answers}


def _told(case: Case, found: Resolution) -> str:
    """The whole argument, for whoever must find out who is right."""
    claims = [
        f"  {c.id} {c.role} {c.state} {c.department.code if c.department else '-'} {dict(c.conditions)} "
        f"{f'< {c.defeated_by.claim} ({c.defeated_by.rule})' if c.defeated_by else ''}{'?' if c.disputed else ''}"
        for c in found.claims
    ]
    asked = f"{found.question.factor} {_answers(found)}" if found.question else None
    owner = found.department.code if found.department else None
    return "\n".join([case.title, case.because, f"{found.outcome} {owner} {asked}", *claims])
