"""`whose neo4j …` and `whose migrate`: the database, embedded or not."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from graph.connection import Database
from graph.embedded import jars, server
from graph.embedded.home import Home
from graph.migrate import migrate as apply_migrations
from graph.settings import Settings

neo4j = typer.Typer(
    name="neo4j",
    help="内置的 Neo4j：下载、启动、停止、状态 / The embedded Neo4j: fetch, start, stop, status.",
    no_args_is_help=True,
)


@contextmanager
def jar_progress(cache_home: Path) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error for the jars that are still missing; none when nothing is missing."""
    total = sum(jar.size for jar in jars.missing(cache_home))
    if not total:
        yield lambda _: None
        return
    console = Console(stderr=True)
    console.print(
        f"下载内置 Neo4j：{total / 1e6:.0f} MB / Fetching the embedded Neo4j: {total / 1e6:.0f} MB", markup=False
    )
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"Neo4j {jars.NEO4J_VERSION}", total=total)
        yield lambda count: progress.advance(task, count)


@contextmanager
def connected(settings: Settings) -> Iterator[Database]:
    """An open database for a command, with a progress bar should the embedded server have to be fetched first."""
    if settings.embedded and server.running(settings) is None:
        with jar_progress(settings.neo4j_cache) as advance:
            database = Database.open(settings, advance=advance)
    else:
        database = Database.open(settings)
    with database:
        yield database


def user() -> str:
    """The system's account that runs this command, by which the audit trail names it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "unknown"


@neo4j.command()
def fetch(
    to: Annotated[
        Path | None,
        typer.Option(
            help="放到这个目录（带到没有网络的机器上用）/ Put it into this folder, for a machine without a network."
        ),
    ] = None,
) -> None:
    """下载内置的 Neo4j 并校验；中断后可续传 / Fetch the embedded Neo4j and verify it; resumes when interrupted."""
    settings = Settings.from_environment()
    target = to.expanduser().absolute() if to else settings.neo4j_cache
    with jar_progress(target) as advance:
        jars.fetch(target, advance=advance, source=settings.neo4j_cache if to else None)
    typer.echo(
        f"Neo4j {jars.NEO4J_VERSION}: {len(jars.locked())} 个文件已校验 / files verified ({jars.folder(target)})"
    )
    if to:
        typer.echo(f"在另一台机器上 / on the other machine: WHOSE_NEO4J_CACHE={target}")


@neo4j.command()
def start() -> None:
    """启动并留在后台，直到 `whose neo4j stop` / Start it and let it stay, until `whose neo4j stop`."""
    settings = Settings.from_environment()
    with jar_progress(settings.neo4j_cache) as advance:
        running = server.EmbeddedServer.open(settings, stay=True, advance=advance)
    running.close()
    typer.echo(f"运行中 / running: {running.uri}")


@neo4j.command()
def stop() -> None:
    """停止本目录的内置 Neo4j / Stop the embedded Neo4j of this home."""
    stopped = server.stop(Settings.from_environment())
    typer.echo("已停止 / stopped" if stopped else "没有在运行 / was not running")


@neo4j.command()
def status() -> None:
    """运行与否、地址、占用空间；没有运行时退出码 3 / Whether it runs, and where; exit code 3 when it does not."""
    settings = Settings.from_environment()
    endpoint = server.running(settings)
    home = Home(settings.home)
    lacking = jars.missing(settings.neo4j_cache)
    typer.echo(f"目录 / home: {home.root}")
    typer.echo(f"下载 / jars: {len(jars.locked()) - len(lacking)}/{len(jars.locked())} ({settings.neo4j_cache})")
    if home.root.exists():
        size = sum(file.stat().st_size for file in (home.root / "data").rglob("*") if file.is_file())
        free = shutil.disk_usage(home.root).free
        typer.echo(f"数据 / data: {size / 1e6:.0f} MB, 剩余 / free: {free / 1e6:.0f} MB")
    if endpoint is None:
        typer.echo("没有在运行 / not running")
        raise typer.Exit(3)
    stays = (
        "直到 / until `whose neo4j stop`"
        if home.stay_file.exists()
        else "随最后一个使用者停止 / stops with its last user"
    )
    typer.echo(f"运行中 / running: {endpoint.uri} ({stays}), pid {endpoint.java}")
    typer.echo(f"用户 / user: {server.USER}, 密码文件 / password file: {home.password_file}")


def migrate(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只列出，不改动 / Only list what would be applied.")
    ] = False,
) -> None:
    """把数据库升级到本程序的版本 / Bring the database to this release."""
    with connected(Settings.from_environment()) as database:
        done = apply_migrations(database, dry_run=dry_run)
    verb = "待执行 / pending" if dry_run else "已执行 / applied"
    for migration in done:
        typer.echo(f"{verb}: {migration.label}")
    if not done:
        typer.echo("已是最新 / nothing to do")


def register(app: typer.Typer) -> None:
    """Add these commands to `whose`."""
    app.add_typer(neo4j)
    app.command()(migrate)
