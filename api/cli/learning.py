"""`whose learn`: learn from what operators confirmed, judge it, keep it, and go back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api import clock
from api.cli.database import connected, user
from graph import vocabulary as stored
from graph.connection import Database
from graph.settings import Settings
from intake import live
from intake.calibration import Calibration, cold_start
from intake.learning import FEWEST, Learnt, learn
from intake.past_cases import PastCase
from schema.people import at_the_machine
from schema.problems import Problem


def learn_(
    use: Annotated[
        str | None, typer.Option(metavar="VERSION", help="改用某一版；cold-start 为出厂 / Use a version again.")
    ] = None,
    models: Annotated[bool, typer.Option("--list", help="列出各版 / List the versions.")] = False,
    keep_anyway: Annotated[
        bool, typer.Option("--force", help="不如原来也启用 / Use it although it is no better.")
    ] = False,
) -> None:
    """从已确认的办件学习，比较前后，留存版本 / Learn from confirmed cases, compare before and after, keep versions."""
    console = Console()
    with connected(Settings.from_environment()) as database:
        if use is not None:
            _use(database, use)
            console.print(f"已启用 / In use: {use}", highlight=False)
        elif models:
            console.print(_listed(database))
        else:
            _learn(database, console, keep_anyway)


def _learn(database: Database, console: Console, keep_anyway: bool) -> None:
    at = clock.now()
    said = stored.said(database, at)
    always = [PastCase(s.text, s.issue_type, s.at, s.location) for s in said if not s.confirmed]
    confirmed = [PastCase(s.text, s.issue_type, s.at, s.location) for s in said if s.confirmed]
    if len(confirmed) < FEWEST:
        raise Problem(
            "too-few-confirmed",
            zh=f"已确认的只有 {len(confirmed)} 件，至少要 {FEWEST} 件才能比较。",
            en=f"Only {len(confirmed)} cases are confirmed; {FEWEST} are needed to compare.",
            next_zh="接线员纠正或确认过的才算；没确认的从不用来学习。",
            next_en="Operators confirm by correcting; what is unconfirmed is never learnt from.",
        )
    stamp = stored.stamp(database)
    now = Calibration.load(stamp.calibration) if stamp.calibration else cold_start()
    version = f"learnt-{at:%Y%m%dT%H%M%S}"
    learnt = learn(live.source(database, clock.today(), stamp, []), confirmed, now, version, always)
    active = learnt.better or keep_anyway
    model: dict[str, object] = {
        "version": version,
        "registry": str(stamp.registry),
        "calibration": learnt.calibration.dump(),
        "report": json.dumps({"before": asdict(learnt.before), "after": asdict(learnt.after)}),
        "cases": learnt.cases,
        "until": at,
    }
    stored.record_model(database, at_the_machine(user()), model, at, active=active)
    console.print(_report(learnt, version))
    console.print(
        f"{version} 已启用 / in use" if active else f"不如原来，留存未启用 / kept, not in use: {version}",
        highlight=False,
    )


def _report(learnt: Learnt, version: str) -> Table:
    table = Table("", "之前 / before", f"之后 / after ({version})")
    before, after = asdict(learnt.before), asdict(learnt.after)
    for name in before:
        table.add_row(name, f"{before[name]:.4g}", f"{after[name]:.4g}")
    return table


def _use(database: Database, version: str) -> None:
    wanted = None if version == cold_start().version else version
    if not stored.activate_model(database, at_the_machine(user()), wanted, clock.now()):
        raise Problem(
            "unknown-model",
            zh=f"没有叫“{version}”的版本。",
            en=f"There is no version “{version}”.",
            next_zh="whose learn --list 列出各版",
            next_en="whose learn --list shows them",
            nearest=tuple(str(m["version"]) for m in stored.models(database)[:3]),
        )


def _listed(database: Database) -> Table:
    table = Table("版本 / version", "登记册 / registry", "办件 / cases", "何时 / at", "在用 / in use")
    registry = str(stored.stamp(database).registry)
    rows = stored.models(database)
    for row in rows:
        old = "" if row["registry"] == registry else "（登记册已变 / registry has moved on）"
        table.add_row(
            row["version"], f"{row['registry']}{old}", str(row["cases"]), row["at"], "✓" if row["active"] else ""
        )
    table.add_row(cold_start().version, "", "0", "", "" if any(r["active"] for r in rows) else "✓")
    return table


def register(app: typer.Typer) -> None:
    """Add this command to `whose`."""
    app.command("learn")(learn_)
