"""The demonstration city as intake sees it, read from its files, and the sentences with their truth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from graph.content import Content
from importers import haikou
from importers.combine import combine
from importers.files import get
from intake.past_cases import PastCase
from intake.vocabulary import Source

GOLDEN = Path(__file__).parent.parent / "tests" / "golden" / "intake"
NOTHING_TUNED = 30
"""So many of the texts about nothing are for tuning; the rest is locked."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a caller says, with the truth (see the heads of the files in tests/golden/intake)."""

    id: str
    text: str
    issue_types: tuple[str, ...]
    locations: tuple[str, ...]
    facts: dict[str, str]
    owners: tuple[str, ...]
    open: bool


def sentences(half: str) -> list[Sentence]:
    """A part: `tuning`, `locked`, `fresh`, `unseen` (no owners), or `calibration` (no truth but the issue type)."""
    rows: list[dict[str, Any]] = yaml.safe_load((GOLDEN / f"{half}.yaml").read_text("utf-8"))
    return [
        Sentence(
            r["id"],
            r["text"],
            tuple(r["issue_types"]),
            tuple(r.get("locations", ())),
            r.get("facts", {}),
            tuple(r.get("owners", ())),
            r.get("open", True),
        )
        for r in rows
    ]


def nothing(half: str) -> list[str]:
    """Texts about nothing."""
    rows = [str(r) for r in yaml.safe_load((GOLDEN / "nothing.yaml").read_text("utf-8"))]
    return rows[:NOTHING_TUNED] if half == "tuning" else rows[NOTHING_TUNED:]


@lru_cache(maxsize=1)
def content() -> Content:
    """The registry's content, from the files of the demonstration."""
    wanted, problems = combine(get(haikou.directory(), lambda *_: None), Content())
    if any(p.severity == "error" for p in problems):
        raise ValueError(problems[0])
    return wanted.content


def source(cases: tuple[PastCase, ...] = ()) -> Source:
    """What the city's vocabulary is built from; every factor counts as one that may matter."""
    held = content()
    return Source(
        "demonstration",
        tuple(held.locations.values()),
        tuple(held.issue_types.values()),
        tuple(held.factors.values()),
        cases,
    )


def precedents() -> tuple[PastCase, ...]:
    """The precedents' words."""
    return tuple(
        PastCase(f"{p.title}。{p.facts}", p.issue_type, p.ruled_on.isoformat(), p.location)
        for p in content().precedents.values()
    )
