"""`whose ask`: whose is it, from the terminal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from api import candidates, clock
from api.cli import argument
from api.cli import heard as heard_text
from api.cli.database import connected
from api.facts import answered, parse
from api.hearing import hear
from graph import catalogue, claims
from graph.connection import Database
from graph.settings import Settings
from intake import live
from resolver.resolve import resolve
from resolver.why_not import why_not
from schema.hearing import NotUnderstood
from schema.problems import Language, Problem
from schema.resolution import Inquiry, Outcome, Question, Resolution

DAYS = ["%Y-%m-%d"]
_CODED = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_MOMENTS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]


def ask(
    issue: Annotated[
        str | None, typer.Argument(help="事项：编码或说法 / issue: code or words", show_default=False)
    ] = None,
    place: Annotated[
        str | None, typer.Argument(help="地点：编码或名称 / place: code or name", show_default=False)
    ] = None,
    issues: Annotated[
        list[str] | None, typer.Option("--issue", help="又一个可能的事项，可重复 / another candidate, repeatable")
    ] = None,
    places: Annotated[
        list[str] | None, typer.Option("--place", help="又一个可能的地点，可重复 / another candidate, repeatable")
    ] = None,
    division: Annotated[str | None, typer.Option(help="更细的行政区划编码 / code of the finer division")] = None,
    facts: Annotated[
        list[str] | None,
        typer.Option("--fact", help="要素=值，可重复；留空为不清楚 / factor=value, repeatable; empty: unknown"),
    ] = None,
    on: Annotated[datetime | None, typer.Option(formats=DAYS, help="哪天的归属，缺省今天 / on which day")] = None,
    known_at: Annotated[
        datetime | None, typer.Option(formats=_MOMENTS, help="按何时所知，缺省现在 / as the registry knew it then")
    ] = None,
    not_this: Annotated[
        str | None, typer.Option("--why-not", help="为何不是这个单位：编码或名称 / why not this department")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，不提问 / print JSON, ask nothing")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="不提问 / ask nothing")] = False,
    english: Annotated[bool, typer.Option("--english", help="用英文作答 / answer in English")] = False,
) -> None:
    """该谁管：问一件事归谁，给出依据；差一个情况就问 / Whose is it? With the grounds, asking what is missing.

    例 / example: whose ask 水管爆裂 人民公园；whose ask "人民公园东湖边上水管爆了"
    """
    language: Language = "en" if english else "zh"
    console = Console()
    with connected(Settings.from_environment()) as database:
        moment = clock.instant(known_at) if known_at else clock.now()
        if issue and not (place or places or issues) and not _CODED.fullmatch(issue):
            day = on.date() if on else clock.today()
            told = parse(facts or [], where="--fact")
            answer = hear(
                database, live.read(database, day), issue, on=day, known_at=moment, language=language, facts=told
            )
            if isinstance(answer, NotUnderstood) or as_json:
                typer.echo(answer.model_dump_json(indent=2) if as_json else answer.explanation)
                return
            console.print(heard_text.heard(answer, language))
            if not_this is None and (no_input or answer.question is None):
                _show(answer, console, language, as_json)
                return
            read = answer.understood
            issue_codes, place_codes = read.issue_set, tuple(each.code for each in answer.locations)
            division, facts = division or read.division, [*(facts or []), *heard_text.assumed(read, told)]
            issues, places, issue = list(issue_codes), list(place_codes), None
        inquiry = Inquiry(
            issue_types=_codes(database, catalogue.ISSUE_TYPES, [issue, *(issues or [])], moment),
            locations=_codes(database, catalogue.LOCATIONS, [place, *(places or [])], moment),
            division=division,
            facts=parse(facts or [], where="--fact"),
            on=on.date() if on else clock.today(),
            known_at=moment,
        )
        if not_this is not None:
            _explain(database, inquiry, not_this, console, language, as_json)
            return
        resolution = resolve(claims.collect(database, inquiry), inquiry, language)
        while not (as_json or no_input) and resolution.question is not None:
            value = _answer(resolution.question, console, language)
            if value is _STOPPED:
                break
            inquiry = answered(inquiry, resolution.question.factor, value)
            resolution = resolve(claims.collect(database, inquiry), inquiry, language)
    _show(resolution, console, language, as_json)


_STOPPED = "\0"


def _codes(
    database: Database, kind: catalogue.Kind[catalogue.EntryT, catalogue.DetailT], given: list[str | None], at: datetime
) -> tuple[str, ...]:
    typed = [each for each in given if each]
    if not typed:
        raise Problem(
            "nothing-asked",
            zh="要有事项和地点才能作答。",
            en="An answer needs an issue and a place.",
            next_zh="例如：whose ask 水管爆裂 人民公园",
            next_en="for instance: whose ask water.supply.pipe-burst renmin-park",
            exit_code=2,
        )
    return tuple(dict.fromkeys(code for each in typed for code in candidates.find(database, kind, each, at)))


def _answer(asked: Question, console: Console, language: Language) -> str | None:
    """The value chosen, None for "does not know", `_STOPPED` where nobody answers."""
    console.print(argument.question(asked, language))
    while True:
        try:
            typed = typer.prompt("", prompt_suffix="> ").strip()
        except typer.Abort:
            console.print()
            return _STOPPED
        if typed == "0":
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(asked.answers):
            return asked.answers[int(typed) - 1].value
        console.print(f"0–{len(asked.answers)}", style="dim")


def _explain(
    database: Database, inquiry: Inquiry, typed: str, console: Console, language: Language, as_json: bool
) -> None:
    code, *others = candidates.find(database, catalogue.DEPARTMENTS, typed, inquiry.known_at)
    if others:
        raise Problem(
            "ambiguous-department",
            zh=f"“{typed}”可能是几个单位。",
            en=f"“{typed}” may be several departments.",
            next_zh="用下面的一个编码",
            next_en="use one of these codes",
            nearest=(code, *others),
        )
    bearer = claims.bearer(database, code, inquiry)
    explained = why_not(claims.collect(database, inquiry), inquiry, bearer, language)
    if as_json:
        typer.echo(explained.model_dump_json(indent=2))
    else:
        console.print(argument.refusal(explained, language))


def _show(resolution: Resolution, console: Console, language: Language, as_json: bool) -> None:
    if as_json:
        typer.echo(resolution.model_dump_json(indent=2))
        return
    console.print(argument.answer(resolution, language))
    if resolution.outcome is Outcome.NEEDS_FACT and resolution.question is not None:
        console.print(argument.question(resolution.question, language))


def register(app: typer.Typer) -> None:
    """Add this command to `whose`."""
    app.command()(ask)
