"""What stands (DESIGN §3): the claims of one issue at one exact place, who attacks whom, and the grounded outcome.

Grounded semantics of P. M. Dung, "On the acceptability of arguments" (Artificial Intelligence 77, 1995): a claim stands
when everything that attacks it is beaten. The attacks have no cycle, so this has exactly one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from resolver.evidence import Evidence, MandateClaim, PrecedentClaim
from resolver.scope import Conditions, narrower
from schema.registry import Role
from schema.resolution import Named, Rule

_COMPETING = (Role.LEAD, Role.NOT_RESPONSIBLE)


@dataclass(frozen=True, slots=True)
class Contender:
    """A claim in the contest: a mandate with one bearer, or a precedent with one bearer."""

    source: MandateClaim | PrecedentClaim
    department: Named

    @property
    def conditions(self) -> Conditions:
        return self.source.scope.conditions

    @property
    def key(self) -> tuple[str, str]:
        return self.source.code, self.department.code

    @property
    def excludes(self) -> bool:
        return isinstance(self.source, MandateClaim) and self.source.role == Role.NOT_RESPONSIBLE


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contest ends: for each contender whether it stands, what beat it, whether an exclusion disputes it."""

    stands: tuple[bool, ...]
    beaten_by: tuple[tuple[int, Rule] | None, ...]
    disputed: frozenset[int]


class Contest:
    """The claims of one issue type at one exact place, with the attacks between them."""

    __slots__ = ("attackers", "contenders", "doubters", "order")

    def __init__(self, contenders: Sequence[Contender], evidence: Evidence) -> None:
        self.contenders = tuple(contenders)
        numbered = list(enumerate(self.contenders))
        self.attackers: tuple[tuple[tuple[int, Rule], ...], ...] = tuple(
            tuple((i, rule) for i, a in numbered if (rule := attack(a, b, evidence))) for _, b in numbered
        )
        # An exclusion and a lead of one authority of which neither beats the other: the lead stands, disputed.
        self.doubters: dict[int, tuple[int, ...]] = {
            j: doubters
            for j, b in numbered
            if (doubters := tuple(i for i, a in numbered if _leaves_in_doubt(a, b, evidence)))
        }
        self.order = _attackers_first(self.attackers)

    def weigh(self, applies: Sequence[bool], possible: Sequence[bool] | None = None) -> Standing:
        """The standing of each contender, given which of them apply.

        With `possible`, those claims may yet apply: they beat nobody, but what they might beat does not surely beat
        others; `stands` then means "surely stands if it applies".
        """
        maybe = possible if possible is not None else [False] * len(applies)
        beaten: list[tuple[int, Rule] | None] = [None] * len(applies)
        surely = [False] * len(applies)
        for j in self.order:
            if not (applies[j] or maybe[j]):
                continue
            open_attack = False
            for i, rule in self.attackers[j]:
                if surely[i]:
                    beaten[j] = (i, rule)
                    break
                open_attack = open_attack or ((applies[i] or maybe[i]) and beaten[i] is None)
            surely[j] = applies[j] and beaten[j] is None and not open_attack
        stands = tuple(bool((applies[j] or maybe[j]) and beaten[j] is None) for j in range(len(applies)))
        disputed = frozenset(
            j for j, doubters in self.doubters.items() if stands[j] and any(applies[i] and stands[i] for i in doubters)
        )
        return Standing(stands, tuple(beaten), disputed)

    def owners(self, applies: Sequence[bool]) -> tuple[frozenset[str], bool]:
        """The departments of the undefeated claims, and whether a sole owner rests on disputed claims only."""
        standing = self.weigh(applies)
        firm: set[str] = set()
        shaky: set[str] = set()
        for j, contender in enumerate(self.contenders):
            if standing.stands[j] and not contender.excludes:
                (shaky if j in standing.disputed else firm).add(contender.department.code)
        return frozenset(firm | shaky), len(firm | shaky) == 1 and not firm


def attack(a: Contender, b: Contender, evidence: Evidence) -> Rule | None:
    """The rule by which `a`, where it applies and stands, beats `b`; None where it does not attack it."""
    match a.source, b.source:
        case PrecedentClaim(), PrecedentClaim():
            return _precedent_over_precedent(a, b, evidence)
        case PrecedentClaim(), MandateClaim():
            return Rule.PRECEDENT if b.excludes or a.department != b.department else None
        case MandateClaim(), MandateClaim() if a.excludes or b.excludes:
            same = a.source.authority.code == b.source.authority.code
            return evidence.prevails.get((a.source.code, b.source.code)) if same and a.excludes != b.excludes else None
        case MandateClaim(), MandateClaim():
            if a.department == b.department or a.source.authority.code == b.source.authority.code:
                return None
            return evidence.prevails.get((a.source.code, b.source.code))
    return None


def _precedent_over_precedent(a: Contender, b: Contender, evidence: Evidence) -> Rule | None:
    if a.department == b.department or a.source.code == b.source.code:
        return None
    assert isinstance(a.source, PrecedentClaim) and isinstance(b.source, PrecedentClaim)
    if a.source.scope == b.source.scope:
        return Rule.LATER_PRECEDENT if a.source.ruled_on > b.source.ruled_on else None
    if narrower(a.source.scope, b.source.scope, evidence.issue_tree, evidence.place_tree):
        return Rule.NARROWER_PRECEDENT
    return None


def _leaves_in_doubt(a: Contender, b: Contender, evidence: Evidence) -> bool:
    if not (a.excludes and isinstance(a.source, MandateClaim) and isinstance(b.source, MandateClaim)) or b.excludes:
        return False
    return a.source.authority.code == b.source.authority.code and not (
        (a.source.code, b.source.code) in evidence.prevails or (b.source.code, a.source.code) in evidence.prevails
    )


def _attackers_first(attackers: Sequence[Sequence[tuple[int, Rule]]]) -> tuple[int, ...]:
    """An order in which every claim comes after all that attack it."""
    order: list[int] = []
    done: set[int] = set()
    open_: set[int] = set()

    def visit(j: int) -> None:
        if j in done:
            return
        if j in open_:
            raise AssertionError("the attack relation has a cycle: the registry's derived edges are damaged")
        open_.add(j)
        for i, _ in attackers[j]:
            visit(i)
        done.add(j)
        order.append(j)

    for j in range(len(attackers)):
        visit(j)
    return tuple(order)


def split(conditions: Conditions, facts: Mapping[str, str]) -> Conditions | None:
    """What remains unknown of the conditions under the facts; None when one is known not to hold."""
    remaining = []
    for factor, value in conditions:
        known = facts.get(factor)
        if known is None:
            remaining.append((factor, value))
        elif known != value:
            return None
    if len(remaining) == len(conditions):
        return conditions
    return frozenset(remaining)


def competing(mandates: Iterable[MandateClaim]) -> list[MandateClaim]:
    """The mandates that take part in the contest."""
    return [m for m in mandates if m.role in _COMPETING]
