"""From a code or a name to the codes that may be meant; several are a question that the engine asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from graph import catalogue
from graph.connection import Database
from graph.nearest import KINDS, known_codes, nearest
from schema.problems import Problem

WHERE = {"IssueType": "issue", "Location": "place", "Department": "department"}  # as a person was asked for it
MOST = 5  # more answers than this nobody weighs on the phone


def find(database: Database, kind: catalogue.Kind[Any, Any], typed: str, known_at: datetime) -> tuple[str, ...]:
    """Codes that `typed` may mean; the problem `nothing-found` (404) with the nearest codes where there is none."""
    found = catalogue.candidates(database, kind, typed.strip(), known_at, MOST)
    if not found:
        zh, en = KINDS[kind.label]
        raise Problem(
            "nothing-found",
            zh=f"没有找到叫“{typed}”的{zh}。",
            en=f"No {en} was found for “{typed}”.",
            status=404,
            where=WHERE.get(kind.label),
            next_zh="换个说法，或用拼音首字母；少打几个字也行。",
            next_en="Try other words or pinyin initials; fewer characters find more.",
            nearest=nearest(typed, known_codes(database, kind.label)),
        )
    return tuple(found)
