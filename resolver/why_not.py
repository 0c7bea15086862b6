"""Why a department is not the owner: the exact step at which it lost, or what is still open (DESIGN §3)."""

from __future__ import annotations

from resolver.evidence import Bearer, Evidence
from resolver.explain import RULE_WORDS
from resolver.resolve import resolve
from schema.problems import Language
from schema.registry import Role
from schema.resolution import (
    Claim,
    ClaimState,
    Inquiry,
    Outcome,
    Resolution,
    Rule,
    WhyNot,
    WhyNotStep,
)


def why_not(evidence: Evidence, inquiry: Inquiry, bearer: Bearer, language: Language = "zh") -> WhyNot:
    """The step at which the department lost; `owns`, `contested` or `unknown_yet` where it has not."""
    resolution = resolve(evidence, inquiry, language)
    mine = [c for c in resolution.claims if c.department == bearer.department]
    step, claim, rule, beaten_by = _step(resolution, mine, bearer, evidence)
    answer = WhyNot.model_construct(
        department=bearer.department,
        step=step,
        rule=rule,
        claim=claim,
        beaten_by=beaten_by,
        explanation="",
        resolution=resolution,
    )
    words = _words(answer, bearer, evidence, inquiry, zh=language == "zh", language=language)
    return answer.model_copy(update={"explanation": words})


_Found = tuple[WhyNotStep, Claim | None, Rule | None, Claim | None]


def _step(resolution: Resolution, mine: list[Claim], bearer: Bearer, evidence: Evidence) -> _Found:
    by_id = {c.id: c for c in resolution.claims}
    leads = [c for c in mine if c.role == Role.LEAD and c.state is not ClaimState.LAPSED]
    standing = [c for c in leads if c.state in (ClaimState.APPLIES, ClaimState.POSSIBLE) and c.defeated_by is None]
    standing.sort(key=lambda c: (c.state is not ClaimState.APPLIES, c.kind != "precedent"))
    if resolution.department == bearer.department:
        return WhyNotStep.OWNS, next(iter(standing), None), None, None
    if standing:
        open_step = {Outcome.NEEDS_FACT: WhyNotStep.UNKNOWN_YET, Outcome.CONTESTED: WhyNotStep.CONTESTED}
        step = open_step.get(resolution.outcome, WhyNotStep.UNKNOWN_YET)
        return step, standing[0], None, None
    for claim in leads:
        if claim.defeated_by is not None and claim.state is not ClaimState.OUT:
            step = WhyNotStep.EXCLUDED if claim.defeated_by.rule is Rule.EXCLUSION else WhyNotStep.BEATEN
            return step, claim, claim.defeated_by.rule, by_id.get(claim.defeated_by.claim)
    for step in (WhyNotStep.EXCLUDED, WhyNotStep.CONDITION, WhyNotStep.LAPSED, WhyNotStep.BESIDE):
        if found := next((c for c in mine if _lost_at(c) is step), None):
            return step, found, None, None
    if bearer.ended is not None:
        return WhyNotStep.ENDED, None, None, None
    lead_authorities = {m.authority.code for m in evidence.mandates if m.role == Role.LEAD}
    if bearer.authorities & lead_authorities:
        return WhyNotStep.ELSEWHERE, None, None, None
    return WhyNotStep.NO_CLAIM, None, None, None


def _lost_at(claim: Claim) -> WhyNotStep | None:
    """The step at which a claim that nothing beats falls away; none for an exclusion that does not apply."""
    match claim.state, claim.role:
        case ClaimState.LAPSED, _:
            return WhyNotStep.LAPSED
        case ClaimState.VACANT, _:
            return WhyNotStep.ENDED
        case ClaimState.OUT, role:
            return None if role == Role.NOT_RESPONSIBLE else WhyNotStep.CONDITION
        case _, role:
            return WhyNotStep.EXCLUDED if role == Role.NOT_RESPONSIBLE else WhyNotStep.BESIDE


def _cited(claim: Claim, zh: bool) -> str:
    if claim.ruling:
        day = claim.ruling.ruled_on.isoformat()
        return f"先例“{claim.ruling.title}”（{day}）" if zh else f"the precedent “{claim.ruling.title}” ({day})"
    assert claim.statute is not None
    return f"《{claim.statute.title}》{claim.statute.article}"


def _conditions(claim: Claim, evidence: Evidence, known: dict[str, str], zh: bool) -> str:
    """The conditions of a claim that do not hold, in the factors' own words."""
    parts = []
    for code, value in claim.conditions.items():
        factor = evidence.factors.get(code)
        if code in known and known[code] != value and factor:
            wanted, given = factor.values.get(value, value), factor.values.get(known[code], known[code])
            parts.append(
                f"{factor.name}须为“{wanted}”，现为“{given}”" if zh else f"{factor.name} must be {wanted}, is {given}"
            )
    return ("；" if zh else "; ").join(parts)


def _words(
    answer: WhyNot, bearer: Bearer, evidence: Evidence, inquiry: Inquiry, *, zh: bool, language: Language
) -> str:
    name, claim = bearer.department.name, answer.claim
    owner = answer.resolution.department
    then = (f"本件由{owner.name}负责。" if zh else f" {owner.name} is responsible.") if owner else ""
    match answer.step:
        case WhyNotStep.OWNS:
            ground = f"，依据{_cited(claim, zh)}" if claim and zh else f", by {_cited(claim, zh)}" if claim else ""
            return f"本件正是由{name}负责{ground}。" if zh else f"{name} is the owner{ground}."
        case WhyNotStep.CONTESTED if claim:
            if zh:
                return f"{name}并未被排除：其依据{_cited(claim, zh)}的职责与其他单位的职责相互重叠，须由轮值领导裁定。"
            return f"{name} is not out: its duty under {_cited(claim, zh)} overlaps others; the duty leader decides."
        case WhyNotStep.UNKNOWN_YET if claim:
            asked = answer.resolution.question.question if answer.resolution.question else ""
            if zh:
                return f"{name}是否负责还不能确定（{_cited(claim, zh)}），先问：{asked}"
            return f"Whether {name} is responsible is still open ({_cited(claim, zh)}); ask first: {asked}"
        case WhyNotStep.BEATEN | WhyNotStep.EXCLUDED if claim and answer.beaten_by and answer.rule:
            why = RULE_WORDS[answer.rule][language]
            winner = answer.beaten_by
            by = winner.department.name if winner.department else ""
            if zh:
                by = f"{by}的" if by and by != name else ""
                return f"{name}依据{_cited(claim, zh)}的职责，让位于{by}{_cited(winner, zh)}：{why}。{then}"
            return f"The duty of {name} under {_cited(claim, zh)} yields to {by} {_cited(winner, zh)}: {why}.{then}"
        case WhyNotStep.EXCLUDED if claim:
            quote = f"：“{claim.statute.quote}”" if claim.statute and claim.statute.quote else ""
            return (
                f"{_cited(claim, zh)}明确{name}不负责此事{quote}。{then}"
                if zh
                else f"{_cited(claim, zh)} states that {name} is not responsible{quote}.{then}"
            )
        case WhyNotStep.CONDITION if claim:
            known = {f.factor: f.value for f in answer.resolution.facts}
            failed = _conditions(claim, evidence, known, zh)
            return (
                f"{name}依据{_cited(claim, zh)}的职责，条件不符：{failed}。{then}"
                if zh
                else f"The duty of {name} under {_cited(claim, zh)} does not apply: {failed}.{then}"
            )
        case WhyNotStep.BESIDE if claim:
            role = {Role.ASSIST: ("配合", "assists"), Role.SUPERVISE: ("监管", "supervises")}[Role(claim.role)]
            return (
                f"{name}在此事中只是{role[0]}单位（{_cited(claim, zh)}），不是主责。{then}"
                if zh
                else f"{name} only {role[1]} here ({_cited(claim, zh)}); it does not lead.{then}"
            )
        case WhyNotStep.LAPSED if claim:
            return f"{name}：{claim.note}。{then}" if zh else f"{name}: {claim.note}.{then}"
        case WhyNotStep.ENDED:
            heirs = "、".join(s.name for s in bearer.successors)
            if zh:
                taken = f"，职责由{heirs}承接" if heirs else ""
                return f"{name}已于{bearer.ended}撤销{taken}。{then}"
            return f"{name} ended on {bearer.ended}" + (f"; {heirs} took its place" if heirs else "") + f".{then}"
        case WhyNotStep.ELSEWHERE:
            if zh:
                return f"{name}有同类职责，但在这个地点由别的单位行使：它的管辖范围是{bearer.serves.name}。{then}"
            return f"{name} has such a duty, but not at this place: it serves {bearer.serves.name}.{then}"
    issue = "、".join(evidence.issues[c].name for c in inquiry.issue_types)
    if zh:
        return f"登记册中{name}对“{issue}”没有任何职责，也没有裁定先例。{then}"
    return f"The registry gives {name} no duty for “{issue}”, and no precedent names it.{then}"
