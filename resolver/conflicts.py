"""The law of conflicts (DESIGN §2 and §3, rules 2 to 5): which of two overlapping mandates prevails.

It depends on the two mandates and their statutes alone, never on the question asked; so it is derived once, when a
mandate changes, and kept in the graph as `PREVAILS_OVER {rule}` and `COLLIDES_WITH`.
Source: 立法法 (2023) on rank, special over general, new over old, and on what goes to adjudication (裁决).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from resolver.scope import Scope, Tree, narrower, overlap
from schema.intervals import in_common
from schema.registry import RANK_ORDER, Mandate, Rank, Role, Statute
from schema.resolution import Rule

_RULES_OF_ONE_TIER = {Rank.DEPARTMENT_RULE, Rank.LOCAL_RULE}


@dataclass(frozen=True, slots=True)
class Duty:
    """A mandate with what its statute brings to a conflict: rank, issuer and effective day."""

    code: str
    authority: str
    role: str
    scope: Scope
    rank: str
    issuer: str
    effective: date | None
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What follows from a set of mandates: `prevails` maps (winner, loser) to the rule; `collides` has pairs in code
    order."""

    prevails: dict[tuple[str, str], Rule]
    collides: frozenset[tuple[str, str]]


def duty(mandate: Mandate, statute: Statute) -> Duty:
    """A mandate and its statute as one duty."""
    return Duty(
        code=mandate.code,
        authority=mandate.authority,
        role=mandate.role,
        scope=Scope(mandate.issue_type, mandate.location, frozenset(mandate.conditions)),
        rank=statute.rank,
        issuer=statute.issuer,
        effective=statute.effective,
        valid_from=mandate.valid_from,
        valid_until=mandate.valid_until,
    )


def beats(a: Duty, b: Duty, issues: Tree, places: Tree) -> Rule | None:
    """The rule (3 to 5) by which `a` beats `b` where both apply, or None."""
    if {a.rank, b.rank} == _RULES_OF_ONE_TIER:
        return None  # a department's rule against a local one: the State Council decides
    rank_a, rank_b = RANK_ORDER[a.rank], RANK_ORDER[b.rank]
    if a.scope != b.scope:
        if not narrower(a.scope, b.scope, issues, places):
            return None
        new_general = _later(b.effective, a.effective) and rank_b >= rank_a
        return None if new_general else Rule.SPECIAL_OVER_GENERAL
    if rank_a != rank_b:
        return Rule.HIGHER_OVER_LOWER if rank_a > rank_b else None
    if a.issuer and a.issuer == b.issuer and _later(a.effective, b.effective):
        return Rule.NEW_OVER_OLD
    return None


def _later(a: date | None, b: date | None) -> bool:
    return a is not None and b is not None and a > b


def derive(duties: Iterable[Duty], issues: Tree, places: Tree, touched: frozenset[str] | None = None) -> Conflicts:
    """Every prevailing and every colliding pair among the duties.

    `touched` limits the work to pairs in which at least one code is named; None means all pairs.
    """
    by_issue: Mapping[str, list[Duty]] = _by_issue(duties)
    prevails: dict[tuple[str, str], Rule] = {}
    collides: set[tuple[str, str]] = set()
    for lower_issue, lower in by_issue.items():
        for upper_issue in issues.ancestors(lower_issue):
            for a in lower:
                for b in by_issue.get(upper_issue, ()):
                    if a.code == b.code or (upper_issue == lower_issue and a.code > b.code):
                        continue
                    if touched is not None and a.code not in touched and b.code not in touched:
                        continue
                    _settle(a, b, issues, places, prevails, collides)
    return Conflicts(prevails, frozenset(collides))


def _by_issue(duties: Iterable[Duty]) -> dict[str, list[Duty]]:
    grouped: dict[str, list[Duty]] = defaultdict(list)
    for each in duties:
        if each.role in (Role.LEAD, Role.NOT_RESPONSIBLE):
            grouped[each.scope.issue_type].append(each)
    return grouped


def _settle(
    a: Duty, b: Duty, issues: Tree, places: Tree, prevails: dict[tuple[str, str], Rule], collides: set[tuple[str, str]]
) -> None:
    """Write down what holds between two duties, where they can meet and may fight."""
    if not _fight(a, b):
        return
    if not in_common(a.valid_from, a.valid_until, b.valid_from, b.valid_until):
        return
    if not overlap(a.scope, b.scope, issues, places):
        return
    for winner, loser in ((a, b), (b, a)):
        if rule := beats(winner, loser, issues, places):
            exclusion = winner.role == Role.NOT_RESPONSIBLE
            prevails[winner.code, loser.code] = Rule.EXCLUSION if exclusion else rule
            return
    if a.role == b.role == Role.LEAD:
        first, second = sorted((a.code, b.code))
        collides.add((first, second))


def _fight(a: Duty, b: Duty) -> bool:
    """Leads of different authorities compete; an exclusion attacks its own authority's leads and no others."""
    if a.role == b.role == Role.LEAD:
        return a.authority != b.authority
    return {a.role, b.role} == {Role.LEAD, Role.NOT_RESPONSIBLE} and a.authority == b.authority
