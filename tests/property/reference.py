"""DESIGN §3 once more, as naively as it reads: no pruning, no memo, no shared code with `resolver`.

It takes a `Snapshot`'s lists and an inquiry, tries every world, and is slow; the engine must agree with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from resolver.snapshot import SettledCase, Snapshot
from schema.registry import Mandate
from schema.resolution import Inquiry

RANKS = ["practice", "responsibility_list", "normative_document", "local_rule", "local_regulation"]
RANKS += ["administrative_regulation", "law"]


Outcomes = frozenset[tuple[frozenset[str], bool]]


@dataclass(frozen=True)
class World:
    """Everything known: one issue type, one place, the finest division told, every fact."""

    issue: str
    place: str
    division: str | None
    facts: tuple[tuple[str, str], ...]


def up(parents: dict[str, tuple[str, ...]], code: str) -> set[str]:
    found = {code}
    for above in parents.get(code, ()):
        found |= up(parents, above)
    return found


class Reference:
    def __init__(self, s: Snapshot, inquiry: Inquiry) -> None:
        self.s, self.q, self.on = s, inquiry, inquiry.on
        self.kinds = {c: t.parents for c, t in s.issue_types.items()}
        self.within = {c: p.within for c, p in s.locations.items()}
        self.live = [m for m in s.mandates if holds(m.valid_from, m.valid_until, self.on)]

    # --- places -----------------------------------------------------------------------------------------------------

    def area(self, place: str, division: str | None) -> set[str]:
        return up(self.within, place) | (up(self.within, division) if division else set())

    def nearest(self, place: str, division: str | None) -> set[str]:
        above = [c for c in up(self.within, place) if self.s.locations[c].division]
        own = {c for c in above if not any(o != c and c in up(self.within, o) for o in above)}
        if division and not any(division in up(self.within, c) - {c} for c in own):
            return {division}
        return own

    def children(self, issue: str, place: str, division: str | None) -> list[str]:
        found: list[str] = []
        fine: list[str] = []
        for near in self.nearest(place, division):
            inner = {c for c, p in self.s.locations.items() if p.division and c != near and near in up(self.within, c)}
            spots = [p.precedent.location for p in self.precedents_in_force() if self.on_line(issue, p.precedent)]
            for m in self.live:
                if m.role in ("lead", "not_responsible") and self.on_line(issue, m):
                    spots.append(m.location)
                    spots += [self.s.departments[d].serves for d in self.exercising(m.authority)]
            if any(up(self.within, spot) & inner for spot in spots):
                found += [c for c, p in self.s.locations.items() if p.division and near in p.within]
            else:
                fine.append(near)
        return sorted({*found, *fine}) if found else []

    def on_line(self, issue: str, covered: Any) -> bool:
        return covered.issue_type in up(self.kinds, issue)

    # --- who bears --------------------------------------------------------------------------------------------------

    def exercising(self, authority: str) -> list[str]:
        return [
            e.department
            for e in self.s.exercises
            if e.authority == authority and holds(e.valid_from, e.valid_until, self.on) and not self.ended(e.department)
        ]

    def ended(self, department: str) -> bool:
        until = self.s.departments[department].valid_until
        return until is not None and until <= self.on

    def holders(self, authority: str, area: set[str]) -> set[str]:
        there = [d for d in self.exercising(authority) if self.s.departments[d].serves in area]
        serves = {self.s.departments[d].serves for d in there}
        deepest = {c for c in serves if not any(o != c and c in up(self.within, o) for o in serves)}
        return {d for d in there if self.s.departments[d].serves in deepest}

    # --- precedents -------------------------------------------------------------------------------------------------

    def precedents_in_force(self) -> list[SettledCase]:
        return [
            p
            for p in self.s.precedents
            if holds(p.precedent.ruled_on, p.valid_until, self.on)
            and not (p.overruled_on is not None and p.overruled_on <= self.on)
        ]

    def considered(self, p: SettledCase) -> list[Mandate]:
        if p.considered is not None:
            return [m for m in self.s.mandates if m.code in p.considered and m.role in ("lead", "not_responsible")]
        return [
            m
            for m in self.s.mandates
            if m.role in ("lead", "not_responsible")
            and holds(m.valid_from, m.valid_until, p.precedent.ruled_on)
            and m.issue_type in up(self.kinds, p.precedent.issue_type)
            and m.location in up(self.within, p.precedent.location)
        ]

    def lapsed(self, p: SettledCase) -> bool:
        for m in self.considered(p):
            day = m.valid_until
            while day is not None and day <= self.on:
                later = [
                    n
                    for n in self.s.mandates
                    if twin(n, m) and n.valid_from <= day and (n.valid_until is None or n.valid_until > day)
                ]
                if not later:
                    return True
                day = None if any(n.valid_until is None for n in later) else max(n.valid_until for n in later)  # type: ignore[type-var]
        for n in self.s.mandates:
            if n.role not in ("lead", "not_responsible") or not p.precedent.ruled_on < n.valid_from <= self.on:
                continue
            if not self.inside(n, p.precedent):
                continue
            if not any(
                twin(o, n) and o.valid_from < n.valid_from and o.valid_until and o.valid_until >= n.valid_from
                for o in self.s.mandates
            ):
                return True
        return False

    def inside(self, a: Any, b: Any) -> bool:
        return (
            b.issue_type in up(self.kinds, a.issue_type)
            and b.location in up(self.within, a.location)
            and set(b.conditions) <= set(a.conditions)
        )

    def heirs(self, p: SettledCase) -> set[str]:
        if not self.ended(p.precedent.department):
            return {p.precedent.department}
        ruled = p.precedent.ruled_on
        held = {
            e.authority
            for e in self.s.exercises
            if e.department == p.precedent.department and holds(e.valid_from, e.valid_until, ruled)
        }
        by = held & {m.authority for m in self.considered(p) if m.role == "lead"}
        return self.follow(p.precedent.department, by, set())

    def follow(self, department: str, by: set[str], seen: set[str]) -> set[str]:
        steps = [x for x in self.s.successions if x.department == department and x.on <= self.on]
        telling = [x for x in steps if not x.authorities or set(x.authorities) & by] if by else []
        found = set()
        for step in telling or steps:
            if step.successor in seen:
                continue
            if self.ended(step.successor):
                found |= self.follow(step.successor, by, seen | {department})
            else:
                found.add(step.successor)
        return found

    # --- one world --------------------------------------------------------------------------------------------------

    def implied(self, place: str, division: str | None) -> dict[str, str]:
        area = self.area(place, division)
        found = {}
        for factor in self.s.factors:
            speaking = {c: v for c in area for f, v in self.s.locations[c].facts if f == factor}
            near = {c for c in speaking if not any(o != c and c in up(self.within, o) for o in speaking)}
            if len({speaking[c] for c in near}) == 1:
                found[factor] = speaking[next(iter(near))]
        return found

    def owners(self, world: World) -> tuple[frozenset[str], bool]:
        """The departments that stand, and whether a sole one rests on disputed claims only."""
        area = self.area(world.place, world.division)
        facts = self.implied(world.place, world.division) | dict(world.facts)
        claims: list[tuple[str, Any, str]] = []
        for m in self.live:
            if m.role in ("lead", "not_responsible") and self.on_line(world.issue, m) and m.location in area:
                claims += [(m.role, m, d) for d in self.holders(m.authority, area)]
        for p in self.precedents_in_force():
            if self.on_line(world.issue, p.precedent) and p.precedent.location in area and not self.lapsed(p):
                claims += [("precedent", p.precedent, d) for d in self.heirs(p)]
        claims = [c for c in claims if all(facts.get(f) == v for f, v in c[1].conditions)]
        attacks = {(i, j) for i, a in enumerate(claims) for j, b in enumerate(claims) if self.attacks(a, b)}
        standing, beaten = set[int](), set[int]()
        while True:
            new = {
                j
                for j in range(len(claims))
                if j not in standing | beaten and all(i in beaten for i, k in attacks if k == j)
            }
            if not new:
                break
            standing |= new
            beaten |= {j for i, j in attacks if i in new}
        assert standing | beaten == set(range(len(claims)))
        firm, shaky = set[str](), set[str]()
        for j in standing:
            kind, source, department = claims[j]
            if kind == "not_responsible":
                continue
            doubted = kind == "lead" and any(
                claims[i][0] == "not_responsible"
                and claims[i][1].authority == source.authority
                and not self.mandate_beats(claims[i][1], source)
                and not self.mandate_beats(source, claims[i][1])
                for i in standing
            )
            (shaky if doubted else firm).add(department)
        both = frozenset(firm | shaky)
        return both, len(both) == 1 and not firm

    def attacks(self, a: tuple[str, Any, str], b: tuple[str, Any, str]) -> bool:
        (kind_a, x, by_a), (kind_b, y, by_b) = a, b
        if kind_a == "precedent" and kind_b == "precedent":
            if by_a == by_b or x.code == y.code:
                return False
            if self.inside(x, y) and self.inside(y, x):
                return bool(x.ruled_on > y.ruled_on)
            return self.inside(x, y)
        if kind_a == "precedent":
            return kind_b == "not_responsible" or by_a != by_b
        if kind_b == "precedent":
            return False
        if kind_a == "lead" and kind_b == "lead":
            return by_a != by_b and x.authority != y.authority and self.mandate_beats(x, y)
        return kind_a != kind_b and x.authority == y.authority and self.mandate_beats(x, y)

    def mandate_beats(self, x: Mandate, y: Mandate) -> bool:
        sx, sy = self.s.statutes[x.statute], self.s.statutes[y.statute]
        if {sx.rank, sy.rank} == {"department_rule", "local_rule"}:
            return False
        rank_x, rank_y = (RANKS.index(str(k).replace("department_rule", "local_rule")) for k in (sx.rank, sy.rank))
        if self.inside(x, y) and not self.inside(y, x):
            y_later = sx.effective is not None and sy.effective is not None and sy.effective > sx.effective
            return not (y_later and rank_y >= rank_x)
        if not (self.inside(x, y) and self.inside(y, x)):
            return False
        if rank_x != rank_y:
            return rank_x > rank_y
        later = sx.effective is not None and sy.effective is not None and sx.effective > sy.effective
        return bool(sx.issuer) and sx.issuer == sy.issuer and later

    # --- every world ------------------------------------------------------------------------------------------------

    def spots(self, issue: str, place: str, division: str | None) -> Iterator[str | None]:
        finer = self.children(issue, place, division)
        if not finer:
            yield division
        for child in finer:
            yield from self.spots(issue, place, child)

    def assignments(self, told: dict[str, str], free: list[str]) -> Iterator[dict[str, str]]:
        values = [[v.value for v in self.s.factors[f].values] for f in free]
        for combination in itertools.product(*values):
            yield told | dict(zip(free, combination, strict=True))

    def every_world(self, issue: str, place: str, division: str | None, told: dict[str, str]) -> Outcomes:
        """The owners in every world of one issue type and place, whatever the division and the facts turn out to be."""
        found = set()
        for spot in self.spots(issue, place, division):
            implied = self.implied(place, spot)
            free = [f for f in self.s.factors if f not in told and f not in implied]
            for facts in self.assignments(told, free):
                found.add(self.owners(World(issue, place, spot, tuple(sorted(facts.items())))))
        return frozenset(found)

    def verdict(self, state: dict[str, Any]) -> tuple[str, frozenset[str]]:
        """Outcome and departments of a state {issues, places, division, told, untold}, asking whatever can be asked."""
        questions = self.askable(state)
        if not questions:
            worlds = {
                outcome
                for issue in state["issues"]
                for place in state["places"]
                for outcome in self.every_world(issue, place, state["division"], state["told"])
            }
            departments = frozenset(d for owners, _ in worlds for d in owners)
            if len(worlds) == 1 and len(departments) == 1 and not any(shaky for _, shaky in worlds):
                return "settled", departments
            return ("contested" if departments else "unassigned"), departments
        question = next(iter(questions))
        answers = [self.verdict(self.answered(state, question, value)) for value in questions[question]]
        departments = frozenset(d for _, found in answers for d in found)
        if len(set(answers)) == 1 and answers[0][0] == "settled":
            return "settled", departments
        if any(outcome in ("settled", "needs_fact") for outcome, _ in answers):
            return "needs_fact", departments
        return ("contested" if departments else "unassigned"), departments

    @staticmethod
    def answered(state: dict[str, Any], question: str, value: str) -> dict[str, Any]:
        if question == "issue_type":
            return state | {"issues": (value,)}
        if question == "location":
            return state | {"places": (value,)}
        if question == "division":
            return state | {"division": value}
        return state | {"told": state["told"] | {question: value}}

    def askable(self, state: dict[str, Any]) -> dict[str, list[str]]:
        """Question → answers. A factor can be asked where a claim in force names it and the place does not imply it."""
        issues, places, untold = state["issues"], state["places"], state["untold"]
        found: dict[str, list[str]] = {}
        if len(issues) > 1:
            found["issue_type"] = list(issues)
        if len(places) > 1:
            found["location"] = list(places)
        if not found and (finer := self.children(issues[0], places[0], state["division"])):
            found["division"] = finer
        for factor in self.s.factors:
            if factor not in state["told"] and any(
                self.names_factor(issue, place, spot, factor)
                for issue in issues
                for place in places
                for spot in self.spots(issue, place, state["division"])
            ):
                found[factor] = [v.value for v in self.s.factors[factor].values]
        return {question: values for question, values in found.items() if question not in untold}

    def names_factor(self, issue: str, place: str, spot: str | None, factor: str) -> bool:
        if factor in self.implied(place, spot):
            return False
        area = self.area(place, spot)  # a claim that nobody bears there does not compete, so it opens no question
        claims: list[Any] = [
            m for m in self.live if m.role in ("lead", "not_responsible") and self.holders(m.authority, area)
        ]
        claims += [p.precedent for p in self.precedents_in_force() if not self.lapsed(p) and self.heirs(p)]
        return any(self.on_line(issue, c) and c.location in area and factor in dict(c.conditions) for c in claims)


def holds(start: date, end: date | None, on: date) -> bool:
    return start <= on and (end is None or on < end)


def twin(a: Mandate, b: Mandate) -> bool:
    return (a.authority, a.role, a.issue_type, a.location) == (b.authority, b.role, b.issue_type, b.location) and set(
        a.conditions
    ) == set(b.conditions)
