"""The embedded Neo4j: start it, or join the one that already runs in this home."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.embedded import guard, jars, java
from graph.embedded.home import Endpoint, Home, choose_port, home_in_use, port_taken, wrong_password
from graph.settings import Settings
from schema.problems import Problem

USER = "neo4j"
START_SECONDS = 180.0
"""Long, because a start after a kill replays the transaction log."""

_POLL_SECONDS = 0.05


class EmbeddedServer:
    """A running embedded Neo4j that this process uses; `close` when done. It stops with its last user."""

    def __init__(self, home: Home, endpoint: Endpoint, password: str, cache_home: Path) -> None:
        self._home, self._cache_home = home, cache_home
        self.uri, self.password = endpoint.uri, password

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        stay: bool = False,
        seconds: float = START_SECONDS,
        advance: Callable[[int], None] = lambda _: None,
    ) -> EmbeddedServer:
        """Join the server of this home, or start it (fetching missing jars first; `advance` is told of their bytes).

        `stay`: from now on the server outlives its users, until `stop`.
        Raises `home-in-use`, `port-taken`, `no-disk-space`, `damaged-jar`, `download-failed`, `wrong-password`,
        `neo4j-start-failed`.
        """
        home = Home(settings.home)
        jars.require_room(home.root)
        home.lay_out()
        deadline = time.monotonic() + seconds
        try:
            while True:
                if home.join() and (endpoint := _join_or_start(home, settings, advance, deadline)):
                    if stay:
                        home.stay_file.touch()
                    return cls(home, endpoint, home.password(), settings.neo4j_cache)
                if time.monotonic() > deadline:
                    raise home_in_use(home.root)
                time.sleep(_POLL_SECONDS)
        except BaseException:
            home.left()
            raise

    def close(self) -> None:
        """Leave the server; the last to leave stops it and waits until it has stopped."""
        endpoint = self._home.endpoint()
        if not self._home.leave():
            return
        try:
            if endpoint is not None and not self._home.stay_file.exists():
                _terminate(endpoint)
                _wait_until_free(self._home)
                java.prepare_startup_cache(self._cache_home)
        finally:
            self._home.left()


def stop(settings: Settings) -> bool:
    """Stop the server of this home, whoever started it; False when none ran. Raises `home-in-use`."""
    home = Home(settings.home)
    if home.is_free():
        return False
    endpoint = home.endpoint()
    if endpoint is not None:
        _terminate(endpoint)
    _wait_until_free(home)
    return True


def running(settings: Settings) -> Endpoint | None:
    """Where the server of this home runs; None when it does not."""
    home = Home(settings.home)
    return None if home.is_free() else home.endpoint()


def _join_or_start(home: Home, settings: Settings, advance: Callable[[int], None], deadline: float) -> Endpoint | None:
    """The running server's endpoint, or that of a new one; None when there is nothing yet to be joined."""
    lock = home.take_server_lock()
    if lock is not None:
        with lock:
            return _start(home, settings, advance, lock, deadline)
    endpoint = home.endpoint()
    return endpoint if endpoint is not None and _answers(home, endpoint) else None


def _start(
    home: Home,
    settings: Settings,
    advance: Callable[[int], None],
    lock: TextIOWrapper,
    deadline: float,
) -> Endpoint:
    cache_home = settings.neo4j_cache
    if jars.missing(cache_home):
        jars.fetch(cache_home, advance=advance)
    else:
        jars.verify(cache_home)
    for name in ("server.json", "answered", "stay"):  # left by a server that was killed
        (home.root / name).unlink(missing_ok=True)
    for _ in range(3):
        port = choose_port(settings.neo4j_port)
        home.configure(port)
        _ensure_password(home, cache_home)
        printed = home.log_size()
        process = _spawn_guard(home, cache_home, port, lock)
        while process.poll() is None:
            endpoint = home.endpoint()
            if endpoint is not None and _answers(home, endpoint):
                (home.root / "answered").touch()
                return endpoint
            if time.monotonic() > deadline:
                process.terminate()
                process.wait()
            time.sleep(_POLL_SECONDS)
        problem = why_not_started(home, port, home.log_tail(printed))
        if problem.code != "port-taken" or settings.neo4j_port:
            raise problem
    raise problem


def _ensure_password(home: Home, cache_home: Path) -> None:
    """Before the first start: a generated password. A home with data but no password is left as it is."""
    if home.password_file.exists():
        return
    if (home.root / "data" / "databases").exists():
        raise wrong_password(home.password_file)
    password, pending = home.new_password()
    java.set_initial_password(home.root, cache_home, password)
    pending.rename(home.password_file)


def _spawn_guard(home: Home, cache_home: Path, port: int, lock: TextIOWrapper) -> subprocess.Popen[bytes]:
    command = java.server_command(home.root, java.startup_flags(cache_home))
    with (home.root / "logs" / "guard.log").open("ab") as log:
        return subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", guard.__file__, str(home.root)),
                *(str(lock.fileno()), str(port), "--", *command),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=java.environment(cache_home),
            cwd=home.root,
            pass_fds=(lock.fileno(),),
            start_new_session=True,  # Ctrl+C is for us; the server is stopped when we have finished with it
        )


def _answers(home: Home, endpoint: Endpoint) -> bool:
    """Whether a real query is answered: the port opens a second or two before the database does."""
    return answers(endpoint.uri, home.password(), lambda: wrong_password(home.password_file))


def answers(uri: str, password: str, refused: Callable[[], Problem]) -> bool:
    """Ask `RETURN 1` once; raises `refused()` when the password is wrong."""
    try:
        with (
            neo4j.GraphDatabase.driver(uri, auth=(USER, password), connection_timeout=2) as driver,
            driver.session(database="neo4j") as session,
        ):
            session.run("RETURN 1").consume()
    except AuthError:
        raise refused() from None
    except (DriverError, Neo4jError, OSError):
        return False
    return True


def _terminate(endpoint: Endpoint) -> None:
    """Ask guard and JVM to stop; the guard alone would do, but it may have been killed."""
    for process in (endpoint.guard, endpoint.java):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)


def _wait_until_free(home: Home) -> None:
    deadline = time.monotonic() + guard.STOP_SECONDS + 5
    while not home.is_free():
        if time.monotonic() > deadline:
            raise home_in_use(home.root)
        time.sleep(_POLL_SECONDS)


def why_not_started(home: Home, port: int, printed: str) -> Problem:
    """Why the server did not start, from what it printed."""
    if "Address already in use" in printed or "PortBindException" in printed:
        return port_taken(port, "WHOSE_NEO4J_PORT")
    if "No space left on device" in printed:
        return jars.no_disk_space(home.root)
    if "FileLockException" in printed or "store_lock" in printed:
        return home_in_use(home.root)
    last = next((line for line in reversed(printed.splitlines()) if line.strip()), "")
    return Problem(
        "neo4j-start-failed",
        zh=f"内置 Neo4j 没有启动：{last[:300]}",
        en=f"The embedded Neo4j did not start: {last[:300]}",
        where=str(home.root / "logs"),
        next_zh="查看该目录下的 console.log 与 neo4j.log",
        next_en="read console.log and neo4j.log there",
        status=503,
    )
