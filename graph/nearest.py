"""An unknown code as a problem that names the known ones close to it; only ever on the way to an error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from schema.problems import Problem

if TYPE_CHECKING:
    from graph.connection import Database

_SIMILAR = 60.0  # of 100; below it a suggestion misleads more than it helps
KINDS: dict[str, tuple[str, str]] = {
    "Department": ("单位", "department"),
    "Authority": ("职能", "authority"),
    "IssueType": ("事项", "issue type"),
    "Location": ("地点", "location"),
    "Factor": ("判定要素", "factor"),
    "Statute": ("依据", "statute"),
    "Mandate": ("职责", "mandate"),
    "Precedent": ("先例", "precedent"),
}


def nearest(wanted: str, known: Iterable[tuple[str, str]], most: int = 3) -> tuple[str, ...]:
    """Up to `most` codes of `(code, name)` pairs whose code or name resembles what was wanted, the likeliest first."""
    pairs = list(known)
    scores: dict[str, float] = {}
    for texts in ([code for code, _ in pairs], [name for _, name in pairs]):
        for _, score, at in process.extract(
            wanted.lower(), texts, scorer=fuzz.ratio, limit=most, score_cutoff=_SIMILAR
        ):
            code = pairs[at][0]
            scores[code] = max(scores.get(code, 0.0), score)
    return tuple(sorted(scores, key=lambda code: (-scores[code], code))[:most])


def known_codes(database: Database, label: str) -> list[tuple[str, str]]:
    """Every live code of a label with its name."""
    return [(row["code"], row["name"]) for row in database.read("list_codes", label=label)]


def unknown(database: Database, label: str, code: str, *, where: str | None = None) -> Problem:
    """The problem (404) of a code that no entry of the label has."""
    return unknown_among(label, code, known_codes(database, label), where=where)


def unknown_among(label: str, code: str, known: Iterable[tuple[str, str]], *, where: str | None = None) -> Problem:
    """The problem (404) of a code that is not among the known `(code, name)` pairs."""
    zh, en = KINDS[label]
    return Problem(
        f"unknown-{en.replace(' ', '-')}",
        zh=f"没有编码为“{code}”的{zh}。",
        en=f"There is no {en} with the code “{code}”.",
        status=404,
        where=where,
        next_zh="改用 nearest 列出的编码，或按名称、拼音搜索（?q=）。",
        next_en="Use one of the codes under nearest, or search by name or pinyin (?q=).",
        nearest=nearest(code, known),
    )
