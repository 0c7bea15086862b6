"""An answer to a text: the resolution with what was understood, or that it was not. Pure models, no I/O."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schema.registry import Code
from schema.resolution import Resolution
from schema.understanding import Understanding


class HeardResolution(Resolution):
    """A resolution over everything the text may mean.

    `certain` says that one issue type was left; where it is false and the outcome settled, the owner is the same for
    all of them."""

    understood: Understanding
    certain: bool


class NotUnderstood(BaseModel):
    """Nothing to resolve: the text is empty, names no matter, or speaks of a place elsewhere. Never a guess."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Literal["not_understood"] = "not_understood"
    department: None = None
    question: None = None
    explanation: str
    understood: Understanding


class Correction(BaseModel):
    """What an operator says was meant; at least one of issue type and place. The text is masked before it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1, max_length=2000)
    issue_type: Code | None = None
    location: Code | None = None


class Corrected(BaseModel):
    """What was kept: an identifier, the masked text, and the words proposed to the steward."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str
    proposed: tuple[str, ...] = ()


class ProposedTerm(BaseModel):
    """A word that callers use, the issue type or place they mean by it, and how often operators said so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: str
    target: str
    kind: str
    times: int
    first_at: str
    last_at: str
