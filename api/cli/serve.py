"""`whose run` and `whose serve`: the web server, from nothing to the first answer, or on what is there."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer
import uvicorn
from rich.console import Console

from api import clock, logs
from api.app import create_app
from api.cli.database import connected
from api.cli.importing import import_progress, show
from api.security import demonstration
from api.security.start import first_administrator, refuse_defaults, refuse_demonstration
from graph import catalogue
from graph.connection import Database
from graph.migrate import migrate, pending
from graph.settings import Settings
from importers import haikou
from importers.load import import_directory
from schema.people import UserRole, the_program
from schema.problems import Problem


def run() -> None:
    """一条命令到能用：数据库、升级、演示城市、网页 / From nothing to the page: database, data, server."""
    settings = Settings.from_environment()
    console = Console(stderr=True)
    refuse_defaults(settings)
    logs.configure(settings.log_level)
    with _listening(settings) as door, _stopping():
        console.print("1/4 数据库 / database …", highlight=False)
        with connected(settings) as database:
            console.print("2/4 升级 / migrations …", highlight=False)
            migrate(database)
            console.print("3/4 数据 / data …", highlight=False)
            _fill(database, settings, console)
            _people(database, settings, console)
            console.print("4/4 网页 / server …", highlight=False)
            _serve(database, settings, door, console)


def _people(database: Database, settings: Settings, console: Console) -> None:
    """Give the demonstration city its people, and say so loudly."""
    registry = catalogue.registry(database, haikou.MARK)
    if settings.env == "production" or registry is None or not registry.marked:
        return
    demonstration.ensure(database, clock.now())
    names = "、".join(demonstration.name_of(role) for role in UserRole)
    console.rule("[bold red]演示模式 / demonstration", style="red")
    console.print(f"谁都可以一键登录成演示人员，包括管理员：{names}。", highlight=False)
    console.print(
        "Anybody who reaches this page becomes any of them by one click. With real data set WHOSE_ENV=production.",
        highlight=False,
    )
    console.rule(style="red")


def serve() -> None:
    """只开网页服务，数据库须已就绪 / Only the server, on a database that is ready."""
    settings = Settings.from_environment()
    console = Console(stderr=True)
    refuse_defaults(settings)
    logs.configure(settings.log_level)
    with _listening(settings) as door, _stopping(), connected(settings) as database:
        lacking = pending(database)
        if lacking:
            raise Problem(
                "not-migrated",
                zh="数据库结构还没升级到位：" + ", ".join(each.label for each in lacking),
                en="The database still lacks migrations: " + ", ".join(each.label for each in lacking),
                next_zh="先运行 whose migrate",
                next_en="run whose migrate first",
            )
        _serve(database, settings, door, console)


def _fill(database: Database, settings: Settings, console: Console) -> None:
    """Load the demonstration city into an empty registry; one with data, and one in production, stays as it is."""
    if catalogue.registry(database) is not None:
        return
    if settings.env == "production":
        console.print("登记簿是空的：whose import 目录 / The registry is empty: whose import DIR", markup=False)
        return
    with import_progress() as advance:
        report = import_directory(
            database, haikou.directory(), by=the_program("whose run"), at=clock.now(), progress=advance
        )
    if not report.ok:
        show(report, console)
        raise typer.Exit(1)


class _Server(uvicorn.Server):
    """Says where it is once it really answers there."""

    def __init__(self, config: uvicorn.Config, url: str, console: Console) -> None:
        super().__init__(config)
        self._url, self._console = url, console

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._console.print(f"该谁管 → {self._url}  （Ctrl+C 停止 / to stop）", highlight=False)


def _serve(database: Database, settings: Settings, door: socket.socket, console: Console) -> None:
    refuse_demonstration(database, settings)
    config = uvicorn.Config(
        create_app(database, settings, warm=True),
        log_config=None,  # its records go where ours go (api/logs.py)
        log_level="warning",
        access_log=False,  # it writes whole addresses, with what was asked; api/observed.py writes the line instead
        proxy_headers=False,  # by default it believes whoever is on this machine; api/app.py believes who is named
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 -- only shown
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{door.getsockname()[1]}"
    code = first_administrator(database, clock.now())
    if code is not None:
        console.print(
            "第一位管理员请用这个一次性链接设密码（24 小时内有效） / the first administrator's one-time link:"
        )
        console.print(f"  {url}/welcome#{code}", markup=False, highlight=False, soft_wrap=True)
    _Server(config, url, console).run(sockets=[door])


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The port, taken before anything slow begins; the problem `port-taken` where somebody else has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((settings.host, settings.port))
        except OSError as error:
            raise Problem(
                "port-taken",
                zh=f"端口用不了：{settings.host}:{settings.port}（{error.strerror}）",
                en=f"The port cannot be used: {settings.host}:{settings.port} ({error.strerror})",
                next_zh="关掉占用它的程序，或设置 WHOSE_PORT 换一个",
                next_en="stop the program that has it, or choose another with WHOSE_PORT",
            ) from error
        yield door


@contextmanager
def _stopping() -> Iterator[None]:
    """Let SIGTERM end the command like Ctrl+C: by leaving it, so that the embedded database is stopped too."""

    def leave(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(0) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def register(app: typer.Typer) -> None:
    """Add these commands to `whose`."""
    app.command()(run)
    app.command()(serve)
