"""What a correction teaches: the words that misled become a proposed synonym of what was meant. A steward decides."""

from __future__ import annotations

from intake.masking import mask
from intake.normalise import clauses
from intake.understand import without_places
from intake.vocabulary import Vocabulary
from schema.understanding import Match, Understanding

_SHORTEST, _LONGEST = 2, 12
_MOST = 3


def proposals(
    read: Understanding, words: Vocabulary, issue_type: str | None, location: str | None
) -> list[dict[str, str]]:
    """Terms for the issue type, and for the place what was heard in its stead; none where the text was read rightly."""
    found: list[dict[str, str]] = []
    if issue_type is not None and read.issue_set != (issue_type,):
        spoken = without_places(read.text, words)
        own = [span.text for issue in read.issue_types[:1] for span in issue.evidence]
        said = [text for a, b in clauses(spoken) if _SHORTEST <= len(text := spoken[a:b]) <= _LONGEST]
        found += [_term(text, issue_type, "issue_type") for text in (*said, *own)]
    if location is not None and location not in read.locations:
        slips = [place.span.text for place in read.places if place.match is not Match.EXACT]
        found += [_term(text, location, "location") for text in slips]
    kept = mask(read.text)
    unique = {(p["term"], p["target"]): p for p in found if _worth(p["term"]) and p["term"] in kept}
    return list(unique.values())[:_MOST]


def _term(text: str, target: str, kind: str) -> dict[str, str]:
    return {"term": text.strip(), "target": target, "kind": kind}


def _worth(text: str) -> bool:
    """Words, no numbers, and nothing that had to be masked."""
    return _SHORTEST <= len(text) <= _LONGEST and not any(c.isdigit() for c in text) and mask(text) == text
