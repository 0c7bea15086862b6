"""From evidence to contests: for each issue type and exact place, which claims compete and which stand beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resolver.divisions import ancestors, children, implied_facts
from resolver.evidence import Evidence, Holder, MandateClaim, PrecedentClaim
from resolver.precedents import Lapse, bearers, lapse
from resolver.scope import Conditions
from resolver.weigh import Contender, Contest, split
from schema.registry import Role
from schema.resolution import Named

Remaining = tuple[Conditions | None, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One issue type at one exact place: the contest, what is implied there, and the claims that do not compete."""

    issue: str
    contest: Contest
    implied: dict[str, tuple[str, str]]
    beside: tuple[Contender, ...]
    vacant: tuple[MandateClaim | PrecedentClaim, ...]
    lapsed: tuple[PrecedentClaim, ...]

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
        """As `remaining`, and None too for claims beaten whatever the unknown facts are: they decide nothing any more."""
        remaining = self.remaining(told)
        standing = self.contest.weigh([r is not None and not r for r in remaining], [bool(r) for r in remaining])
        return tuple(None if beat else r for r, beat in zip(remaining, standing.beaten_by, strict=True))


class Scenes:
    """The scenes of one inquiry, built as they are needed and shared where nothing tells two places apart."""

    def __init__(self, evidence: Evidence, on: date) -> None:
        self.evidence = evidence
        self.lapses: dict[str, Lapse] = {}
        self.heirs: dict[str, list[Named]] = {}
        for precedent in evidence.precedents:
            if found := lapse(precedent, evidence, on):
                self.lapses[precedent.code] = found
            self.heirs[precedent.code] = bearers(precedent, evidence)
        self._scenes: dict[tuple[str, str, str | None], Scene] = {}
        self._children: dict[tuple[str, str, str | None], list[str]] = {}
        self._shared: dict[object, Scene] = {}
        self._exact: dict[tuple[str, str, str | None], tuple[Scene, ...]] = {}

    def children(self, issue: str, location: str, division: str | None) -> list[str]:
        """The child divisions to be told apart; see `divisions.children`."""
        key = (issue, location, division)
        if key not in self._children:
            self._children[key] = children(self.evidence, *key)
        return self._children[key]

    def scene(self, issue: str, location: str, division: str | None) -> Scene:
        """The scene at the place as it is, whatever lies inside it."""
        key = (issue, location, division)
        if key not in self._scenes:
            built = self._build(*key)
            same = (
                issue,
                tuple(c.key for c in built.contest.contenders),
                tuple(sorted(built.implied.items())),
                tuple(c.key for c in built.beside),
                tuple(v.code for v in built.vacant),
                tuple(p.code for p in built.lapsed),
            )
            self._scenes[key] = self._shared.setdefault(same, built)
        return self._scenes[key]

    def exact(self, issue: str, location: str, division: str | None) -> tuple[Scene, ...]:
        """The scenes at every exact place that this one may turn out to be, each once."""
        key = (issue, location, division)
        if key not in self._exact:
            finer = self.children(*key)
            scenes = [s for child in finer for s in self.exact(issue, location, child)] or [self.scene(*key)]
            self._exact[key] = tuple({id(s): s for s in scenes}.values())
        return self._exact[key]

    def _build(self, issue: str, location: str, division: str | None) -> Scene:
        evidence = self.evidence
        line, area = evidence.issue_tree.ancestors(issue), ancestors(evidence, location, division)
        contenders: list[Contender] = []
        beside: list[Contender] = []
        vacant: list[MandateClaim | PrecedentClaim] = []
        lapsed: list[PrecedentClaim] = []
        for mandate in evidence.mandates:
            if mandate.scope.issue_type not in line or mandate.scope.location not in area:
                continue
            holders = self.holders(mandate.authority.code, area)
            if not holders:
                vacant.append(mandate)
            joined = [Contender(mandate, holder.department) for holder in holders]
            (contenders if mandate.role in (Role.LEAD, Role.NOT_RESPONSIBLE) else beside).extend(joined)
        for precedent in evidence.precedents:
            if precedent.scope.issue_type not in line or precedent.scope.location not in area:
                continue
            if precedent.code in self.lapses:
                lapsed.append(precedent)
            elif not self.heirs[precedent.code]:
                vacant.append(precedent)
            else:
                contenders += [Contender(precedent, named) for named in self.heirs[precedent.code]]
        return Scene(
            issue=issue,
            contest=Contest(contenders, evidence),
            implied=implied_facts(evidence, location, division),
            beside=tuple(beside),
            vacant=tuple(vacant),
            lapsed=tuple(lapsed),
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
