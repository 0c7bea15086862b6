"""The engine's answer (DESIGN §7): claims, the question that decides, the resolution. Pure models, no I/O."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Outcome(StrEnum):
    SETTLED = "settled"
    NEEDS_FACT = "needs_fact"
    CONTESTED = "contested"
    UNASSIGNED = "unassigned"


class ClaimState(StrEnum):
    APPLIES = "applies"
    POSSIBLE = "possible"
    OUT = "out"
    VACANT = "vacant"
    LAPSED = "lapsed"


class Rule(StrEnum):
    """Why one claim beats another (DESIGN §3)."""

    PRECEDENT = "precedent"
    NARROWER_PRECEDENT = "narrower_precedent"
    LATER_PRECEDENT = "later_precedent"
    EXCLUSION = "exclusion"
    SPECIAL_OVER_GENERAL = "special_over_general"
    HIGHER_OVER_LOWER = "higher_over_lower"
    NEW_OVER_OLD = "new_over_old"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Inquiry(_Model):
    """A question in codes: candidate issue types and places, the division if known, facts, the day and the instant.

    A fact that is None was asked and the caller does not know; the factors `issue_type`, `location` and `division`
    may be None in the same sense. `known_at` is a UTC instant.
    """

    issue_types: tuple[str, ...]
    locations: tuple[str, ...]
    division: str | None = None
    facts: dict[str, str | None] = {}
    on: date
    known_at: datetime

    @model_validator(mode="before")
    @classmethod
    def _take_answers_given_as_facts(cls, data: dict[str, Any]) -> dict[str, Any]:
        """An answer to "which issue, which place, which division?" may come back among the facts."""
        facts = dict(data.get("facts") or {})
        taken = dict(data)
        for factor, field in (("issue_type", "issue_types"), ("location", "locations")):
            if facts.get(factor) is not None:
                taken[field] = (facts.pop(factor),)
        if facts.get("division") is not None:
            taken["division"] = facts.pop("division")
        return taken | {"facts": facts}


class Named(_Model):
    """A registry entry by its stable code, with the name people read."""

    code: str
    name: str


class Defeat(_Model):
    """What beat a claim, and by which rule."""

    claim: str
    rule: Rule


class Ground(_Model):
    """The passage that a mandate rests on, verbatim."""

    code: str
    title: str
    rank: str
    article: str
    quote: str


class RulingGround(_Model):
    """The ruling that a precedent rests on."""

    code: str
    title: str
    ruled_on: date
    ruled_by: str
    reason: str


class Claim(_Model):
    """One claim considered: a mandate joined to who bears it, or a precedent.

    `id` is the mandate's or precedent's code, followed by `@department` where one gives several claims.
    `defeated_by` is null while the claim stands; `disputed` marks a lead that an exclusion attacks undecided;
    `note` says why a precedent lapsed or whom it was succeeded by.
    """

    id: str
    kind: str
    role: str
    department: Named | None
    authority: Named | None
    issue_type: Named
    location: Named
    conditions: dict[str, str]
    state: ClaimState
    defeated_by: Defeat | None = None
    disputed: bool = False
    statute: Ground | None = None
    ruling: RulingGround | None = None
    note: str | None = None


class Answer(_Model):
    """One answer to a question, and what follows from it."""

    value: str
    label: str
    outcome: Outcome
    department: Named | None = None


class Question(_Model):
    """The one fact to ask; `factor` is a factor's code, `issue_type`, `location` or `division`.

    `expected_questions` is the mean number of questions to the end, each answer taken as equally likely.
    """

    factor: str
    question: str
    answers: tuple[Answer, ...]
    explanation: str = ""
    expected_questions: float = 1.0


class Beside(_Model):
    """A department listed beside the owner, and why."""

    department: Named
    why: str


class Fact(_Model):
    """A fact used: `source` is `caller` or the code of the place that implies it."""

    factor: str
    name: str
    value: str
    label: str
    source: str


class Resolution(_Model):
    """归属结论: the engine's answer, with the whole argument."""

    outcome: Outcome
    department: Named | None
    question: Question | None
    claims: tuple[Claim, ...]
    assisting: tuple[Beside, ...] = ()
    supervising: tuple[Beside, ...] = ()
    parallel: tuple[Beside, ...] = ()
    facts: tuple[Fact, ...] = ()
    issue_types: tuple[Named, ...] = ()
    locations: tuple[Named, ...] = ()
    division: Named | None = None
    explanation: str
    on: date
    known_at: datetime


class WhyNotStep(StrEnum):
    """The step at which a department lost, or that it did not."""

    OWNS = "owns"
    UNKNOWN_YET = "unknown_yet"
    CONTESTED = "contested"
    ENDED = "ended"
    NO_CLAIM = "no_claim"
    ELSEWHERE = "elsewhere"
    CONDITION = "condition"
    BESIDE = "beside"
    EXCLUDED = "excluded"
    BEATEN = "beaten"
    LAPSED = "lapsed"


class WhyNot(_Model):
    """Why a department is not the owner: the exact step, in words, with the claim and what beat it."""

    department: Named
    step: WhyNotStep
    rule: Rule | None = None
    claim: Claim | None = None
    beaten_by: Claim | None = None
    explanation: str
    resolution: Resolution
