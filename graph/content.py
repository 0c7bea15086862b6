"""The whole content of the registry as models: what an import wants it to be, and what is live. Pure, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import TypeAlias

from resolver.scope import Tree
from schema.registry import (
    Authority,
    Department,
    Exercise,
    Factor,
    IssueType,
    Location,
    Mandate,
    Precedent,
    Statute,
    Succession,
)

Hub: TypeAlias = Department | Authority | IssueType | Location | Factor | Statute
Entry: TypeAlias = Hub | Exercise | Succession | Mandate | Precedent
Key: TypeAlias = str | tuple[str, str, date]
"""A code; for an exercise (department, authority, valid_from); for a succession (department, successor, on)."""

HUB_LISTS = {
    "departments": "Department",
    "authorities": "Authority",
    "issue_types": "IssueType",
    "locations": "Location",
    "factors": "Factor",
    "statutes": "Statute",
}
"""Each list of hubs, with the label its nodes carry."""


@dataclass(slots=True)
class Content:
    """Everything in the registry, each list by key. `locations` holds places and official divisions alike."""

    departments: dict[str, Department] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    issue_types: dict[str, IssueType] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)
    statutes: dict[str, Statute] = field(default_factory=dict)
    exercises: dict[tuple[str, str, date], Exercise] = field(default_factory=dict)
    successions: dict[tuple[str, str, date], Succession] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)
    precedents: dict[str, Precedent] = field(default_factory=dict)

    def entries(self, listing: str) -> dict[Key, Entry]:
        """One list by its name, `departments` …"""
        entries: dict[Key, Entry] = getattr(self, listing)
        return entries

    def hubs(self, listing: str) -> dict[str, Hub]:
        """One list of hubs by its name."""
        hubs: dict[str, Hub] = getattr(self, listing)
        return hubs

    def issue_tree(self) -> Tree:
        return Tree({code: issue.parents for code, issue in self.issue_types.items()})

    def place_tree(self) -> Tree:
        return Tree({code: place.within for code, place in self.locations.items()})


LISTS: tuple[str, ...] = tuple(each.name for each in fields(Content))
"""The names of all lists, those that others refer to first."""


def key_of(entry: Entry) -> Key:
    """What identifies an entry within its list."""
    match entry:
        case Exercise():
            return entry.department, entry.authority, entry.valid_from
        case Succession():
            return entry.department, entry.successor, entry.on
        case _:
            return entry.code
