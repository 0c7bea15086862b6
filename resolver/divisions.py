"""A place stands for every place within it (DESIGN §3): where claims live in a finer division, the division is an
unknown fact like any other."""

from __future__ import annotations

from resolver.evidence import Evidence
from schema.registry import Role


def ancestors(evidence: Evidence, location: str, division: str | None) -> frozenset[str]:
    """The codes of the place, of everything it lies in, and of the division with everything that lies in."""
    above = evidence.place_tree.ancestors(location)
    return above if division is None else above | evidence.place_tree.ancestors(division)


def nearest(evidence: Evidence, location: str, division: str | None) -> list[str]:
    """The nearest official divisions that contain the place; more than one where it lies across a border."""
    tree = evidence.place_tree
    own = tree.deepest(
        c for c in sorted(tree.ancestors(location)) if c in evidence.places and _is_division(evidence, c)
    )
    if division is None or any(code != division and tree.within(code, division) for code in own):
        return own
    return [division]


def children(evidence: Evidence, issue: str, location: str, division: str | None) -> list[str]:
    """The child divisions over which the outcome is taken, in code order; empty where the place is fine enough.

    They are those of each nearest division inside which a `lead` or `not_responsible` mandate for the issue lies, or
    the holder of its authority, or a precedent. Where the place lies across a border, a side without such claims is one
    of the answers itself.
    """
    around = nearest(evidence, location, division)
    coarse = {code for code in around if _claims_inside(evidence, issue, code)}
    if not coarse:
        return []
    finer = {
        code
        for code, place in evidence.places.items()
        if place.division and coarse.intersection(evidence.place_tree.parents.get(code, ()))
    }
    return sorted(finer.union(around) - coarse)


def _claims_inside(evidence: Evidence, issue: str, division: str) -> bool:
    tree, line = evidence.place_tree, evidence.issue_tree.ancestors(issue)
    inner = {
        code
        for code, place in evidence.places.items()
        if place.division and code != division and tree.within(code, division)
    }
    if not inner:
        return False

    def lies_inside(location: str) -> bool:
        return not inner.isdisjoint(tree.ancestors(location))

    for mandate in evidence.mandates:
        if mandate.role not in (Role.LEAD, Role.NOT_RESPONSIBLE) or mandate.scope.issue_type not in line:
            continue
        if lies_inside(mandate.scope.location):
            return True
        if any(lies_inside(holder.serves) for holder in evidence.holders.get(mandate.authority.code, ())):
            return True
    return any(p.scope.issue_type in line and lies_inside(p.scope.location) for p in evidence.precedents)


def _is_division(evidence: Evidence, code: str) -> bool:
    return evidence.places[code].division


def implied_facts(evidence: Evidence, location: str, division: str | None) -> dict[str, tuple[str, str]]:
    """What being at the place implies: factor → (value, code of the place that says so).

    The nearest place that speaks of a factor wins; where places of which neither lies in the other disagree, nothing is
    implied.
    """
    speakers: dict[str, dict[str, str]] = {}
    for code in ancestors(evidence, location, division):
        place = evidence.places.get(code)
        for factor, value in place.facts if place else ():
            speakers.setdefault(factor, {})[code] = value
    implied: dict[str, tuple[str, str]] = {}
    for factor, by_place in speakers.items():
        closest = sorted(evidence.place_tree.deepest(by_place))
        if len({by_place[code] for code in closest}) == 1:
            implied[factor] = (by_place[closest[0]], closest[0])
    return implied
