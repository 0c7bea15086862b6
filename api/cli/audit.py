"""`whose audit …`: prove the audit trail, keep it elsewhere, erase personal data from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api import clock
from api.cli.database import connected, user
from graph import archive as archives
from graph import trail
from graph.audit import Deed, Done, perform
from graph.settings import Settings
from schema.audit import AuditHead, Verification
from schema.people import at_the_machine
from schema.problems import Problem

audit = typer.Typer(
    name="audit",
    help="审计记录：验证、导出、抹除个人信息 / The audit trail: verify, export, erase personal data.",
    no_args_is_help=True,
)

FAILED = 4


@audit.command()
def head() -> None:
    """打印链头“序号:哈希”，抄到别处保存 / Print the chain's end, SEQUENCE:HASH, to be kept elsewhere."""
    with connected(Settings.from_environment()) as database:
        found = trail.head(database)
    if found is None:
        raise Problem(
            "empty-audit-trail",
            zh="还没有任何审计记录。",
            en="Nothing has been recorded yet.",
            next_zh="有人做过事之后再来。",
            next_en="Come back when somebody has done something.",
        )
    typer.echo(str(found))


@audit.command()
def verify(
    head: Annotated[
        str | None, typer.Option(metavar="SEQUENCE:HASH", help="另存的链头 / a head that was kept elsewhere")
    ] = None,
    archive: Annotated[
        Path | None, typer.Option(metavar="FILE", help="验证导出的归档，不用数据库 / an archive, without the database")
    ] = None,
) -> None:
    """验证：有改动、缺失、插入、调换就指出并以 4 退出 / Find whatever does not fit; then the exit code is 4."""
    stored = AuditHead.parse(head) if head is not None else None
    if archive is not None:
        with _progress("验证 / verifying") as advance:
            found = archives.verify_archive(archive, stored, advance=advance)
    else:
        with connected(Settings.from_environment()) as database, _progress("验证 / verifying") as advance:
            found = trail.verify(database, stored, advance=advance)
    _show(found)
    if stored is not None and found.ok:
        typer.echo(
            f"与另存的链头相符：第 {stored.sequence} 条 / It agrees with the stored head, entry {stored.sequence}"
        )
    if not found.ok:
        raise typer.Exit(FAILED)


@audit.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="写到这个文件（zip）/ the file to write, a zip")],
) -> None:
    """导出全部记录到一个文件，并打印链头 / Write the whole trail to one file, and print its head."""
    with connected(Settings.from_environment()) as database:
        deed = Deed("audit.export", "AuditTrail", "", after={"file": file.name})
        perform(database, at_the_machine(user()), lambda _: Done(None, (deed,)), at=clock.now())
        with _progress("导出 / exporting") as advance:
            found = archives.export(database, file, advance=advance)
    _show(found)
    if found.ok:
        typer.echo(f"链头，请抄到别处 / The head, to be kept elsewhere: {found.head}")
    else:
        raise typer.Exit(FAILED)


@audit.command()
def erase(
    sequences: Annotated[list[int], typer.Argument(metavar="SEQUENCE…", min=1, help="序号 / numbers of entries")],
    reason: Annotated[str, typer.Option(help="为何抹除（不要写个人信息）/ why; write no personal data here")],
) -> None:
    """抹除这些记录的详情，不可恢复；抹除本身会被记录 / Erase the details of entries for good; that is recorded."""
    if not reason.strip():
        raise Problem(
            "no-reason",
            zh="抹除要写明理由。",
            en="An erasure needs a reason.",
            where="--reason",
            next_zh="写明依据，如“当事人书面要求，文号…”。",
            next_en="Name the ground, for instance the written request and its number.",
            exit_code=2,
        )
    with connected(Settings.from_environment()) as database:
        by = at_the_machine(user())
        erased = perform(database, by, lambda tx: trail.erase(tx, sequences, reason.strip()), at=clock.now())
    before = len(set(sequences)) - len(erased)
    typer.echo(f"已抹除 {len(erased)} 条，先前已抹除 {before} 条 / {len(erased)} erased, {before} had been before")


def _show(found: Verification) -> None:
    """What was found: on standard error where something does not fit."""
    counted = f"{found.entries} 条，其中 {found.erased} 条详情已抹除 / {found.entries} entries, {found.erased} erased"
    if found.ok:
        typer.echo(f"审计链完好：{counted}. The chain holds.")
        return
    typer.echo(f"审计链不完好：{counted}. The chain does not hold:", err=True)
    for finding in found.findings:
        typer.echo(f"- {finding.line()}", err=True)
    if found.more:
        typer.echo(f"- 另有 {found.more} 处 / and {found.more} more", err=True)


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda count: progress.advance(task, count)


def register(app: typer.Typer) -> None:
    """Add these commands to `whose`."""
    app.add_typer(audit)
