"""What the registry itself says in words about each issue type: names, terms, definitions, and what they hand over.

A definition ends in a fence, "X归“Y”": X is not ours, it is Y's. That makes X a phrase of Y, and no phrase of the type
that says it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from schema.registry import IssueType

_FENCE = re.compile(r"([^；。，]*?)归((?:“[^”]+”(?:或|、)?)+)")
_QUOTED = re.compile(r"“([^”]+)”")


class Source(StrEnum):
    """Where a phrase comes from."""

    NAME = "name"
    TERM = "term"
    DEFINITION = "definition"
    FENCE = "fence"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that speaks for an issue type."""

    issue_type: str
    text: str
    source: Source


def leaves(issue_types: Iterable[IssueType]) -> list[IssueType]:
    """The issue types that nothing is a kind of: what a caller's matter is assigned to."""
    all_ = list(issue_types)
    above = {parent for it in all_ for parent in it.parents}
    return [it for it in all_ if it.code not in above]


def phrases(issue_types: Iterable[IssueType]) -> list[Phrase]:
    """All phrases of the leaves, in the registry's order."""
    all_ = list(issue_types)
    wanted = {it.code for it in leaves(all_)}
    by_name: dict[str, list[str]] = defaultdict(list)
    for it in all_:
        by_name[it.name].append(it.code)
    found: list[Phrase] = []
    for it in all_:
        own = it.definition
        for fence in _FENCE.finditer(it.definition):
            own = own.replace(fence[0], "")
            for name in _QUOTED.findall(fence[2]):
                found += [
                    Phrase(code, fence[1], Source.FENCE)
                    for code in by_name.get(name, ())
                    if code in wanted and fence[1]
                ]
        if it.code in wanted:
            found.append(Phrase(it.code, it.name, Source.NAME))
            found += [Phrase(it.code, term, Source.TERM) for term in it.terms]
            found += [
                Phrase(it.code, piece, Source.DEFINITION) for piece in re.split(r"[；。，、]", own) if len(piece) > 1
            ]
    return found
