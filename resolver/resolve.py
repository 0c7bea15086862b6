"""The answer (DESIGN §3 and §7): evidence and inquiry in, the resolution with its whole argument out."""

from __future__ import annotations

from resolver.argument import argument
from resolver.contests import Scene, Scenes, Surroundings
from resolver.evidence import Evidence, MandateClaim
from resolver.explain import explanation, question_text
from resolver.questions import DIVISION, ISSUE_TYPE, LOCATION, Analysis, Situation, Verdict
from resolver.weigh import split
from schema.problems import Language
from schema.registry import Role
from schema.resolution import (
    Answer,
    Beside,
    Fact,
    Inquiry,
    Named,
    Outcome,
    Question,
    Resolution,
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
    asked = frozenset((i, p, situation.division) for i in situation.issues for p in situation.locations)
    around = scenes.surroundings(analysis.spots_of(situation), asked)
    facts = _facts(here, around, told, evidence)
    known = {fact.factor: fact.value for fact in facts}
    resolution = Resolution.model_construct(
        outcome=verdict.outcome,
        department=owner,
        question=_question(analysis, situation, verdict, names, language),
        claims=tuple(argument(scenes, here, around, told, known, language)),
        assisting=tuple(_beside(around, Role.ASSIST, known)),
        supervising=tuple(_beside(around, Role.SUPERVISE, known)),
        parallel=tuple(_parallel(scenes, situation, language)),
        facts=tuple(facts),
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


def _beside(around: Surroundings, role: Role, known: dict[str, str]) -> list[Beside]:
    """Who stands beside the owner in that role, and by which article; a duty whose conditions are open says so."""
    lines: dict[str, Beside] = {}
    for c in sorted(around.beside, key=lambda c: (bool(split(c.conditions, known)), c.department.code, c.source.code)):
        if isinstance(c.source, MandateClaim) and c.source.role == role and split(c.conditions, known) is not None:
            ground = f"《{c.source.statute.title}》{c.source.statute.article}"
            lines.setdefault(c.department.code, Beside.model_construct(department=c.department, why=ground))
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


def _facts(here: list[Scene], around: Surroundings, told: dict[str, str], evidence: Evidence) -> list[Fact]:
    """What the caller said, and what the place implies wherever this may be, as far as a claim speaks of it."""
    facts: dict[str, tuple[str, str]] = {}
    claims = [*(c for scene in here for c in scene.contest.contenders), *around.beside]
    spoken_of = {factor for claim in claims for factor, _ in claim.conditions}
    for factor in spoken_of.intersection(f for scene in here for f in scene.implied):
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
