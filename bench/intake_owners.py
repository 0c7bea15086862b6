"""End to end: from a sentence to the answer of the real engine on a real Neo4j, against hand-made owners.

`wrong` counts every settled answer that is not among the owners, and every one given although the words leave it open
between several (premature). `one_question` says of how many the answer stands after one more answer by a caller who
knows the true issue type and what he is asked.

For the unseen part, which has no hand-made owners, `as_the_graph_says` asks the same engine about the true issue type,
places and facts: what is measured there is the reading of the words alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bench.intake_city import Sentence
from graph import claims
from graph.connection import Database
from intake.understand import understand
from intake.vocabulary import Vocabulary
from resolver.resolve import resolve
from schema.resolution import Inquiry, Outcome, Resolution

ON = date(2026, 11, 24)
FALLBACK = "460100"


def run(database: Database, vocabulary: Vocabulary, own: list[Sentence], confidence: float) -> dict[str, Any]:
    """Shares of all sentences, and the sentences whose settled answer is wrong."""
    count = {"settled": 0, "question": 0, "contested": 0, "unassigned": 0, "not_understood": 0, "one_question": 0}
    wrong: list[dict[str, Any]] = []
    premature = 0
    for sentence in own:
        read = understand(sentence.text, vocabulary, confidence=confidence)
        if not read.issue_set:
            count["not_understood"] += 1
            continue
        facts = {f.factor: f.value for f in read.facts}
        answer = _ask(database, read.issue_set, read.locations or (FALLBACK,), read.division, facts)
        kind = "question" if answer.outcome is Outcome.NEEDS_FACT else answer.outcome.value
        count[kind] += 1
        if answer.outcome is Outcome.SETTLED:
            department = answer.department.code if answer.department else ""
            right = department in sentence.owners and (not sentence.open or len(sentence.owners) == 1)
            count["one_question"] += 1
            premature += not right and department in sentence.owners
            if not right:
                wrong.append({"id": sentence.id, "text": sentence.text, "said": department, "owners": sentence.owners})
        elif answer.question is not None:
            told = sentence.issue_types[0] if answer.question.factor == "issue_type" else None
            values = [told] if told else [a.value for a in answer.question.answers]
            after = [a.outcome is Outcome.SETTLED for a in answer.question.answers if a.value in values]
            count["one_question"] += bool(after) and all(after)
    total = len(own)
    return {
        "sentences": total,
        "confidence": confidence,
        **{k: v / total for k, v in count.items()},
        "coverage": (count["settled"] + count["question"]) / total,
        "wrong": len(wrong) / total,
        "of_these_premature": premature / total,
        "wrong_sentences": wrong,
    }


def as_the_graph_says(database: Database, own: list[Sentence]) -> list[Sentence]:
    """The sentences with the owners that the engine names for their truth; open where it would have to ask."""
    found = []
    for sentence in own:
        answer = _ask(database, sentence.issue_types, sentence.locations or (FALLBACK,), None, sentence.facts)
        asked = [a.department for a in answer.question.answers] if answer.question else [answer.department]
        owners = tuple(dict.fromkeys(department.code for department in asked if department))
        found.append(replace(sentence, owners=owners, open=answer.outcome is not Outcome.SETTLED))
    return found


def _ask(
    database: Database,
    issue_types: tuple[str, ...],
    locations: tuple[str, ...],
    division: str | None,
    facts: dict[str, str],
) -> Resolution:
    inquiry = Inquiry(
        issue_types=issue_types,
        locations=locations,
        division=division,
        facts=dict(facts),
        on=ON,
        known_at=datetime.now(UTC),
    )
    return resolve(claims.collect(database, inquiry), inquiry)
