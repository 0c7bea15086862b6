"""Scopes: which claim is narrower, which are equal, which overlap (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Conditions = frozenset[tuple[str, str]]


class Tree:
    """A tree of issue types or of places, in which a node may have more than one parent.

    `parents` maps each known code to its parents' codes; a parent that is not itself a key counts as a root.
    """

    __slots__ = ("_above", "parents")

    def __init__(self, parents: Mapping[str, Iterable[str]]) -> None:
        self.parents: dict[str, tuple[str, ...]] = {code: tuple(above) for code, above in parents.items()}
        self._above: dict[str, frozenset[str]] = {}

    def ancestors(self, code: str) -> frozenset[str]:
        """The code itself and everything above it."""
        known = self._above.get(code)
        if known is None:
            found, waiting = {code}, list(self.parents.get(code, ()))
            while waiting:
                above = waiting.pop()
                if above not in found:
                    found.add(above)
                    waiting.extend(self.parents.get(above, ()))
            known = self._above[code] = frozenset(found)
        return known

    def within(self, lower: str, upper: str) -> bool:
        """Whether `lower` is `upper` or lies below it."""
        return lower == upper or upper in self.ancestors(lower)

    def on_one_line(self, a: str, b: str) -> bool:
        """Whether one of the two is the other or lies below it."""
        return self.within(a, b) or self.within(b, a)

    def deepest(self, codes: Iterable[str]) -> list[str]:
        """Those of the codes that have none of the others below them, in the order given."""
        distinct = list(dict.fromkeys(codes))
        return [code for code in distinct if not any(o != code and self.within(o, code) for o in distinct)]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a mandate or a precedent covers: an issue type, an area, and conditions that must all hold."""

    issue_type: str
    location: str
    conditions: Conditions


def same_or_narrower(a: Scope, b: Scope, issues: Tree, places: Tree) -> bool:
    """Whether everything in `a` lies in `b`."""
    return (
        issues.within(a.issue_type, b.issue_type)
        and places.within(a.location, b.location)
        and a.conditions >= b.conditions
    )


def narrower(a: Scope, b: Scope, issues: Tree, places: Tree) -> bool:
    """Whether `a` lies in `b` and is strictly smaller in at least one of issue, area and conditions."""
    return a != b and same_or_narrower(a, b, issues, places)


def compatible(a: Conditions, b: Conditions) -> bool:
    """Whether no factor has two different values in the two sets of conditions together."""
    values: dict[str, str] = {}
    return all(values.setdefault(factor, value) == value for factor, value in (*a, *b))


def overlap(a: Scope, b: Scope, issues: Tree, places: Tree) -> bool:
    """Whether one question can fall under both scopes: both on one line of each tree, conditions compatible."""
    return (
        issues.on_one_line(a.issue_type, b.issue_type)
        and places.on_one_line(a.location, b.location)
        and compatible(a.conditions, b.conditions)
    )
