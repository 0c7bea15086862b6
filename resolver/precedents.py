"""Precedents over time (DESIGN §3, rule 1): when one lapses because the law that it read has moved, and who
inherits when its department has ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resolver.evidence import Evidence, Heir, PastMandate, PrecedentClaim
from resolver.scope import Tree, same_or_narrower
from schema.intervals import in_force
from schema.resolution import Named


@dataclass(frozen=True, slots=True)
class Lapse:
    """The change that made a precedent lapse: a mandate that ended or began, and the day."""

    mandate: str
    began: bool
    on: date


def considered(precedent: PrecedentClaim, past: Iterable[PastMandate], issues: Tree, places: Tree) -> list[PastMandate]:
    """The mandates that the ruling considered.

    Its `CONSIDERED` edges; for imported precedents every `lead` and `not_responsible` mandate in force on the ruling's
    day over its issue type and place.
    """
    if precedent.considered is not None:
        named = set(precedent.considered)
        return [m for m in past if m.code in named]
    return [
        m
        for m in past
        if in_force(m.valid_from, m.valid_until, precedent.ruled_on)
        and issues.within(precedent.scope.issue_type, m.scope.issue_type)
        and places.within(precedent.scope.location, m.scope.location)
    ]


def lapse(precedent: PrecedentClaim, evidence: Evidence, on: date) -> Lapse | None:
    """Why the precedent no longer decides on the day `on`, or None while it stands.

    It lapses when a considered mandate has ended, or when one within its scope has begun since; neither counts where
    the new merely continues the old: same authority, role and scope, no gap.
    """
    past, issues, places = evidence.past, evidence.issue_tree, evidence.place_tree
    moved: list[Lapse] = []
    for mandate in considered(precedent, past, issues, places):
        end = _end_of_chain(mandate, past)
        if end is not None and end <= on:
            moved.append(Lapse(mandate.code, began=False, on=end))
    moved += [
        Lapse(m.code, began=True, on=m.valid_from)
        for m in past
        if precedent.ruled_on < m.valid_from <= on
        and same_or_narrower(m.scope, precedent.scope, issues, places)
        and not any(_continues(m, old) for old in past)
    ]
    return min(moved, key=lambda found: (found.on, found.began, found.mandate), default=None)


def _continues(new: PastMandate, old: PastMandate) -> bool:
    """Whether `new` takes up where `old` ends: same authority, role and scope, and no day between."""
    return (
        new is not old
        and old.valid_until is not None
        and old.valid_from < new.valid_from <= old.valid_until
        and (new.authority, new.role, new.scope) == (old.authority, old.role, old.scope)
    )


def _end_of_chain(mandate: PastMandate, past: Iterable[PastMandate]) -> date | None:
    """The day on which a mandate and all that continues it have ended; None while one of them has no end."""
    end, extended = mandate.valid_until, True
    while end is not None and extended:
        extended = False
        for new in past:
            same = (new.authority, new.role, new.scope) == (mandate.authority, mandate.role, mandate.scope)
            if same and new.valid_from <= end and (new.valid_until is None or new.valid_until > end):
                end, extended = new.valid_until, True
                break
    return end


def bearers(precedent: PrecedentClaim, evidence: Evidence) -> list[Named]:
    """Who bears the precedent on the day asked: its department, or, where that has ended, who succeeded it.

    The successor of the authority under which it was responsible; a split that does not tell gives every successor; an
    ended department that nobody succeeded gives none.
    """
    if not precedent.ended:
        return [precedent.department]
    read = considered(precedent, evidence.past, evidence.issue_tree, evidence.place_tree)
    responsible = {m.authority for m in read if m.role == "lead"} & precedent.held
    found: dict[str, Named] = {}
    seen: set[str] = set()
    waiting = [precedent.department.code]
    while waiting:
        code = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        for step in _steps(code, responsible, evidence.heirs):
            if step.successor_ended:
                waiting.append(step.successor.code)
            else:
                found[step.successor.code] = step.successor
    return [found[code] for code in sorted(found)]


def _steps(code: str, responsible: set[str], heirs: Iterable[Heir]) -> list[Heir]:
    """The successions of one department that concern the authorities, or all where none of them tells."""
    mine = [step for step in heirs if step.department == code]
    told = [step for step in mine if not step.authorities or responsible.intersection(step.authorities)]
    return (told if responsible else []) or mine
