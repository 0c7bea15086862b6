"""The embedded Neo4j: one server a home, shared by its users, gone with the last of them however they end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from graph.connection import Database
from graph.embedded import jars, java, server
from graph.embedded.home import Home
from graph.settings import Settings
from schema.problems import Problem

CLIENT = """
import sys
from pathlib import Path
from graph.connection import Database
from graph.settings import Settings
with Database.open(Settings(home=Path(sys.argv[1]), neo4j_uri=None)) as database:
    print("ready", flush=True)
    if sys.argv[2] == "write":
        number = 0
        while True:
            number += 1
            database.write(lambda tx: tx.run("CREATE (:Note {number: $number})", number=number).consume())
            print(number, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No start-up cache is made for these short-lived servers."""
    monkeypatch.setattr(java, "prepare_startup_cache", lambda _: None)


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has been started and stopped once; the tests start from copies, which saves seconds each."""
    seed = tmp_path_factory.mktemp("seed") / "home"
    running = server.EmbeddedServer.open(settings_of(seed))
    running.close()
    return seed


@pytest.fixture
def home(seed: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(seed, tmp_path / "home")
    yield tmp_path / "home"
    server.stop(Settings(home=tmp_path / "home"))


def settings_of(home: Path, **more: object) -> Settings:
    return Settings(home=home, neo4j_uri=None, **more)  # type: ignore[arg-type]


@contextmanager
def client(home: Path, task: str = "hold") -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server of this home until its standard input is closed."""
    command = [sys.executable, "-c", CLIENT, str(home), task]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    """Poll; the limit only keeps a broken server from hanging the run."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def count(database: Database) -> int:
    with database.session("READ") as session:
        return int(session.run("MATCH (n:Note) RETURN count(n) AS n").single(strict=True)["n"])


def test_users_share_one_server_and_the_last_one_stops_it(home: Path) -> None:
    settings = settings_of(home)
    with Database.open(settings) as database:
        endpoint = server.running(settings)
        assert endpoint is not None
        password = home / "neo4j" / "password"
        assert stat.S_IMODE(password.stat().st_mode) == 0o600
        assert stat.S_IMODE((home / "neo4j").stat().st_mode) == 0o700
        secret = password.read_text().strip()
        for pid in (endpoint.guard, endpoint.java):
            assert secret not in " ".join(psutil.Process(pid).cmdline() + list(psutil.Process(pid).environ().values()))
        listening = [c.laddr for c in psutil.Process(endpoint.java).net_connections("inet") if c.status == "LISTEN"]
        assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
        with client(home) as other:
            assert server.running(settings) == endpoint, "joined, not started anew"
            database.close()
            assert server.running(settings) == endpoint, "somebody still uses it"
            assert other.stdin is not None
            other.stdin.close()
            assert other.wait(60) == 0
        assert server.running(settings) is None
        assert gone(endpoint.java) and gone(endpoint.guard)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_jvm_is_left_behind_by_a_user_that_is_killed(home: Path, number: signal.Signals) -> None:
    with client(home) as process:
        endpoint = server.running(settings_of(home))
        assert endpoint is not None
        process.send_signal(number)
        process.wait(60)
        until(lambda: gone(endpoint.java) and gone(endpoint.guard))
    until(Home(home).is_free)
    log = (home / "neo4j" / "logs" / "neo4j.log").read_text()
    assert log.count("Stopped.") == log.count("Started.") == 2, "stopped in order, not cut off"


def test_nothing_acknowledged_is_lost_when_everything_is_killed(home: Path) -> None:
    settings = settings_of(home)
    with client(home, "write") as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(200)]
        endpoint = server.running(settings)
        assert endpoint is not None
        for pid in (endpoint.guard, endpoint.java, process.pid):
            os.kill(pid, signal.SIGKILL)
        acknowledged += process.stdout.readlines()
    until(lambda: gone(endpoint.java))
    assert (home / "neo4j" / "server.json").exists(), "what a killed server leaves behind does not mislead the next"
    with Database.open(settings) as database:
        assert count(database) >= len([line for line in acknowledged if line.endswith("\n")])


def test_a_guard_that_is_killed_takes_the_jvm_with_it(home: Path) -> None:
    with client(home):
        endpoint = server.running(settings_of(home))
        assert endpoint is not None
        os.kill(endpoint.guard, signal.SIGKILL)
        until(lambda: gone(endpoint.java))


def test_a_jvm_that_dies_is_started_again_and_the_users_go_on(home: Path) -> None:
    settings = settings_of(home)
    with Database.open(settings) as database:
        database.write(lambda tx: tx.run("CREATE (:Note)").consume())
        first = server.running(settings)
        assert first is not None
        os.kill(first.java, signal.SIGKILL)
        until(lambda: (now := server.running(settings)) is not None and now.java != first.java)
        database.wait_ready(90)
        assert count(database) == 1
        second = server.running(settings)
        assert second is not None and second.port == first.port


def test_a_server_that_was_told_to_stay(home: Path) -> None:
    settings = settings_of(home)
    server.EmbeddedServer.open(settings, stay=True).close()
    endpoint = server.running(settings)
    assert endpoint is not None
    with Database.open(settings):
        pass
    assert server.running(settings) == endpoint
    assert server.stop(settings) and gone(endpoint.java)
    assert not server.stop(settings), "twice does no harm"


def test_home_in_use_by_something_that_does_not_answer(home: Path) -> None:
    Home(home).lay_out()
    lock = Home(home).take_server_lock()
    assert lock is not None
    with lock, pytest.raises(Problem, match="home-in-use") as caught:
        server.EmbeddedServer.open(settings_of(home), seconds=0.3)
    assert "正被另一个 Neo4j 使用" in caught.value.zh and "in use by another Neo4j" in caught.value.en
    assert caught.value.where == str(home / "neo4j")


def test_a_port_that_is_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem, match="port-taken") as caught:
            server.EmbeddedServer.open(settings_of(home, neo4j_port=port))
        assert str(port) in caught.value.zh and "WHOSE_NEO4J_PORT" in caught.value.next_en
        # Taken between our look and Neo4j's: the same answer, from what Neo4j itself says.
        monkeypatch.setattr(server, "choose_port", lambda wanted: wanted)
        with pytest.raises(Problem, match="port-taken"):
            server.EmbeddedServer.open(settings_of(home, neo4j_port=port))
    assert Home(home).is_free()


def test_a_damaged_jar_is_named_and_nothing_is_started(home: Path, tmp_path: Path, test_settings: Settings) -> None:
    cache = tmp_path / "cache"
    jars.folder(cache).mkdir(parents=True)
    source = jars.folder(Settings(neo4j_uri=None).neo4j_cache)
    jars.fetch(source.parent)
    for jar in jars.locked():
        (jars.folder(cache) / jar.file_name).symlink_to(source / jar.file_name)
    victim = jars.folder(cache) / jars.locked()[100].file_name
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.unlink()
    victim.write_bytes(content)
    with pytest.raises(Problem, match="damaged-jar") as caught:
        server.EmbeddedServer.open(settings_of(home, neo4j_cache=cache))
    assert victim.name in caught.value.zh and victim.name in caught.value.next_en
    assert Home(home).is_free()


def test_no_room_to_start(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(Problem, match="no-disk-space") as caught:
        server.EmbeddedServer.open(settings_of(home))
    assert "剩 1 MB" in caught.value.zh and "1 MB free" in caught.value.en and "WHOSE_HOME" in caught.value.next_en


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("java.io.IOException: No space left on device", "no-disk-space"),
        ("Caused by: java.net.BindException: Address already in use", "port-taken"),
        (
            "Optional[PortBindException: An error occurred while trying to bind to the socket /127.0.0.1:1]",
            "port-taken",
        ),
        ("org.neo4j.kernel.internal.locker.FileLockException: Lock file has been locked: store_lock", "home-in-use"),
        ("Error: something new\n\n", "neo4j-start-failed"),
    ],
)
def test_what_a_failed_start_printed_becomes_a_problem(tmp_path: Path, printed: str, code: str) -> None:
    problem = server.why_not_started(Home(tmp_path), 7687, printed)
    assert problem.code == code and problem.zh and problem.en and problem.next_zh and problem.next_en


def test_a_lost_or_changed_password_file(home: Path) -> None:
    settings = settings_of(home)
    password = home / "neo4j" / "password"
    with Database.open(settings):
        right = password.read_text()
        password.write_text("changed")
        with pytest.raises(Problem, match="wrong-password") as caught:
            Database.open(settings)
        assert "密码" in caught.value.zh and str(password) == caught.value.where
        password.write_text(right)
    password.unlink()
    with pytest.raises(Problem, match="wrong-password"):
        Database.open(settings)
    assert (home / "neo4j" / "data" / "databases" / "neo4j").exists(), "the data is left as it is"


def test_a_useless_start_up_cache_stops_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "damaged.aot"
    damaged.write_bytes(os.urandom(100_000))
    monkeypatch.setattr(java, "startup_cache", lambda _: damaged)
    with Database.open(settings_of(home)) as database:
        assert database.version >= (5, 26)
        pid = server.running(settings_of(home)).java  # type: ignore[union-attr]
        assert f"-XX:AOTCache={damaged}" in psutil.Process(pid).cmdline()
