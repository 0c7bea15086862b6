"""`whose conflicts`: the triangle zones, from the terminal."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api import clock
from api.cli.ask import DAYS
from api.cli.database import connected
from api.wording import say
from graph import catalogue
from graph.settings import Settings
from schema.catalogue import Collision, MandateEntry


def conflicts(
    issue: Annotated[str | None, typer.Option(help="事项编码 / code of an issue type")] = None,
    place: Annotated[str | None, typer.Option(help="地点编码 / code of a place")] = None,
    authority: Annotated[str | None, typer.Option(help="职能编码 / code of an authority")] = None,
    department: Annotated[str | None, typer.Option(help="单位编码 / code of a department")] = None,
    on: Annotated[datetime | None, typer.Option(formats=DAYS, help="只看某日有效的 / in force on this day")] = None,
    limit: Annotated[int, typer.Option(min=1, help="最多列几对 / pairs at most")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="每行一对 JSON / a pair of JSON a line")] = False,
) -> None:
    """职责交叉：两项主责重叠、谁也不优先的，连同双方条款 / Colliding mandates, each with article and quote."""
    with connected(Settings.from_environment()) as database:
        wanted = {
            "issue_type": issue,
            "location": place,
            "authority": authority,
            "department": department,
            "on": on.date() if on else None,
        }
        found, more = catalogue.conflicts(database, known_at=clock.now(), limit=limit, filters=wanted)
    if as_json:
        for pair in found:
            typer.echo(pair.model_dump_json())
        return
    console = Console()
    console.print(_table(found))
    shown = f"{len(found)} 对 / pairs" + ("，还有更多，用 --limit / more, use --limit" if more else "")
    console.print(shown, style="dim")


def _table(found: tuple[Collision, ...]) -> Table:
    table = Table("#", "甲 / first", "乙 / second", show_lines=True)
    for number, pair in enumerate(found, start=1):
        table.add_row(str(number), _side(pair.first), _side(pair.second))
    return table


def _side(mandate: MandateEntry) -> Text:
    text = Text(mandate.authority.name, style="bold")
    text.append(f"\n{mandate.issue_type.name} · {mandate.location.name}", style="none")
    for factor, value in islice(mandate.conditions.items(), 9):
        text.append(f" · {factor}={value}", style="dim")
    rank = say(f"rank.{mandate.passage.rank}", "zh")
    text.append(f"\n《{mandate.passage.statute.name}》{mandate.passage.article}（{rank}）", style="none")
    if mandate.passage.quote:
        text.append(f"\n“{mandate.passage.quote}”", style="dim")
    text.append(f"\n{mandate.code}", style="dim")
    return text


def register(app: typer.Typer) -> None:
    """Add this command to `whose`."""
    app.command()(conflicts)
