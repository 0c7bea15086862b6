"""The answer in words: one paragraph that a caller understands, in Chinese or English."""

from __future__ import annotations

from resolver.precedents import Lapse
from schema.problems import Language
from schema.resolution import Claim, ClaimState, Named, Outcome, Resolution, Rule

RULE_WORDS: dict[str, dict[Language, str]] = {
    Rule.PRECEDENT: {"zh": "同类事项已有裁定先例", "en": "a precedent has settled this"},
    Rule.NARROWER_PRECEDENT: {"zh": "更具体的先例优先", "en": "the narrower precedent prevails"},
    Rule.LATER_PRECEDENT: {"zh": "较新的先例优先", "en": "the later precedent prevails"},
    Rule.EXCLUSION: {"zh": "依据明文规定不负责", "en": "a stated exclusion takes it out"},
    Rule.SPECIAL_OVER_GENERAL: {"zh": "特别规定优于一般规定", "en": "the special rule prevails over the general"},
    Rule.HIGHER_OVER_LOWER: {"zh": "上位法优于下位法", "en": "the higher rank prevails over the lower"},
    Rule.NEW_OVER_OLD: {"zh": "新规定优于旧规定", "en": "the new rule prevails over the old"},
}
_DIVISION_KINDS = (
    ("district", "哪个区", "district"),
    ("street", "哪个街道（镇）", "street or town"),
    ("village", "哪个社区（村）", "community or village"),
)


def question_text(asked: str, kinds: set[str], language: Language) -> str:
    """The words for "which issue?", "which place?", and "which division?", by the kinds of division meant."""
    zh = language == "zh"
    if asked == "issue_type":
        return "您反映的是下面哪一种情况？" if zh else "Which of these is it?"
    if asked == "location":
        return "您说的是下面哪个地方？" if zh else "Which of these places is it?"
    words = [(chinese, english) for kind, chinese, english in _DIVISION_KINDS if kind in kinds]
    chinese, english = words[0] if len(words) == 1 else ("哪个辖区", "division")
    return f"在{chinese}？" if zh else f"In which {english}?"


def lapse_note(found: Lapse, language: Language) -> str:
    """Why a precedent no longer decides."""
    day = found.on.isoformat()
    if language == "zh":
        what = "范围内的职责已于{}生效" if found.began else "所依据的职责已于{}终止"
        return f"{what.format(day)}（{found.mandate}），先例失效，仅供参考"
    what = "began within its scope on" if found.began else "that it considered ended on"
    return f"lapsed: mandate {found.mandate} {what} {day}; shown as advice only"


def succession_note(ended: Named, successor: Named, language: Language) -> str:
    """That a precedent's department has ended and who took its place."""
    if language == "zh":
        return f"裁定时为{ended.name}，其职责现由{successor.name}承接"
    return f"ruled for {ended.name}, whose place {successor.name} has taken"


def explanation(resolution: Resolution, contenders: list[Named], *, emergency: bool, language: Language) -> str:
    """One paragraph for the caller: whose it is and on what ground, or what is open and what happens next."""
    zh = language == "zh"
    comma = "、" if zh else ", "
    issue = ("或" if zh else " or ").join(n.name for n in resolution.issue_types)
    place = ("或" if zh else " or ").join(n.name for n in resolution.locations)
    who = comma.join(n.name for n in contenders)
    if resolution.outcome is Outcome.SETTLED and resolution.department:
        text = _settled(resolution, issue, place, zh)
    elif resolution.outcome is Outcome.NEEDS_FACT and resolution.question:
        asked = resolution.question.question
        open_to = f"可能归{who}，" if zh else f"It may be a matter for {who}. "
        text = (
            f"{place}的“{issue}”还差一个情况才能确定：{open_to}请问：{asked}"
            if zh
            else f"“{issue}” at {place} depends on one more fact. {open_to}Please ask: {asked}"
        )
    elif resolution.outcome is Outcome.CONTESTED:
        text = (
            f"{place}的“{issue}”，{who}的职责相互重叠或存在争议，现有规定分不出先后，将报轮值领导裁定，裁定后马上告知您。"
            if zh
            else f"For “{issue}” at {place} the duties of {who} overlap or are in dispute, and the rules do not tell "
            "which prevails. The duty leader will decide, and you will be told at once."
        )
    else:
        text = _unassigned(resolution, issue, place, zh)
    return text + _also(resolution, emergency, zh)


def _settled(resolution: Resolution, issue: str, place: str, zh: bool) -> str:
    assert resolution.department is not None
    owner = resolution.department.name
    ground = _ground(resolution, zh)
    either = len(resolution.issue_types) > 1 or len(resolution.locations) > 1
    if zh:
        opening = f"不论是哪一种，{place}的“{issue}”都" if either else f"{place}的“{issue}”"
        return f"{opening}由{owner}负责。{ground}"
    opening = f"Whichever it is, “{issue}” at {place}" if either else f"“{issue}” at {place}"
    return f"{opening} is the responsibility of {owner}. {ground}"


def _ground(resolution: Resolution, zh: bool) -> str:
    """The ground of a settled answer: its precedent if there is one, else its first standing mandate."""
    standing = [c for c in resolution.claims if _carries(c, resolution.department)]
    if not standing:
        return ""
    first = min(standing, key=lambda c: (c.state is not ClaimState.APPLIES, c.kind != "precedent"))
    if first.ruling:
        ruling, note = first.ruling, first.note
        if zh:
            day = f"{ruling.ruled_on.year}年{ruling.ruled_on.month}月{ruling.ruled_on.day}日"
            why = "；".join(part for part in (ruling.reason.rstrip("。"), note) if part)
            return f"依据：{day}的裁定先例“{ruling.title}”（{why}）。"
        why = "; ".join(part for part in (ruling.reason, note) if part)
        return f"Ground: the precedent “{ruling.title}” of {ruling.ruled_on.isoformat()} ({why})."
    if first.statute is None:
        return ""
    cited = (
        f"《{first.statute.title}》{first.statute.article}"
        if zh
        else f"{first.statute.title} {first.statute.article}".strip()
    )
    quote = first.statute.quote
    if zh:
        return f"依据：{cited}" + (f"：“{quote}”。" if quote else "。")
    return f"Ground: {cited}" + (f": “{quote}”." if quote else ".")


def _carries(claim: Claim, owner: Named | None) -> bool:
    """Whether a settled answer may rest on the claim."""
    counts = claim.state in (ClaimState.APPLIES, ClaimState.POSSIBLE) and claim.role == "lead"
    return counts and claim.defeated_by is None and claim.department == owner


def _unassigned(resolution: Resolution, issue: str, place: str, zh: bool) -> str:
    vacant = [c.authority.name for c in resolution.claims if c.state is ClaimState.VACANT and c.authority]
    if vacant:
        named = "、".join(dict.fromkeys(vacant)) if zh else ", ".join(dict.fromkeys(vacant))
        if zh:
            return f"{place}的“{issue}”属于{named}的职责，但登记册中当地没有单位行使这项职能，将报轮值领导确定。"
        missing = "but nobody exercises that authority there; the duty leader decides."
        return f"“{issue}” at {place} is a duty of {named}, {missing}"
    if zh:
        return f"登记册中没有单位对{place}的“{issue}”负有职责，将报轮值领导确定由谁处理。"
    return f"No mandate in the registry covers “{issue}” at {place}; the duty leader will decide who deals with it."


def _also(resolution: Resolution, emergency: bool, zh: bool) -> str:
    """What happens besides: the grid team in an emergency, and what the place was taken to imply."""
    parts = []
    if resolution.parallel:
        teams = ("、" if zh else ", ").join(b.department.name for b in resolution.parallel)
        parts.append(
            f"这属于紧急情况，已同时通知{teams}先行到场。" if zh else f" As an emergency, {teams} goes at once."
        )
    elif emergency:
        parts.append(
            "这属于紧急情况，请问清所在的区，以便同时通知网格员。"
            if zh
            else " This is an emergency: ask for the district, so that the grid team can be sent at once."
        )
    implied = [f for f in resolution.facts if f.source != "caller"]
    if implied:
        said = "；".join(f"{f.name}：{f.label}" for f in implied)
        parts.append(f"（按地点推定：{said}）" if zh else f" (Implied by the place: {said})")
    return "".join(parts)
