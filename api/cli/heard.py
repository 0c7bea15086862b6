"""What was understood of a text, for a terminal."""

from __future__ import annotations

from schema.hearing import HeardResolution
from schema.problems import Language
from schema.understanding import Relation, Understanding


def heard(answer: HeardResolution, language: Language) -> str:
    """Places, issue types with their probability, and facts assumed, a line each."""
    read, zh = answer.understood, language == "zh"
    lines = []
    if read.places:
        near = "附近" if zh else "near "
        names = dict.fromkeys((near if p.relation is Relation.NEAR else "") + p.named for p in read.places)
        lines.append(("地点：" if zh else "Place: ") + "、".join(names))
    issues = [f"{i.name} {i.probability:.0%}" for i in read.issue_types if i.code in read.issue_set]
    lines.append(("事项：" if zh else "Issue: ") + "、".join(issues))
    facts = [f"{f.name}={f.label}（“{f.span.text}”）" for f in read.facts]
    if facts:
        lines.append(("据所说：" if zh else "As said: ") + "、".join(facts))
    if read.parts:
        parts = "；".join(part.text.strip() for part in read.parts)
        lines.append(("像是几件事，可分开办：" if zh else "Seems several matters, split them: ") + parts)
    return "\n".join(lines)


def assumed(read: Understanding, told: dict[str, str | None]) -> list[str]:
    """The facts read from the text as `factor=value`, but those told otherwise."""
    return [f"{f.factor}={f.value}" for f in read.facts if f.factor not in told]
