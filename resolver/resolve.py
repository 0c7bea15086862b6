"""The answer (DESIGN §3 and §7): evidence and inquiry in, the resolution with its whole argument out."""

from __future__ import annotations

from collections.abc import Iterable

from resolver.contests import Scene, Scenes
from resolver.evidence import Evidence, MandateClaim, PrecedentClaim
from resolver.explain import explanation, lapse_note, question_text, succession_note
from resolver.questions import DIVISION, ISSUE_TYPE, LOCATION, Analysis, Situation, Verdict
from resolver.weigh import Contender, Standing, split
from schema.problems import Language
from schema.registry import Role
from schema.resolution import (
    Answer,
    Beside,
    Claim,
    ClaimState,
    Defeat,
    Fact,
    Inquiry,
    Named,
    Outcome,
    Question,
    Resolution,
    RulingGround,
)


def resolve(evidence: Evidence, inquiry: Inquiry, language: Language = "zh") -> Resolution:
    """Whose it is, why, and what to ask where that is open; pure: the same input gives the same answer."""
    scenes = Scenes(evidence, inquiry.on)
    analysis = Analysis(scenes)
    situation = Situation.of(inquiry)
    verdict = analysis.verdict(situation)
    here = analysis.scenes_of(situation)
    told = dict(situation.told)
    names = _names(evidence)
    owner = names[next(iter(verdict.departments))] if verdict.outcome is Outcome.SETTLED else None
    claims = _claims(scenes, here, told, language)
    assisting, supervising = _beside(here, told, Role.ASSIST), _beside(here, told, Role.SUPERVISE)
    resolution = Resolution.model_construct(
        outcome=verdict.outcome,
        department=owner,
        question=_question(analysis, situation, verdict, names, language),
        claims=tuple(claims),
        assisting=tuple(_lines(assisting, language)),
        supervising=tuple(_lines(supervising, language)),
        parallel=tuple(_parallel(scenes, situation, language)),
        facts=tuple(_facts(here, told, evidence)),
        issue_types=tuple(Named(code=c, name=evidence.issues[c].name) for c in situation.issues),
        locations=tuple(Named(code=c, name=evidence.places[c].name) for c in situation.locations),
        division=_named_place(evidence, situation.division),
        explanation="",
        on=inquiry.on,
        known_at=inquiry.known_at,
    )
    emergency = any(evidence.issues[c].emergency for c in situation.issues)
    contenders = [names[code] for code in sorted(verdict.departments)]
    return resolution.model_copy(
        update={"explanation": explanation(resolution, contenders, emergency=emergency, language=language)}
    )


def _names(evidence: Evidence) -> dict[str, Named]:
    held = {h.department.code: h.department for holders in evidence.holders.values() for h in holders}
    ruled = {p.department.code: p.department for p in evidence.precedents}
    heirs = {step.successor.code: step.successor for step in evidence.heirs}
    return heirs | ruled | held


def _named_place(evidence: Evidence, code: str | None) -> Named | None:
    return None if code is None else Named(code=code, name=evidence.places[code].name)


def _question(
    analysis: Analysis, situation: Situation, verdict: Verdict, names: dict[str, Named], language: Language
) -> Question | None:
    if verdict.question is None:
        return None
    evidence, asked = analysis.scenes.evidence, verdict.question
    answers = []
    for value in analysis.options(situation, asked):
        then = analysis.verdict(situation.answered(asked, value))
        owner = names[next(iter(then.departments))] if then.outcome is Outcome.SETTLED else None
        label = _label(evidence, asked, value)
        answers.append(Answer.model_construct(value=value, label=label, outcome=then.outcome, department=owner))
    factor = evidence.factors.get(asked)
    kinds = {evidence.places[a.value].kind for a in answers} if asked == DIVISION else set()
    return Question.model_construct(
        factor=asked,
        question=factor.question if factor else question_text(asked, kinds, language),
        answers=tuple(answers),
        explanation=factor.explanation if factor else "",
        expected_questions=verdict.expected,
    )


def _label(evidence: Evidence, asked: str, value: str) -> str:
    if asked == ISSUE_TYPE:
        return evidence.issues[value].name
    if asked in (LOCATION, DIVISION):
        return evidence.places[value].name
    return evidence.factors[asked].values[value]


def _claims(scenes: Scenes, here: list[Scene], told: dict[str, str], language: Language) -> list[Claim]:
    """Each claim considered, once; what differs between the places that this may be is `possible`."""
    seen: dict[tuple[str, str | None], list[tuple[Contender, ClaimState, Defeat | None, bool]]] = {}
    shared = _given_twice(here)
    for scene in here:
        remaining = scene.remaining(told)
        standing = scene.contest.weigh([r is not None and not r for r in remaining], [bool(r) for r in remaining])
        for j, contender in enumerate(scene.contest.contenders):
            entry = (contender, _state(remaining[j]), _defeat(scene, standing, j, shared), j in standing.disputed)
            seen.setdefault(contender.key, []).append(entry)
        for contender in scene.beside:
            state = _state(split(contender.conditions, scene.facts(told)))
            seen.setdefault(contender.key, []).append((contender, state, None, False))
    claims = [
        _claim(scenes, rows[0][0], *_merged(rows, len(here)), shared=shared, language=language)
        for rows in seen.values()
    ]
    bare = {v.code: v for s in here for v in s.vacant if all(v.code != code for code, _ in seen)}
    claims += [_bare(scenes, v, ClaimState.VACANT, language) for v in bare.values()]
    claims += [_bare(scenes, p, ClaimState.LAPSED, language) for p in {p.code: p for s in here for p in s.lapsed}.values()]
    return sorted(claims, key=_reading_order)


def _given_twice(here: Iterable[Scene]) -> frozenset[str]:
    """Codes of mandates and precedents that give claims to more than one department."""
    bearers: dict[str, set[str]] = {}
    for scene in here:
        for contender in (*scene.contest.contenders, *scene.beside):
            bearers.setdefault(contender.source.code, set()).add(contender.department.code)
    return frozenset(code for code, departments in bearers.items() if len(departments) > 1)


def _claim_id(code: str, department: str, shared: frozenset[str]) -> str:
    return f"{code}@{department}" if code in shared else code


def _state(remaining: frozenset[tuple[str, str]] | None) -> ClaimState:
    if remaining is None:
        return ClaimState.OUT
    return ClaimState.POSSIBLE if remaining else ClaimState.APPLIES


def _defeat(scene: Scene, standing: Standing, j: int, shared: frozenset[str]) -> Defeat | None:
    beaten = standing.beaten_by[j]
    if beaten is None:
        return None
    winner = scene.contest.contenders[beaten[0]]
    return Defeat(claim=_claim_id(winner.source.code, winner.department.code, shared), rule=beaten[1])


def _merged(
    rows: list[tuple[Contender, ClaimState, Defeat | None, bool]], scenes: int
) -> tuple[ClaimState, Defeat | None, bool]:
    states = {state for _, state, _, _ in rows}
    everywhere = len(rows) == scenes
    state = next(iter(states)) if len(states) == 1 and (everywhere or ClaimState.OUT in states) else ClaimState.POSSIBLE
    defeats = [d for _, s, d, _ in rows if s is not ClaimState.OUT]
    defeat = defeats[0] if defeats and all(defeats) else None
    return state, defeat, any(disputed for *_, disputed in rows)


def _claim(
    scenes: Scenes,
    contender: Contender,
    state: ClaimState,
    defeat: Defeat | None,
    disputed: bool,
    *,
    shared: frozenset[str],
    language: Language,
) -> Claim:
    bare = _bare(scenes, contender.source, state, language)
    note = bare.note
    if isinstance(contender.source, PrecedentClaim) and contender.department != contender.source.department:
        note = succession_note(contender.source.department, contender.department, language)
    return bare.model_copy(
        update={
            "id": _claim_id(contender.source.code, contender.department.code, shared),
            "department": contender.department,
            "defeated_by": defeat,
            "disputed": disputed,
            "note": note,
        }
    )


def _bare(scenes: Scenes, source: MandateClaim | PrecedentClaim, state: ClaimState, language: Language) -> Claim:
    """A claim without a bearer, or before its bearer is put in."""
    evidence, scope = scenes.evidence, source.scope
    issue, place = evidence.issues[scope.issue_type], evidence.places[scope.location]
    mandate = source if isinstance(source, MandateClaim) else None
    precedent = source if isinstance(source, PrecedentClaim) else None
    lapsed = scenes.lapses.get(source.code)
    return Claim.model_construct(
        id=source.code,
        kind="mandate" if mandate else "precedent",
        role=mandate.role if mandate else Role.LEAD.value,
        department=None if mandate else source.department if precedent else None,
        authority=mandate.authority if mandate else None,
        issue_type=Named(code=issue.code, name=issue.name),
        location=Named(code=place.code, name=place.name),
        conditions=dict(sorted(scope.conditions)),
        state=state,
        defeated_by=None,
        disputed=False,
        statute=mandate.statute if mandate else None,
        ruling=_ruling(precedent) if precedent else None,
        note=lapse_note(lapsed, language) if lapsed and precedent else None,
    )


def _ruling(precedent: PrecedentClaim) -> RulingGround:
    return RulingGround.model_construct(
        code=precedent.ruling,
        title=precedent.title,
        ruled_on=precedent.ruled_on,
        ruled_by=precedent.ruled_by,
        reason=precedent.reason,
    )


_ROLE_ORDER = {Role.LEAD: 0, Role.NOT_RESPONSIBLE: 1, Role.SUPERVISE: 2, Role.ASSIST: 3}
_STATE_ORDER = {s: n for n, s in enumerate(ClaimState)}


def _reading_order(claim: Claim) -> tuple[object, ...]:
    """Standing claims first; an order for reading, which decides nothing."""
    role = _ROLE_ORDER[Role(claim.role)]
    return (role, claim.defeated_by is not None, _STATE_ORDER[claim.state], claim.kind != "precedent", claim.id)


def _beside(here: list[Scene], told: dict[str, str], role: Role) -> list[tuple[MandateClaim, Named]]:
    """Who stands beside the owner wherever this may be: claims of the role that apply or may apply."""
    found: dict[tuple[str, str], tuple[int, MandateClaim, Named]] = {}
    for scene in here:
        for c in scene.beside:
            if isinstance(c.source, MandateClaim) and c.source.role == role and not _is_out(c, scene, told):
                count = found.get(c.key, (0,))[0]
                found[c.key] = (count + 1, c.source, c.department)
    return [(source, named) for count, source, named in found.values() if count == len(here)]


def _is_out(contender: Contender, scene: Scene, told: dict[str, str]) -> bool:
    return split(contender.conditions, scene.facts(told)) is None


def _lines(found: list[tuple[MandateClaim, Named]], language: Language) -> list[Beside]:
    lines: dict[str, Beside] = {}
    for mandate, department in sorted(found, key=lambda pair: (pair[1].code, pair[0].code)):
        ground = f"《{mandate.statute.title}》{mandate.statute.article}" if language == "zh" else (
            f"{mandate.statute.title} {mandate.statute.article}".strip()
        )
        lines.setdefault(department.code, Beside.model_construct(department=department, why=ground))
    return list(lines.values())


def _parallel(scenes: Scenes, situation: Situation, language: Language) -> list[Beside]:
    """The grid team of the place, where one of the issues is an emergency."""
    evidence = scenes.evidence
    classes = {e for c in situation.issues if (e := evidence.issues[c].emergency)}
    if not classes or not evidence.grid:
        return []
    why = "紧急类别，网格员同时到场" if language == "zh" else "emergency: the grid team goes at once, in parallel"
    teams: dict[str, Named] = {}
    for location in situation.locations:
        for team in scenes.grid_teams(location, situation.division):
            teams[team.code] = team
    return [Beside(department=teams[code], why=why) for code in sorted(teams)]


def _facts(here: list[Scene], told: dict[str, str], evidence: Evidence) -> list[Fact]:
    """What the caller said, and what the place implies wherever this may be."""
    facts: dict[str, tuple[str, str]] = {}
    for factor in {f for scene in here for f in scene.implied}:
        spoken = {scene.implied.get(factor) for scene in here}
        if len(spoken) == 1 and (one := spoken.pop()):
            facts[factor] = one
    facts |= {factor: (value, "caller") for factor, value in told.items()}
    rows = []
    for code, (value, source) in sorted(facts.items()):
        if factor_ := evidence.factors.get(code):
            label = factor_.values.get(value, value)
            rows.append(Fact.model_construct(factor=code, name=factor_.name, value=value, label=label, source=source))
    return rows
