"""From a text to an answer: read it, resolve everything it may mean at once, and word the answer from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from graph import claims
from graph.connection import Database
from intake.understand import CONFIDENCE, understand
from intake.vocabulary import Current, Vocabulary
from intake.wording import in_callers_words, not_understood
from resolver.resolve import resolve
from schema.hearing import HeardResolution, NotUnderstood
from schema.problems import Language
from schema.resolution import Inquiry
from schema.understanding import Trouble, Understanding


def vocabulary(request: Request) -> Vocabulary:
    """The vocabulary in use."""
    return cast(Current, request.app.state.vocabulary).get()


Words = Annotated[Vocabulary, Depends(vocabulary)]


def hear(
    database: Database,
    words: Vocabulary,
    text: str,
    *,
    on: date,
    known_at: datetime,
    language: Language,
    issue_types: tuple[str, ...] = (),
    locations: tuple[str, ...] = (),
    division: str | None = None,
    facts: dict[str, str | None] | None = None,
    forget: frozenset[str] = frozenset(),
    confidence: float = CONFIDENCE,
) -> HeardResolution | NotUnderstood:
    """The answer to a text. Codes and facts that are given beat what the text says; `forget` undoes assumed facts."""
    read = understand(text, words, confidence=confidence)
    read = read.model_copy(update={"facts": tuple(f for f in read.facts if f.factor not in forget)})
    issues = issue_types or read.issue_set
    elsewhere = Trouble.OUTSIDE_CITY in read.troubles and not locations
    if not issues or elsewhere:
        return NotUnderstood(explanation=not_understood(read, language), understood=read)
    inquiry = Inquiry(
        issue_types=issues,
        locations=locations or read.locations or tuple(sorted(words.gazetteer.roots)),
        division=division or (None if locations else read.division),
        facts=_facts(read, facts or {}),
        on=on,
        known_at=known_at,
    )
    answer = resolve(claims.collect(database, inquiry), inquiry, language)
    if not issue_types:
        answer = in_callers_words(answer, read, language)
    fields = {name: getattr(answer, name) for name in type(answer).model_fields}
    return HeardResolution.model_construct(**fields, understood=read, certain=len(issues) == 1)


def _facts(read: Understanding, given: dict[str, str | None]) -> dict[str, str | None]:
    return {**{fact.factor: fact.value for fact in read.facts}, **given}
