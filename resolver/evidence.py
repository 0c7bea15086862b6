"""What one question brings back from the graph: everything the rules weigh, and nothing else. Plain data, no I/O.

Days are `datetime.date`, half-open; conditions are frozensets of `(factor, value)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from resolver.scope import Conditions, Scope, Tree
from schema.resolution import Ground, Named, Rule


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue type on the way up from a candidate."""

    code: str
    name: str
    emergency: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the way up from a candidate, a division inside it, or a child division that may be asked for."""

    code: str
    name: str
    kind: str
    division: bool
    facts: Conditions


@dataclass(frozen=True, slots=True)
class Factor:
    """A fact that can be asked; `values` maps each value to its label, in the registry's order."""

    code: str
    name: str
    question: str
    values: dict[str, str]
    explanation: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A department that exercises an authority (or is a grid team), with the code of the place it serves."""

    department: Named
    serves: str


@dataclass(frozen=True, slots=True)
class MandateClaim:
    """A mandate in force for one of the issue's ancestors, at an ancestor of a place or inside it."""

    code: str
    role: str
    authority: Named
    scope: Scope
    statute: Ground


@dataclass(frozen=True, slots=True)
class PastMandate:
    """A `lead` or `not_responsible` mandate at any time, as precedents' lapse looks at it."""

    code: str
    authority: str
    role: str
    scope: Scope
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Heir:
    """A step of succession in force: `department` was replaced by `successor`; no authorities means all."""

    department: str
    successor: Named
    successor_ended: bool
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrecedentClaim:
    """A precedent in force on the day asked, not overruled.

    `considered` lists the mandates its ruling considered; None for imported ones, where it is derived.
    `ended` says that its department had ended by the day asked; `held` lists the authorities that the department
    exercised on the ruling's day.
    """

    code: str
    title: str
    scope: Scope
    department: Named
    ended: bool
    ruling: str
    ruled_on: date
    ruled_by: str
    reason: str
    considered: tuple[str, ...] | None = None
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is needed to answer one inquiry.

    `issues` and `places` hold the ancestors of every candidate (with the division, where given), and below coarse
    places the divisions that hold claims and their sisters. `prevails` maps (winner, loser) to the rule. `past` holds
    what lapse looks at, and is empty where there is no precedent.
    """

    issues: dict[str, Issue]
    places: dict[str, Place]
    issue_tree: Tree
    place_tree: Tree
    mandates: tuple[MandateClaim, ...]
    holders: dict[str, tuple[Holder, ...]]
    prevails: dict[tuple[str, str], Rule]
    factors: dict[str, Factor]
    precedents: tuple[PrecedentClaim, ...] = ()
    past: tuple[PastMandate, ...] = ()
    heirs: tuple[Heir, ...] = ()
    grid: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Bearer:
    """A department as why-not looks at it: what it exercises on the day, where it serves, and whether it has ended.

    `ended` is its last day's morrow where it has ended by the day asked; `successors` are who took its place by then.
    """

    department: Named
    serves: Named
    ended: date | None
    authorities: frozenset[str]
    successors: tuple[Named, ...] = ()
