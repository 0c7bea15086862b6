"""`whose import`: load a folder of lists into the registry, and say what is wrong with them, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.cli.database import connected, user
from graph.migrate import migrate
from graph.settings import Settings
from importers.load import import_directory
from importers.report import Count, ImportReport, RowProblem, Severity, write_csv
from schema.people import at_the_machine

_SHOWN = 50
_DOING = {
    "files": "读取 / reading",
    "hubs": "条目 / entries",
    "links": "关系 / links",
    "mandates": "职责 / mandates",
    "precedents": "先例 / precedents",
    "conflicts": "冲突 / conflicts",
}
_LISTS = {
    "departments": "单位 / departments",
    "authorities": "职能 / authorities",
    "issue_types": "事项 / issue types",
    "divisions": "区划 / divisions",
    "locations": "地点 / places",
    "factors": "判定要素 / factors",
    "statutes": "依据 / statutes",
    "exercises": "职能行使 / exercises",
    "successions": "单位承接 / successions",
    "mandates": "职责 / mandates",
    "precedents": "先例 / precedents",
}
_SEVERITIES = {Severity.ERROR: "错误 error", Severity.WARNING: "提醒 warning", Severity.NOTE: "说明 note"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def import_(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="放名册的目录 / The folder that holds the lists (docs/importing.md).")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查，不写入 / Only check, and say what would change.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="把逐行报告写成 CSV / Write the report by row as CSV.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="经办人 / Who imports; your user name if unset.")
    ] = None,
) -> None:
    """导入名册：全部成功或全部不写 / Import the lists: all of it or nothing."""
    console = Console()
    with connected(Settings.from_environment()) as database:
        migrate(database)
        with import_progress() as advance:
            done = import_directory(
                database,
                folder,
                by=at_the_machine(user(), by),
                at=datetime.now(UTC),
                dry_run=dry_run,
                progress=advance,
            )
    if report is not None:
        write_csv(done.problems, report)
    show(done, console, report)
    if not done.ok:
        raise typer.Exit(1)


@contextmanager
def import_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, a line for each kind of thing that is written."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks = {doing: progress.add_task(text, visible=False) for doing, text in _DOING.items()}

        def advance(doing: str, done: int, total: int) -> None:
            progress.update(tasks[doing], completed=done, total=total, visible=True)

        yield advance


def show(report: ImportReport, console: Console, written: Path | None = None) -> None:
    """Print a report: the problems by row, then what was, or would be, changed."""
    if report.problems:
        console.print(_problems(report.problems[:_SHOWN]))
        if len(report.problems) > _SHOWN and written is None:
            more = len(report.problems) - _SHOWN
            console.print(f"另有 {more} 条，用 --report FILE.csv 查看 / {more} more: --report FILE.csv", markup=False)
    if written is not None:
        console.print(f"报告 / report: {written}", markup=False, highlight=False)
    if report.absent:
        absent = ", ".join(report.absent)
        console.print(f"没有这些文件，相应名册保持不变 / Absent, so left as they are: {absent}", markup=False)
    if not report.ok:
        count = len(report.errors)
        console.print(f"{count} 个错误，什么都没有写入 / {count} errors; nothing was written", style="red")
        return
    if not report.changed:
        console.print(f"没有变化，登记册仍是第 {report.version} 版 / No change; version {report.version} as before")
        return
    console.print(_changes(report))
    if report.dry_run:
        console.print("演练：没有写入 / Dry run: nothing was written")
    else:
        console.print(f"已导入，登记册第 {report.version} 版 / Imported: version {report.version}", style="green")


def _problems(problems: tuple[RowProblem, ...]) -> Table:
    table = Table(show_lines=False)
    for heading in ("", "位置 / where", "问题 / what is wrong", "相近 / nearest"):
        table.add_column(heading, overflow="fold")
    for problem in problems:
        table.add_row(
            _SEVERITIES[problem.severity],
            _plain(problem.where()),
            f"{_plain(problem.zh)}\n{_plain(problem.en)}",
            _plain("\n".join(problem.nearest)),
            style=_COLOURS[problem.severity],
        )
    return table


def _changes(report: ImportReport) -> Table:
    table = Table()
    table.add_column("名册 / list")
    for heading in ("新增 / added", "更改 / changed", "撤销 / retired", "不变 / as before"):
        table.add_column(heading, justify="right")
    for listing, count in report.counts.items():
        table.add_row(_LISTS[listing], *_numbers(count))
    if not report.dry_run:
        table.add_row("冲突关系 / conflicts", *_numbers(report.conflicts), style="dim")
    if report.respelled:
        table.add_row("拼音索引 / pinyin", "", str(report.respelled), "", "", style="dim")
    return table


def _numbers(count: Count) -> tuple[str, ...]:
    return tuple(str(n or "") for n in (count.added, count.changed, count.retired, count.unchanged))


def _plain(text: str) -> str:
    """Text from somebody's file, in which square brackets are no markup and control characters do nothing."""
    shown = "".join(c if c.isprintable() or c == "\n" else "·" for c in text)
    return shown.replace("[", r"\[")


def register(app: typer.Typer) -> None:
    """Add this command to `whose`."""
    app.command(name="import")(import_)
