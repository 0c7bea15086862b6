"""A whole registry in memory, as it stood at one instant: evidence for any question without another round trip.

It gives the rules the same evidence as the one Cypher query does (a test holds them together), so that surveys, reach
and scenarios weigh by the very rules that callers' questions are weighed by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from resolver.conflicts import Conflicts, derive, duty
from resolver.evidence import (
    Evidence,
    Factor,
    Heir,
    Holder,
    Issue,
    MandateClaim,
    PastMandate,
    Place,
    PrecedentClaim,
)
from resolver.scope import Scope, Tree
from schema import registry as r
from schema.intervals import in_force
from schema.resolution import Ground, Inquiry, Named


@dataclass(frozen=True, slots=True)
class SettledCase:
    """A precedent in memory: the edge with what its ruling considered (None: derived, as for imported ones)."""

    precedent: r.Precedent
    valid_until: date | None = None
    overruled_on: date | None = None
    considered: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Snapshot:
    """All that the registry knows at one instant."""

    departments: dict[str, r.Department]
    authorities: dict[str, r.Authority]
    exercises: tuple[r.Exercise, ...]
    successions: tuple[r.Succession, ...]
    issue_types: dict[str, r.IssueType]
    locations: dict[str, r.Location]
    factors: dict[str, r.Factor]
    statutes: dict[str, r.Statute]
    mandates: tuple[r.Mandate, ...]
    precedents: tuple[SettledCase, ...] = ()
    conflicts: Conflicts = field(init=False)
    issue_tree: Tree = field(init=False)
    place_tree: Tree = field(init=False)
    _holders: dict[str, list[r.Exercise]] = field(init=False)
    _mandates: dict[str, list[r.Mandate]] = field(init=False)

    def __post_init__(self) -> None:
        put = object.__setattr__  # the derived parts of a frozen dataclass
        put(self, "issue_tree", Tree({c: t.parents for c, t in self.issue_types.items()}))
        put(self, "place_tree", Tree({c: p.within for c, p in self.locations.items()}))
        duties = [duty(m, self.statutes[m.statute]) for m in self.mandates]
        put(self, "conflicts", derive(duties, self.issue_tree, self.place_tree))
        holders: dict[str, list[r.Exercise]] = defaultdict(list)
        for exercise in self.exercises:
            holders[exercise.authority].append(exercise)
        put(self, "_holders", holders)
        by_issue: dict[str, list[r.Mandate]] = defaultdict(list)
        for mandate in self.mandates:
            by_issue[mandate.issue_type].append(mandate)
        put(self, "_mandates", by_issue)

    def evidence(self, inquiry: Inquiry) -> Evidence:
        """What bears on the inquiry; a superset is harmless, since the rules look only at what covers the place."""
        on = inquiry.on
        line = {a for code in inquiry.issue_types for a in self.issue_tree.ancestors(code)}
        mandates = [
            m
            for code in sorted(line)
            for m in self._mandates.get(code, ())
            if in_force(m.valid_from, m.valid_until, on)
        ]
        precedents = [p for p in self.precedents if p.precedent.issue_type in line and self._decides(p, on)]
        holders = {m.authority: self._exercised(m.authority, on) for m in mandates}
        grid = [
            Holder(_named(d), d.serves)
            for d in self.departments.values()
            if d.kind == r.DepartmentKind.GRID and in_force(d.valid_from, d.valid_until, on)
        ]
        return Evidence(
            issues={c: Issue(c, t.name, t.emergency) for c, t in self.issue_types.items()},
            places={c: Place(c, p.name, p.kind, p.division, frozenset(p.facts)) for c, p in self.locations.items()},
            issue_tree=self.issue_tree,
            place_tree=self.place_tree,
            mandates=tuple(self._claim(m) for m in mandates),
            holders=holders,
            prevails=self.conflicts.prevails,
            factors={
                c: Factor(c, f.name, f.question, {v.value: v.label for v in f.values}, f.explanation)
                for c, f in self.factors.items()
            },
            precedents=tuple(self._precedent(p, on) for p in precedents),
            past=tuple(self._past()) if precedents else (),
            heirs=tuple(self._heirs(on)) if precedents else (),
            grid=tuple(grid) if any(self.issue_types[c].emergency for c in inquiry.issue_types) else (),
        )

    @staticmethod
    def _decides(settled: SettledCase, on: date) -> bool:
        overruled = settled.overruled_on is not None and settled.overruled_on <= on
        return not overruled and in_force(settled.precedent.ruled_on, settled.valid_until, on)

    def _exercised(self, authority: str, on: date) -> tuple[Holder, ...]:
        found = []
        for exercise in self._holders.get(authority, ()):
            department = self.departments[exercise.department]
            alive = department.valid_until is None or on < department.valid_until
            if alive and in_force(exercise.valid_from, exercise.valid_until, on):
                found.append(Holder(_named(department), department.serves))
        return tuple(found)

    def _claim(self, mandate: r.Mandate) -> MandateClaim:
        statute, authority = self.statutes[mandate.statute], self.authorities[mandate.authority]
        return MandateClaim(
            mandate.code,
            mandate.role,
            Named.model_construct(code=authority.code, name=authority.name),
            _scope(mandate),
            Ground.model_construct(
                code=statute.code,
                title=statute.title,
                rank=statute.rank.value,
                article=mandate.article,
                quote=mandate.quote,
            ),
        )

    def _precedent(self, settled: SettledCase, on: date) -> PrecedentClaim:
        p = settled.precedent
        department = self.departments[p.department]
        return PrecedentClaim(
            code=p.code,
            title=p.title,
            scope=_scope(p),
            department=_named(department),
            ended=department.valid_until is not None and department.valid_until <= on,
            ruling=p.code,
            ruled_on=p.ruled_on,
            ruled_by=p.ruled_by,
            reason=p.reason,
            considered=settled.considered,
            held=frozenset(
                e.authority
                for e in self.exercises
                if e.department == p.department and in_force(e.valid_from, e.valid_until, p.ruled_on)
            ),
        )

    def _past(self) -> Iterable[PastMandate]:
        for m in self.mandates:
            if m.role in (r.Role.LEAD, r.Role.NOT_RESPONSIBLE):
                yield PastMandate(m.code, m.authority, m.role, _scope(m), m.valid_from, m.valid_until)

    def _heirs(self, on: date) -> Iterable[Heir]:
        for step in self.successions:
            if step.on <= on:
                successor = self.departments[step.successor]
                ended = successor.valid_until is not None and successor.valid_until <= on
                yield Heir(step.department, _named(successor), ended, step.authorities)


def _named(department: r.Department) -> Named:
    return Named.model_construct(code=department.code, name=department.name)


def _scope(of: r.Mandate | r.Precedent) -> Scope:
    return Scope(of.issue_type, of.location, frozenset(of.conditions))
