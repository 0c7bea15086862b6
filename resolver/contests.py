"""From evidence to contests: for each issue type and exact place, which claims compete and which stand beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from resolver.divisions import ancestors, children, implied_facts
from resolver.evidence import Evidence, Holder, MandateClaim, PrecedentClaim
from resolver.precedents import Lapse, bearers, lapse
from resolver.scope import Conditions
from resolver.weigh import Contender, Contest, split
from schema.registry import Role
from schema.resolution import Named

Remaining = tuple[Conditions | None, ...]
Spot = tuple[str, str, str | None]
"""An issue type, a location and a division, if one is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One issue type at an exact place: the contest there, and what being there implies (factor → value, place)."""

    issue: str
    contest: Contest
    implied: dict[str, tuple[str, str]]
    _played: dict[frozenset[tuple[str, str]], Remaining] = field(default_factory=dict)

    def facts(self, told: dict[str, str]) -> dict[str, str]:
        """What is known here: what the place implies, and over it what the caller says."""
        if not self.implied:
            return told
        return {**{factor: value for factor, (value, _) in self.implied.items()}, **told}

    def remaining(self, told: dict[str, str]) -> Remaining:
        """For each contender what is unknown of its conditions; None for those that are out."""
        facts = self.facts(told)
        return tuple(split(c.source.scope.conditions, facts) for c in self.contest.contenders)

    def in_play(self, told: dict[str, str]) -> Remaining:
        """As `remaining`, and None too for claims beaten whatever the unknown facts are: they decide nothing more."""
        key = frozenset(told.items())
        found = self._played.get(key)
        if found is None:
            remaining = self.remaining(told)
            standing = self.contest.weigh([r is not None and not r for r in remaining], [bool(r) for r in remaining])
            found = tuple(None if beat else r for r, beat in zip(remaining, standing.beaten_by, strict=True))
            self._played[key] = found
        return found


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What does not compete wherever the spot turns out to be: who stands beside, duties nobody bears, lapsed
    precedents."""

    beside: tuple[Contender, ...]
    vacant: tuple[MandateClaim | PrecedentClaim, ...]
    lapsed: tuple[PrecedentClaim, ...]


class Scenes:
    """The scenes of one inquiry, built as they are needed and shared where nothing tells two places apart."""

    def __init__(self, evidence: Evidence, on: date) -> None:
        # In code order, so that which of several defeats is named does not depend on the order of rows.
        self.evidence = evidence = replace(
            evidence,
            mandates=tuple(sorted(evidence.mandates, key=lambda m: m.code)),
            precedents=tuple(sorted(evidence.precedents, key=lambda p: p.code)),
            holders={
                code: tuple(sorted(holders, key=lambda h: h.department.code))
                for code, holders in evidence.holders.items()
            },
        )
        self.lapses: dict[str, Lapse] = {}
        self.heirs: dict[str, list[Named]] = {}
        for precedent in evidence.precedents:
            if found := lapse(precedent, evidence, on):
                self.lapses[precedent.code] = found
            self.heirs[precedent.code] = bearers(precedent, evidence)
        self._scenes: dict[Spot, Scene] = {}
        self._contests: dict[object, Scene] = {}
        self._children: dict[Spot, list[str]] = {}
        self._spots: dict[Spot, tuple[Spot, ...]] = {}

    def children(self, spot: Spot) -> list[str]:
        """The child divisions to be told apart; see `divisions.children`."""
        found = self._children.get(spot)
        if found is None:
            found = self._children[spot] = children(self.evidence, *spot)
        return found

    def spots(self, spot: Spot) -> tuple[Spot, ...]:
        """Every exact place that this one may turn out to be: itself, or the finest divisions that claims tell of."""
        found = self._spots.get(spot)
        if found is None:
            issue, location, _ = spot
            finer = [exact for child in self.children(spot) for exact in self.spots((issue, location, child))]
            found = self._spots[spot] = tuple(finer) or (spot,)
        return found

    def scene(self, spot: Spot) -> Scene:
        """The scene at the place as it is, whatever lies inside it."""
        found = self._scenes.get(spot)
        if found is None:
            issue, location, division = spot
            contenders = self._contenders(issue, ancestors(self.evidence, location, division))
            implied = implied_facts(self.evidence, location, division)
            same = (issue, tuple(c.key for c in contenders), tuple(sorted(implied.items())))
            found = self._contests.get(same)
            if found is None:
                found = self._contests[same] = Scene(issue, Contest(contenders, self.evidence), implied)
            self._scenes[spot] = found
        return found

    def _contenders(self, issue: str, area: frozenset[str]) -> list[Contender]:
        line = self.evidence.issue_tree.ancestors(issue)
        found = [
            Contender(m, holder.department)
            for m in self.evidence.mandates
            if m.role in (Role.LEAD, Role.NOT_RESPONSIBLE) and _covers(m, line, area)
            for holder in self.holders(m.authority.code, area)
        ]
        found += [
            Contender(p, named)
            for p in self.evidence.precedents
            if p.code not in self.lapses and _covers(p, line, area)
            for named in self.heirs[p.code]
        ]
        return found

    def surroundings(self, spots: Iterable[Spot], asked: frozenset[Spot]) -> Surroundings:
        """What stands beside the contests at the spots; a department stands beside where it does so at every one.

        `asked` holds the spots as they were asked for, before finer divisions were looked into.
        """
        evidence, counted, everywhere = self.evidence, 0, dict[tuple[str, str], tuple[int, Contender]]()
        borne: set[str] = set()
        vacant: dict[str, MandateClaim | PrecedentClaim] = {}
        lapsed: dict[str, PrecedentClaim] = {}
        for spot in spots:
            issue, location, division = spot
            counted += 1
            line, area = evidence.issue_tree.ancestors(issue), ancestors(evidence, location, division)
            for m in evidence.mandates:
                if not _covers(m, line, area):
                    continue
                holders = self.holders(m.authority.code, area)
                competes = m.role in (Role.LEAD, Role.NOT_RESPONSIBLE)
                if not holders:
                    if competes or spot in asked:  # who would stand beside in a finer division is not looked up
                        vacant[m.code] = m
                    continue
                borne.add(m.code)
                if not competes:
                    for holder in holders:
                        contender = Contender(m, holder.department)
                        seen, _ = everywhere.get(contender.key, (0, contender))
                        everywhere[contender.key] = seen + 1, contender
            for p in evidence.precedents:
                if _covers(p, line, area):
                    if p.code in self.lapses:
                        lapsed[p.code] = p
                    elif not self.heirs[p.code]:
                        vacant[p.code] = p
        return Surroundings(
            tuple(contender for seen, contender in everywhere.values() if seen == counted),
            tuple(v for v in vacant.values() if v.code not in borne),
            tuple(lapsed.values()),
        )

    def holders(self, authority: str, area: frozenset[str]) -> list[Holder]:
        """Who exercises an authority there: those whose jurisdiction contains the place, the deepest ones."""
        return self._deepest(self.evidence.holders.get(authority, ()), area)

    def grid_teams(self, location: str, division: str | None) -> list[Named]:
        """The grid teams that serve the place, the deepest ones."""
        area = ancestors(self.evidence, location, division)
        return [holder.department for holder in self._deepest(self.evidence.grid, area)]

    def _deepest(self, holders: Iterable[Holder], area: frozenset[str]) -> list[Holder]:
        there = [h for h in holders if h.serves in area]
        if len(there) < 2:
            return there
        deepest = set(self.evidence.place_tree.deepest(sorted(h.serves for h in there)))
        return [h for h in there if h.serves in deepest]


def _covers(source: MandateClaim | PrecedentClaim, line: frozenset[str], area: frozenset[str]) -> bool:
    return source.scope.issue_type in line and source.scope.location in area
