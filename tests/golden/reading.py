"""Golden cases as officials write them: YAML in their own words, read into questions and expectations.

A case names the issue type (事项), the place (地点), what is known (已知) and the day (日期); then what must come out,
and in 理由 the reasoning by the lists' rows and the rules. 不清楚 means: asked, and the caller does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from graph.content import Content
from importers.combine import combine
from importers.files import get
from resolver.snapshot import SettledCase, Snapshot
from schema.resolution import Inquiry, Outcome, Rule, WhyNotStep

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 24)
DO_NOT_KNOW = "不清楚"

OUTCOMES = {
    "归属明确": Outcome.SETTLED,
    "先问一句": Outcome.NEEDS_FACT,
    "有争议": Outcome.CONTESTED,
    "无人负责": Outcome.UNASSIGNED,
}
RULES = {
    "先例": Rule.PRECEDENT,
    "先例从窄": Rule.NARROWER_PRECEDENT,
    "先例从新": Rule.LATER_PRECEDENT,
    "明文排除": Rule.EXCLUSION,
    "特别优于一般": Rule.SPECIAL_OVER_GENERAL,
    "上位优于下位": Rule.HIGHER_OVER_LOWER,
    "新优于旧": Rule.NEW_OVER_OLD,
}
STEPS = {
    "正是它": WhyNotStep.OWNS,
    "尚待一问": WhyNotStep.UNKNOWN_YET,
    "在争议中": WhyNotStep.CONTESTED,
    "已撤销": WhyNotStep.ENDED,
    "没有这项职责": WhyNotStep.NO_CLAIM,
    "不管这个地方": WhyNotStep.ELSEWHERE,
    "条件不符": WhyNotStep.CONDITION,
    "只是配合或监管": WhyNotStep.BESIDE,
    "明文排除": WhyNotStep.EXCLUDED,
    "让位": WhyNotStep.BEATEN,
    "先例失效": WhyNotStep.LAPSED,
}
_FIELDS = {
    *("标题", "事项", "地点", "区划", "已知", "日期", "知悉", "理由"),
    *("结论", "单位", "问题", "回答", "争议", "胜负", "仍成立", "失效", "无人行使", "并行", "配合", "为何不是"),
}


@dataclass(frozen=True)
class Case:
    """One golden case: the question, and what must come out; what a case does not mention it does not check."""

    title: str
    because: str
    inquiry: Inquiry
    outcome: Outcome
    department: str | None = None
    question: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    contested: frozenset[str] = frozenset()
    beaten: dict[str, Rule] = field(default_factory=dict)
    standing: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    vacant: tuple[str, ...] = ()
    parallel: tuple[str, ...] | None = None
    assisting: tuple[str, ...] = ()
    why_not: dict[str, WhyNotStep] = field(default_factory=dict)

    def now(self) -> Inquiry:
        """The question as it is asked now, of what the registry knows by now."""
        return self.inquiry.model_copy(update={"known_at": datetime.now(UTC)})


def read_cases(path: Path) -> list[Case]:
    """The cases of one file; a word that no case knows is an error, so that no expectation is passed over."""
    found = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # every value stays text: `yes` is no truth
    return [_case(entry) for entry in (found["案例"] if isinstance(found, dict) else found)]


def _case(entry: dict[str, Any]) -> Case:
    assert not entry.keys() - _FIELDS, f"{entry['标题']}: {entry.keys() - _FIELDS}"
    facts = {factor: None if value == DO_NOT_KNOW else value for factor, value in entry.get("已知", {}).items()}
    known_at = entry.get("知悉")
    return Case(
        title=entry["标题"],
        because=entry["理由"],
        inquiry=Inquiry(
            issue_types=_several(entry["事项"]),
            locations=_several(entry["地点"]),
            division=entry.get("区划"),
            facts=facts,
            on=date.fromisoformat(entry["日期"]) if "日期" in entry else TODAY,
            known_at=datetime.fromisoformat(known_at).replace(tzinfo=UTC) if known_at else datetime.now(UTC),
        ),
        outcome=OUTCOMES[entry["结论"]],
        department=entry.get("单位"),
        question=entry.get("问题"),
        answers=entry.get("回答", {}),
        contested=frozenset(entry.get("争议", ())),
        beaten={claim: RULES[rule] for claim, rule in entry.get("胜负", {}).items()},
        standing=tuple(entry.get("仍成立", ())),
        lapsed=tuple(entry.get("失效", ())),
        vacant=tuple(entry.get("无人行使", ())),
        parallel=tuple(entry["并行"]) if "并行" in entry else None,
        assisting=tuple(entry.get("配合", ())),
        why_not={department: STEPS[step] for department, step in entry.get("为何不是", {}).items()},
    )


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def snapshot_of(folder: Path, live: Content | None = None) -> tuple[Snapshot, Content]:
    """A folder of lists as a registry in memory, read by the importers; `live` is what the lists left out hold."""
    wanted, problems = combine(get(folder, lambda *_: None), live or Content())
    assert not problems, problems[:3]
    content = wanted.content
    snapshot = Snapshot(
        departments=content.departments,
        authorities=content.authorities,
        exercises=tuple(content.exercises.values()),
        successions=tuple(content.successions.values()),
        issue_types=content.issue_types,
        locations=content.locations,
        factors=content.factors,
        statutes=content.statutes,
        mandates=tuple(content.mandates.values()),
        precedents=tuple(SettledCase(precedent) for precedent in content.precedents.values()),
    )
    return snapshot, content
