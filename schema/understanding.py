"""What the caller's words were taken to mean (DESIGN §5): candidates with probabilities, never a department.

Spans are half-open character offsets `[start, end)` into the text as it was given. Pure models, no I/O.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

Probability = float


class Match(StrEnum):
    """How a name was found: letter for letter, by sound (a speech-to-text slip), or with one character missing."""

    EXACT = "exact"
    PINYIN = "pinyin"
    FUZZY = "fuzzy"


class Relation(StrEnum):
    """Whether the matter is in the named place or only near it ("旁边", "对面", "附近")."""

    IN = "in"
    NEAR = "near"


class Trouble(StrEnum):
    """Why the words alone do not lead on; the code an interface words its hint by."""

    EMPTY = "empty"
    NOT_UNDERSTOOD = "not_understood"
    ONLY_PLACE = "only_place"
    NO_PLACE = "no_place"
    SEVERAL_ISSUES = "several_issues"
    OUTSIDE_CITY = "outside_city"
    TRUNCATED = "truncated"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Model):
    """Where in the given text, and the words that stand there."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class PlaceRead(_Model):
    """A candidate place: `code` is what is asked about, `named` the place said; near it, what contains it is asked."""

    code: str
    name: str
    named: str
    match: Match
    relation: Relation
    probability: Probability
    span: Span
    house_number: str | None = None


class IssueTypeRead(_Model):
    """A candidate issue type, with the words that speak for it."""

    code: str
    name: str
    probability: Probability
    evidence: tuple[Span, ...] = ()


class FactRead(_Model):
    """A fact taken from the words: an assumption that the operator can undo."""

    factor: str
    name: str
    value: str
    label: str
    span: Span


class Part(_Model):
    """One of several matters in one call, offered as a case of its own."""

    text: str
    span: Span
    issue_types: tuple[IssueTypeRead, ...]


class Understanding(_Model):
    """What was understood.

    `issue_types` are the likeliest, best first; `issue_set` is what is asked about: the smallest set that holds the
    truth with `confidence` (conformal), and what single signals say otherwise (empty where not understood); `nearest`
    are the three to offer instead of a guess. `locations` and `division` are what the inquiry asks about. `masked` is
    the text without personal data, the only form that is ever kept. `version` is the registry's stamp and `model` the
    calibration's that this was read with.
    """

    text: str
    masked: str
    confidence: Probability
    places: tuple[PlaceRead, ...] = ()
    locations: tuple[str, ...] = ()
    division: str | None = None
    issue_types: tuple[IssueTypeRead, ...] = ()
    issue_set: tuple[str, ...] = ()
    nearest: tuple[IssueTypeRead, ...] = ()
    facts: tuple[FactRead, ...] = ()
    parts: tuple[Part, ...] = ()
    outside: tuple[Span, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    version: str = ""
    model: str = ""

    @property
    def understood(self) -> bool:
        """Whether there is a set of issue types to resolve."""
        return bool(self.issue_set)
