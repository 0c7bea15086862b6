"""The jars of the embedded Neo4j: their lock, downloads that resume, checksums, a full disk."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from graph.embedded import jars
from graph.embedded.jars import Jar
from schema.problems import Problem

CONTENT = {f"/org/example/part{n}/1.0/part{n}-1.0.jar": bytes([n]) * (300_000 + n) for n in range(6)}


class Repository(ThreadingHTTPServer):
    """A repository of jars on this machine; it notes what it was asked, and may hang up half-way."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.ranges: list[tuple[str, int]] = []
        self.hang_up_after: int | None = None
        self.content = dict(CONTENT)


class Answer(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        body = self.server.content.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = int(re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", "bytes=0-"))[1])  # type: ignore[index]
        self.server.ranges.append((self.path, start))
        rest = body[start:]
        self.send_response(206)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if self.server.hang_up_after is not None and start == 0:
            self.wfile.write(rest[: self.server.hang_up_after])
            self.wfile.flush()
            self.connection.close()
            return
        self.wfile.write(rest)

    def log_message(self, *_: Any) -> None:
        pass


def jar_of(path: str, body: bytes) -> Jar:
    artifact = path.split("/")[3]
    return Jar(f"org.example:{artifact}:1.0", len(body), hashlib.sha256(body).hexdigest())


JARS = [jar_of(path, body) for path, body in CONTENT.items()]


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    server = Repository()
    Thread(target=partial(server.serve_forever, poll_interval=0.01), daemon=True).start()
    monkeypatch.setattr(jars, "_repository", lambda: f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr("graph.embedded.jars.time.sleep", lambda _: None)
    yield server
    server.shutdown()
    server.server_close()


def test_the_lock_names_every_jar_once_and_no_place() -> None:
    locked = jars.locked()
    assert len(locked) == 241
    assert len({jar.file_name for jar in locked}) == 241
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) and jar.size > 0 for jar in locked)
    assert all(re.fullmatch(r"[\w.-]+(:[\w.-]+){2,3}", jar.coordinate) for jar in locked)
    assert f"org.neo4j:neo4j:{jars.NEO4J_VERSION}" in {jar.coordinate for jar in locked}
    text = resources.files("graph.embedded").joinpath("jars.lock").read_text(encoding="utf-8")
    assert "//" not in text


def test_fetch_brings_everything_and_tells_every_byte(repository: Repository, tmp_path: Path) -> None:
    told: list[int] = []
    assert jars.fetch(tmp_path, advance=told.append, jars=JARS) == sum(jar.size for jar in JARS) == sum(told)
    assert {file.read_bytes() for file in jars.folder(tmp_path).glob("*.jar")} == set(CONTENT.values())
    assert not list(jars.folder(tmp_path).glob("*.part"))
    asked = len(repository.ranges)
    assert jars.fetch(tmp_path, jars=JARS) == 0
    assert len(repository.ranges) == asked, "what is there is not asked for again"


def test_a_download_cut_short_goes_on_where_it_stopped(repository: Repository, tmp_path: Path) -> None:
    repository.hang_up_after = 100_000
    told: list[int] = []
    jars.fetch(tmp_path, advance=told.append, jars=JARS[:1])
    starts = [start for _, start in repository.ranges]
    assert starts[0] == 0 and len(starts) == 2 and 0 < starts[1] <= 100_000
    assert sum(told) == JARS[0].size


def test_a_later_fetch_resumes_the_part_of_an_earlier_one(repository: Repository, tmp_path: Path) -> None:
    path, body = next(iter(CONTENT.items()))
    jars.folder(tmp_path).mkdir()
    (jars.folder(tmp_path) / f"{JARS[0].file_name}.part").write_bytes(body[:250_000])
    jars.fetch(tmp_path, jars=JARS[:1])
    assert repository.ranges == [(path, 250_000)]


def test_a_wrong_file_is_refused_by_name(repository: Repository, tmp_path: Path) -> None:
    path = next(iter(CONTENT))
    repository.content[path] = b"x" * len(CONTENT[path])
    with pytest.raises(Problem, match="damaged-jar") as caught:
        jars.fetch(tmp_path, jars=JARS[:1])
    assert JARS[0].file_name in caught.value.zh and JARS[0].file_name in caught.value.en
    assert "whose neo4j fetch" in caught.value.next_zh and "whose neo4j fetch" in caught.value.next_en
    assert not list(jars.folder(tmp_path).glob("part*")), "nothing of it is kept, so the next fetch starts afresh"


def test_a_jar_damaged_later_is_found(repository: Repository, tmp_path: Path) -> None:
    jars.fetch(tmp_path, jars=JARS)
    victim = jars.folder(tmp_path) / JARS[3].file_name
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    with pytest.raises(Problem, match="damaged-jar") as caught:
        jars.verify(tmp_path, JARS)
    assert JARS[3].file_name in caught.value.en and JARS[2].file_name not in caught.value.en


@pytest.mark.parametrize("gone", ["the file", "the repository"])
def test_a_failed_download_says_what_an_offline_machine_does(repository: Repository, tmp_path: Path, gone: str) -> None:
    if gone == "the file":
        repository.content.clear()
    else:
        repository.shutdown()
        repository.server_close()
    with pytest.raises(Problem, match="download-failed") as caught:
        jars.fetch(tmp_path, jars=JARS[:1])
    assert "离线" in caught.value.next_zh and "Offline" in caught.value.next_en


def test_two_fetches_at_once_download_once(repository: Repository, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        sizes = list(pool.map(lambda _: jars.fetch(tmp_path, jars=JARS), range(2)))
    assert sorted(sizes) == [0, sum(jar.size for jar in JARS)]
    assert len(repository.ranges) == len(JARS)


def test_another_cache_is_copied_from_rather_than_downloaded(repository: Repository, tmp_path: Path) -> None:
    jars.fetch(tmp_path / "here", jars=JARS)
    asked = len(repository.ranges)
    jars.fetch(tmp_path / "carry", source=tmp_path / "here", jars=JARS)
    assert len(repository.ranges) == asked
    jars.verify(tmp_path / "carry", JARS)


def test_a_disk_that_fills_up_meanwhile(repository: Repository, tmp_path: Path) -> None:
    jars.folder(tmp_path).mkdir()
    (jars.folder(tmp_path) / f"{JARS[0].file_name}.part").symlink_to("/dev/full")  # every write: no space left
    with pytest.raises(Problem, match="no-disk-space") as caught:
        jars.fetch(tmp_path, jars=JARS[:1])
    assert "磁盘空间不足" in caught.value.zh and "Not enough disk space" in caught.value.en


def test_a_disk_too_small_is_noticed_before_anything_is_downloaded(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=JARS[0].size))
    with pytest.raises(Problem, match="no-disk-space") as caught:
        jars.fetch(tmp_path, jars=JARS[:1])
    assert re.search(r"\d+ MB needed, \d+ MB free", caught.value.en)
    assert "WHOSE_NEO4J_CACHE" in caught.value.next_zh
    assert not repository.ranges
