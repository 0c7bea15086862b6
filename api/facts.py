"""Facts as people write them, and what an answer makes of a question."""

from __future__ import annotations

import re

from schema.problems import Problem
from schema.resolution import Inquiry

CHOICES = ("issue_type", "location", "division")  # questions that are no factor of the registry
_CODE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


def parse(pairs: list[str], where: str) -> dict[str, str | None]:
    """`factor=value` texts as facts; nothing after the sign is "asked, unknown". Raises `invalid-fact` (422)."""
    facts: dict[str, str | None] = {}
    for pair in pairs:
        factor, sign, value = pair.partition("=")
        known = factor in CHOICES and not value
        if not (sign and (known or _is_code(factor)) and (not value or _is_code(value))):
            raise Problem(
                "invalid-fact",
                zh=f"“{pair}”不是“要素=值”。",
                en=f"“{pair}” is not factor=value.",
                status=422,
                where=where,
                next_zh="例如 in-park=yes；不清楚写 in-park=。要素见 /api/v1/factors。",
                next_en="For instance in-park=yes, or in-park= where unknown; /api/v1/factors lists the factors.",
                exit_code=2,
            )
        facts[factor] = value or None
    return facts


def _is_code(text: str) -> bool:
    return len(text) <= 120 and _CODE.fullmatch(text) is not None


def answered(inquiry: Inquiry, factor: str, value: str | None) -> Inquiry:
    """The inquiry after a question was answered; None is "asked, and the caller does not know"."""
    if value is None:
        return inquiry.model_copy(update={"facts": inquiry.facts | {factor: None}})
    if factor == "issue_type":
        return inquiry.model_copy(update={"issue_types": (value,)})
    if factor == "location":
        return inquiry.model_copy(update={"locations": (value,)})
    if factor == "division":
        return inquiry.model_copy(update={"division": value})
    return inquiry.model_copy(update={"facts": inquiry.facts | {factor: value}})
