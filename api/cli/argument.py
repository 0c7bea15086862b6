"""A resolution on the terminal: the answer, and the argument as a tree."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from api.wording import rule, say
from schema.problems import Language
from schema.resolution import Beside, Claim, ClaimState, Outcome, Question, Resolution, WhyNot

_STYLES = {
    Outcome.SETTLED: ("●", "bold green"),
    Outcome.NEEDS_FACT: ("?", "bold yellow"),
    Outcome.CONTESTED: ("≠", "bold red"),
    Outcome.UNASSIGNED: ("○", "bold magenta"),
}


def answer(resolution: Resolution, language: Language = "zh") -> RenderableType:
    """The whole answer."""
    mark, style = _STYLES[resolution.outcome]
    head = Text()
    head.append(f"{mark} {say(f'outcome.{resolution.outcome}', language)}", style=style)
    if resolution.department is not None:
        head.append("  " + say("answer.owner", language) + " ")
        head.append(resolution.department.name, style="bold")
        head.append(f"  {resolution.department.code}", style="dim")
    head.append("  " + say("answer.on", language, day=resolution.on), style="dim")
    parts: list[RenderableType] = [head, Padding(Text(resolution.explanation), (0, 0, 0, 2))]
    if resolution.facts:
        told = "，".join(
            f"{fact.name}={fact.label}"
            + ("" if fact.source == "caller" else f"（{say('answer.implied', language)} {fact.source}）")
            for fact in resolution.facts
        )
        parts.append(Text(f"  {say('answer.known', language)}: {told}", style="dim"))
    parts.append(_argument(resolution, language))
    for key, beside in (
        ("answer.assisting", resolution.assisting),
        ("answer.supervising", resolution.supervising),
        ("answer.parallel", resolution.parallel),
    ):
        if beside:
            parts.append(_beside(say(key, language), beside))
    return Group(*parts)


def question(asked: Question, language: Language = "zh") -> RenderableType:
    """The question with its numbered answers, and who owns it after each."""
    lines = Text()
    lines.append(f"{say('answer.question', language)}: ", style="bold yellow")
    lines.append(asked.question + "\n", style="bold")
    if asked.explanation:
        lines.append(f"  {asked.explanation}\n", style="dim")
    for number, each in enumerate(asked.answers, start=1):
        lines.append(f"  {number} ", style="bold")
        lines.append(each.label)
        then = each.department.name if each.department else say(f"outcome.{each.outcome}", language)
        lines.append(f"  → {then}\n", style="dim")
    lines.append("  0 ", style="bold")
    lines.append(say("answer.unknown", language))
    return lines


def refusal(answered: WhyNot, language: Language = "zh") -> RenderableType:
    """Why a department is not the owner."""
    head = Text()
    head.append(say("why_not.this", language, name=answered.department.name), style="bold")
    head.append(f"  {say(f'step.{answered.step}', language)}", style="yellow")
    if answered.rule is not None:
        head.append(f"  {rule(answered.rule, language)}", style="yellow")
    tree = Tree(head, guide_style="dim")
    tree.add(Text(answered.explanation))
    for claim in (answered.claim, answered.beaten_by):
        if claim is not None:
            _claim(tree, claim, {c.id: c for c in answered.resolution.claims}, language)
    return tree


def _argument(resolution: Resolution, language: Language) -> Tree:
    tree = Tree(Text(say("answer.why", language), style="bold"), guide_style="dim")
    known = {claim.id: claim for claim in resolution.claims}
    for claim in sorted(resolution.claims, key=_order):
        _claim(tree, claim, known, language)
    return tree


def _order(claim: Claim) -> tuple[bool, bool, bool]:
    return (claim.state is not ClaimState.APPLIES, claim.defeated_by is not None, claim.kind != "precedent")


def _claim(tree: Tree, claim: Claim, known: dict[str, Claim], language: Language) -> None:
    stands = claim.defeated_by is None and claim.state in (ClaimState.APPLIES, ClaimState.POSSIBLE)
    open_ = stands and (claim.state is ClaimState.POSSIBLE or claim.disputed)
    mark, style = ("?", "yellow") if open_ else ("✓", "green") if stands else ("✗", "dim")
    head = Text()
    head.append(f"{mark} ", style=style)
    bearer = claim.department.name if claim.department else say("state.vacant", language)
    head.append(bearer, style="" if stands else "dim")
    kind = say("kind.precedent" if claim.kind == "precedent" else f"role.{claim.role}", language)
    head.append(f"  {kind} · {say(f'state.{claim.state}', language)}", style=style)
    branch = tree.add(head)
    where = say("answer.scope", language, issue=claim.issue_type.name, place=claim.location.name)
    held = "，".join(f"{factor}={value}" for factor, value in claim.conditions.items())
    branch.add(Text(where + (f" · {held}" if held else ""), style="dim"))
    if claim.statute is not None:
        ground = f"《{claim.statute.title}》{claim.statute.article}（{say(f'rank.{claim.statute.rank}', language)}）"
        branch.add(Text(ground + (f"“{claim.statute.quote}”" if claim.statute.quote else "")))
    if claim.ruling is not None:
        ruled = say("answer.ruling", language, day=claim.ruling.ruled_on, by=claim.ruling.ruled_by)
        branch.add(Text(f"{claim.ruling.title}（{ruled}）{claim.ruling.reason}"))
    if claim.note:
        branch.add(Text(claim.note, style="dim"))
    if claim.disputed:
        branch.add(Text(say("answer.disputed", language), style="yellow"))
    if claim.defeated_by is not None:
        winner = known.get(claim.defeated_by.claim)
        name = winner.department.name if winner and winner.department else claim.defeated_by.claim
        beaten = say("answer.beaten", language, name=name, rule=rule(claim.defeated_by.rule, language))
        branch.add(Text(beaten, style="yellow"))


def _beside(title: str, beside: tuple[Beside, ...]) -> Text:
    text = Text(f"{title}: ", style="dim")
    text.append("；".join(f"{each.department.name}（{each.why}）" for each in beside), style="dim")
    return text
