"""Properties of the rules (DESIGN §3) on small random registries."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from resolver.contests import Scenes
from resolver.evidence import Bearer
from resolver.questions import Analysis, Situation
from resolver.resolve import resolve
from resolver.snapshot import Snapshot
from resolver.why_not import why_not
from schema import registry as r
from schema.resolution import ClaimState, Inquiry, Named, Outcome, WhyNotStep
from tests.property.registries import (
    DAYS,
    NOW,
    conditions,
    inquiries,
    mandate,
    plain_inquiries,
    seeds,
    snapshots,
)

thorough = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))


def changed(snapshot: Snapshot, **parts: Any) -> Snapshot:
    """The registry with some of its lists replaced, and its conflicts derived anew."""
    kept = {f.name: getattr(snapshot, f.name) for f in fields(snapshot) if f.init}
    return Snapshot(**(kept | parts))


@thorough
@given(snapshots, inquiries, seeds)
def test_the_order_of_rows_changes_nothing(snapshot: Snapshot, inquiry: Inquiry, seed: str) -> None:
    random = Random(seed)
    evidence = snapshot.evidence(inquiry)

    def shuffled(rows: Any) -> Any:
        return tuple(random.sample(list(rows), len(rows)))

    other = replace(
        evidence,
        mandates=shuffled(evidence.mandates),
        precedents=shuffled(evidence.precedents),
        past=shuffled(evidence.past),
        heirs=shuffled(evidence.heirs),
        grid=shuffled(evidence.grid),
        holders={code: shuffled(evidence.holders[code]) for code in shuffled(evidence.holders)},
        places={code: evidence.places[code] for code in shuffled(evidence.places)},
        issues={code: evidence.issues[code] for code in shuffled(evidence.issues)},
        prevails={pair: evidence.prevails[pair] for pair in shuffled(evidence.prevails)},
    )
    assert resolve(other, inquiry) == resolve(evidence, inquiry)


@thorough
@given(snapshots, plain_inquiries, seeds)
def test_adding_a_beaten_claim_changes_nothing(snapshot: Snapshot, inquiry: Inquiry, seed: str) -> None:
    # Without precedents: a new mandate may make one lapse, which is another rule.
    before = changed(snapshot, precedents=())
    new = mandate(Random(seed), "new", sorted(before.statutes)).model_copy(
        update={"valid_from": DAYS[0], "valid_until": None, "role": r.Role.LEAD}
    )
    after = resolve(changed(before, mandates=(*before.mandates, new)).evidence(inquiry), inquiry)
    claims = [c for c in after.claims if c.id.partition("@")[0] == "new"]
    assume(claims)
    assume(all(c.defeated_by or c.state in (ClaimState.OUT, ClaimState.VACANT) for c in claims))
    plain = resolve(before.evidence(inquiry), inquiry)
    assert (after.outcome, after.department) == (plain.outcome, plain.department)


@thorough
@given(snapshots, plain_inquiries, seeds)
def test_one_more_claim_for_the_owner_never_takes_ownership_away(
    snapshot: Snapshot, inquiry: Inquiry, seed: str
) -> None:
    before = changed(snapshot, precedents=())
    owned = resolve(before.evidence(inquiry), inquiry)
    assume(owned.department is not None)
    assert owned.department is not None
    new = mandate(Random(seed), "new", sorted(before.statutes)).model_copy(
        update={"authority": "mine", "role": r.Role.LEAD, "valid_from": DAYS[0], "valid_until": None}
    )
    mine = r.Exercise(department=owned.department.code, authority="mine", valid_from=DAYS[0])
    after = changed(
        before,
        mandates=(*before.mandates, new),
        authorities=before.authorities | {"mine": r.Authority(code="mine", name="mine", level=r.Level.CITY)},
        exercises=(*before.exercises, mine),
    )
    still = resolve(after.evidence(inquiry), inquiry)
    assert (still.outcome, still.department) == (Outcome.SETTLED, owned.department)


@thorough
@given(snapshots, inquiries)
def test_claims_of_one_department_never_fight_and_attacks_have_no_cycle(snapshot: Snapshot, inquiry: Inquiry) -> None:
    analysis = Analysis(Scenes(snapshot.evidence(inquiry), inquiry.on))
    for scene in analysis.scenes_of(Situation.of(inquiry)):  # building one raises on a cycle
        contest = scene.contest
        for j, attackers in enumerate(contest.attackers):
            for i, _ in attackers:
                a, b = contest.contenders[i], contest.contenders[j]
                assert contest.order.index(i) < contest.order.index(j)
                if not (a.excludes or b.excludes):
                    assert a.department != b.department


@thorough
@given(snapshots, inquiries)
def test_why_not_agrees_with_the_answer(snapshot: Snapshot, inquiry: Inquiry) -> None:
    evidence = snapshot.evidence(inquiry)
    answer = resolve(evidence, inquiry)
    for department in snapshot.departments.values():
        reason = why_not(evidence, inquiry, bearer(snapshot, department, inquiry.on))
        owns = answer.department is not None and answer.department.code == department.code
        assert (reason.step is WhyNotStep.OWNS) == owns
        assert reason.explanation
        mine = [c for c in answer.claims if c.department and c.department.code == department.code]
        if reason.claim is not None:
            assert reason.claim in mine
        if reason.step is WhyNotStep.BEATEN:
            assert reason.claim is not None and reason.claim.defeated_by is not None and reason.beaten_by is not None
            assert reason.beaten_by.id == reason.claim.defeated_by.claim
        if reason.step in (WhyNotStep.NO_CLAIM, WhyNotStep.ELSEWHERE, WhyNotStep.ENDED):
            assert not [c for c in mine if c.role == r.Role.LEAD and c.state is not ClaimState.VACANT]
        if reason.step is WhyNotStep.CONTESTED:
            assert answer.outcome is Outcome.CONTESTED


def bearer(snapshot: Snapshot, department: r.Department, on: date) -> Bearer:
    ended = department.valid_until is not None and department.valid_until <= on
    return Bearer(
        department=Named(code=department.code, name=department.name),
        serves=Named(code=department.serves, name=department.serves),
        ended=department.valid_until if ended else None,
        authorities=frozenset(e.authority for e in snapshot.exercises if e.department == department.code),
    )


@thorough
@given(seeds, st.sampled_from(DAYS[1:]), st.integers(-400, 400))
def test_days_are_half_open(seed: str, day: date, away: int) -> None:
    """A duty that ends on a day and the one that starts on it never both apply, and leave no hole."""
    random = Random(seed)
    scope = {"issue_type": "i", "location": "city", "conditions": conditions(random)}
    old, new = (
        r.Mandate(
            code=code, authority=authority, role=r.Role.LEAD, statute="s", valid_from=start, valid_until=end, **scope
        )
        for code, authority, start, end in (("old", "a", DAYS[0], day), ("new", "b", day, None))
    )
    departments = {
        code: r.Department(
            code=code,
            name=code,
            kind=r.DepartmentKind.BUREAU,
            level=r.Level.CITY,
            serves="city",
            valid_from=DAYS[0],
        )
        for code in ("da", "db")
    }
    snapshot = Snapshot(
        departments=departments,
        authorities={c: r.Authority(code=c, name=c, level=r.Level.CITY) for c in ("a", "b")},
        exercises=tuple(r.Exercise(department=f"d{a}", authority=a, valid_from=DAYS[0]) for a in ("a", "b")),
        successions=(),
        issue_types={"i": r.IssueType(code="i", name="i")},
        locations={"city": r.Location(code="city", name="city", kind="city", division=True)},
        factors={
            c: r.Factor(code=c, name=c, question=c, values=tuple(r.FactorValue(value=v, label=v) for v in "123"))
            for c in ("f", "g")
        },
        statutes={"s": r.Statute(code="s", title="s", rank=r.Rank.LAW)},
        mandates=(old, new),
    )
    on = max(day + timedelta(days=away), DAYS[0])
    facts: dict[str, str | None] = dict(scope["conditions"])  # type: ignore[arg-type]
    inquiry = Inquiry(issue_types=("i",), locations=("city",), facts=facts, on=on, known_at=NOW)
    answer = resolve(snapshot.evidence(inquiry), inquiry)
    assert answer.department == Named(code="da" if on < day else "db", name="da" if on < day else "db")
    assert [c.id for c in answer.claims] == (["old"] if on < day else ["new"])
