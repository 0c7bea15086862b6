"""The folder of an embedded Neo4j: its layout, configuration, password and locks."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import socket
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from schema.problems import Problem

LOOPBACK = "127.0.0.1"

_CONFIGURATION = """\
# Written at every start; edit graph/embedded/home.py instead.
server.default_listen_address={loopback}
server.bolt.listen_address={loopback}:{port}
server.http.enabled=false
server.https.enabled=false
# Nothing is reported to anybody.
dbms.usage_report.enabled=false
dbms.fleet_manager.enabled=false
server.memory.pagecache.size=128m
# Without these two the transaction logs take 256 MB a database.
db.tx_log.rotation.size=16m
db.tx_log.preallocate=false
# Otherwise a stop waits 10 s for network threads that have nothing left to do.
internal.dbms.bolt.netty_server_shutdown_quiet_period_duration=0s
internal.dbms.bolt.netty_server_shutdown_timeout=2s
"""


class Endpoint(NamedTuple):
    """Where a running server is: process ids and Bolt port."""

    guard: int
    java: int
    port: int

    @property
    def uri(self) -> str:
        """Its address for the driver."""
        return f"bolt://{LOOPBACK}:{self.port}"


class Home:
    """`WHOSE_HOME/neo4j`. Two lock files, both dropped by the system when their holders end:

    `server.lock`, exclusive: held by the guard and the JVM as long as either lives. One server a home.
    `clients.lock`, shared: held by every process that uses the server.
    """

    def __init__(self, whose_home: Path) -> None:
        self.root = whose_home / "neo4j"
        self._clients: TextIOWrapper | None = None

    def lay_out(self) -> None:
        """Make the folders that Neo4j expects, readable by the owner only."""
        for name in ("conf", "data", "logs", "run", "plugins", "import"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)

    def configure(self, port: int) -> None:
        """Write `neo4j.conf` for this Bolt port."""
        text = _CONFIGURATION.format(loopback=LOOPBACK, port=port)
        (self.root / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")

    @property
    def password_file(self) -> Path:
        """The file with the generated password, mode 0600."""
        return self.root / "password"

    def password(self) -> str:
        """The generated password; raises `wrong-password` when it was lost."""
        try:
            return self.password_file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise wrong_password(self.password_file) from None

    def new_password(self) -> tuple[str, Path]:
        """A fresh password and the file that holds it until it is valid (rename it to `password_file` then)."""
        password = secrets.token_hex(24)  # letters and digits: a leading dash would be read as an option
        pending = self.root / "password.new"
        pending.unlink(missing_ok=True)
        descriptor = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(password + "\n")
        return password, pending

    def endpoint(self) -> Endpoint | None:
        """Where the running server says it is; None when it does not."""
        try:
            return Endpoint(**json.loads((self.root / "server.json").read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    @property
    def stay_file(self) -> Path:
        """Exists while the server is to outlive its users (`whose neo4j start`)."""
        return self.root / "stay"

    def take_server_lock(self) -> TextIOWrapper | None:
        """The home's lock, to be handed to the guard; None when a server of this home lives."""
        return _take(self.root / "server.lock", fcntl.LOCK_EX)

    def is_free(self) -> bool:
        """Whether no server of this home lives."""
        if not (self.root / "server.lock").exists():
            return True
        lock = self.take_server_lock()
        if lock is None:
            return False
        lock.close()
        return True

    def join(self) -> bool:
        """Be counted among the server's users; False while it is stopping."""
        self._clients = _take(self.root / "clients.lock", fcntl.LOCK_SH)
        return self._clients is not None

    def leave(self) -> bool:
        """Stop being counted. True when this was the last user: then the server is to be stopped, and newcomers wait
        until `left()`."""
        if self._clients is None:
            return False
        try:
            fcntl.flock(self._clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.left()
            return False
        return True

    def left(self) -> None:
        """Let newcomers in again."""
        if self._clients is not None:
            self._clients.close()
            self._clients = None

    def log_tail(self, start: int = 0) -> str:
        """What the JVM printed from byte `start` on, at most the last 4000 characters."""
        with contextlib.suppress(FileNotFoundError), (self.root / "logs" / "console.log").open("rb") as log:
            log.seek(start)
            return log.read().decode("utf-8", "replace")[-4000:]
        return ""

    def log_size(self) -> int:
        """Length of the JVM's output so far, in bytes."""
        log = self.root / "logs" / "console.log"
        return log.stat().st_size if log.exists() else 0


def _take(path: Path, kind: int) -> TextIOWrapper | None:
    file = path.open("a", encoding="utf-8")
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def choose_port(wanted: int) -> int:
    """The wanted loopback port if it is free, or any free one for 0; raises `port-taken`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted))
        except OSError:
            raise port_taken(wanted, "WHOSE_NEO4J_PORT") from None
        return int(probe.getsockname()[1])


def port_taken(port: int, setting: str) -> Problem:
    """The problem of a port in use; `setting` is the variable that chooses it."""
    return Problem(
        "port-taken",
        zh=f"端口 {port} 已被占用",
        en=f"Port {port} is taken",
        next_zh=f"停掉占用它的程序，或用 {setting} 换一个端口",
        next_en=f"stop the program that uses it, or choose another port with {setting}",
        status=503,
    )


def home_in_use(root: Path) -> Problem:
    """The problem of a home whose server lives but cannot be used from here."""
    return Problem(
        "home-in-use",
        zh="这个目录正被另一个 Neo4j 使用，而它没有应答",
        en="This home is in use by another Neo4j, which does not answer",
        where=str(root),
        next_zh="等它停止，或 `whose neo4j stop`，或用 WHOSE_HOME 换一个目录",
        next_en="wait until it stops, or `whose neo4j stop`, or choose another home with WHOSE_HOME",
        status=503,
    )


def wrong_password(password_file: Path) -> Problem:
    """The problem of an embedded server whose password file was lost or changed."""
    return Problem(
        "wrong-password",
        zh="内置 Neo4j 的密码不对：密码文件丢失或被改动",
        en="The embedded Neo4j refuses its password: the password file was lost or changed",
        where=str(password_file),
        next_zh="从备份恢复密码文件；没有备份见 docs/operations.md 的“密码”",
        next_en="restore the password file from a backup; without one see “Password” in docs/operations.md",
        status=503,
    )
