"""The jars of the embedded Neo4j: which (a lock in this package), whether they are whole, and how to fetch them.

They lie side by side in one folder, so that the folder can be carried to a machine without a network.
Where the repository of jars is, jgo knows (its own settings file may name a mirror); no address is kept here.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from schema.problems import Problem

NEO4J_VERSION = "2026.09.0"
SPARE_BYTES = 64 * 1024 * 1024
"""Room that must stay free on the disk after a download, and before a start."""

_PARALLEL = 8
_ATTEMPTS = 5
_CHUNK = 32 * 1024


class Jar(NamedTuple):
    """One locked jar; `coordinate` is group:artifact:version[:classifier], `size` in bytes."""

    coordinate: str
    size: int
    sha256: str

    @property
    def file_name(self) -> str:
        """Its name in the folder: artifact-version[-classifier].jar."""
        return "-".join(self.coordinate.split(":")[1:]) + ".jar"


@cache
def locked() -> tuple[Jar, ...]:
    """All jars of the lock, in class path order."""
    text = resources.files(__package__).joinpath("jars.lock").read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Jar(coordinate, int(size), sha256) for coordinate, size, sha256 in rows)


def folder(cache_home: Path) -> Path:
    """Where the jars of this Neo4j version lie inside a cache folder."""
    return cache_home / f"neo4j-{NEO4J_VERSION}"


def missing(cache_home: Path, jars: Iterable[Jar] | None = None) -> list[Jar]:
    """The jars that are not there; a damaged one is not missing."""
    return [jar for jar in (jars or locked()) if not (folder(cache_home) / jar.file_name).exists()]


def class_path(cache_home: Path) -> str:
    """The class path, always in the same order (the start-up cache depends on it)."""
    return ":".join(str(folder(cache_home) / jar.file_name) for jar in locked())


def verify(cache_home: Path, jars: Iterable[Jar] | None = None) -> None:
    """Check every jar against its checksum (about 0.15 s for all); raises `damaged-jar`."""
    chosen = list(jars or locked())
    with ThreadPoolExecutor(2) as pool:
        sums = pool.map(lambda jar: _sha256(folder(cache_home) / jar.file_name), chosen)
        damaged = [jar.file_name for jar, found in zip(chosen, sums, strict=True) if found != jar.sha256]
    if damaged:
        raise _damaged(folder(cache_home), damaged)


def fetch(
    cache_home: Path,
    *,
    advance: Callable[[int], None] = lambda _: None,
    source: Path | None = None,
    jars: Iterable[Jar] | None = None,
) -> int:
    """Bring every missing jar into the cache folder and check all of them.

    Downloads run in parallel, resume where an earlier one stopped, and are copied from `source` (another cache
    folder) where that has them. `advance` is told of every `n` bytes that have come. Returns how many bytes came.
    Two processes may fetch at once: one works, the other waits for it.
    Raises `no-disk-space`, `download-failed`, `damaged-jar`.
    """
    chosen = list(jars or locked())
    target = folder(cache_home)
    with _disk(target):
        target.mkdir(parents=True, exist_ok=True)
        with _alone(target):
            wanted = missing(cache_home, chosen)
            size = sum(jar.size for jar in wanted)
            _require_room(target, size)
            with ThreadPoolExecutor(_PARALLEL) as pool:
                tasks = [pool.submit(_bring, jar, target, source, advance) for jar in wanted]
                try:
                    for task in as_completed(tasks):
                        task.result()
                except BaseException:
                    pool.shutdown(wait=True, cancel_futures=True)
                    raise
    verify(cache_home, chosen)
    return size


def require_room(path: Path, size: int = 0) -> None:
    """Raise `no-disk-space` unless `size` bytes, and some to spare, fit on the disk of `path`."""
    with _disk(path):
        path.mkdir(parents=True, exist_ok=True)
        _require_room(path, size)


def _require_room(path: Path, size: int) -> None:
    free = shutil.disk_usage(path).free
    if free < size + SPARE_BYTES:
        raise no_disk_space(path, needed=size + SPARE_BYTES, free=free)


def _bring(jar: Jar, target: Path, source: Path | None, advance: Callable[[int], None]) -> None:
    part = target / f"{jar.file_name}.part"
    other = folder(source) / jar.file_name if source else None
    if other is not None and other.exists():
        shutil.copyfile(other, part)
        advance(jar.size)
    else:
        _download(jar, part, advance)
    if _sha256(part) != jar.sha256:
        part.unlink()
        raise _damaged(target, [jar.file_name])
    part.replace(target / jar.file_name)


def _download(jar: Jar, part: Path, advance: Callable[[int], None]) -> None:
    """Download into `part`, going on from what it already holds."""
    from jgo.util import http

    reason, told, failures = "", 0, 0
    while failures < _ATTEMPTS:
        if failures:
            time.sleep(0.5 * 2**failures)
        have = part.stat().st_size if part.exists() else 0
        if have > jar.size:
            part.unlink()
            have = 0
        if have > told:
            advance(have - told)
            told, failures = have, 0  # as long as something comes, going on is worth it
        if have == jar.size:
            return
        failures += 1
        try:
            with http.get(_address(jar), stream=True, timeout=30, headers={"Range": f"bytes={have}-"}) as response:
                if response.status_code not in (200, 206):
                    reason = f"HTTP {response.status_code}"
                    continue
                with part.open("ab" if response.status_code == 206 else "wb") as out:
                    for chunk in response.iter_content(_CHUNK):
                        out.write(chunk)
                        if out.tell() > told:
                            advance(out.tell() - told)
                            told = out.tell()
                            failures = 0
        except OSError as error:  # every error of the HTTP library is one; so is a full disk
            if error.errno == errno.ENOSPC:
                raise
            reason = type(error).__name__
    raise Problem(
        "download-failed",
        zh=f"下载 {jar.file_name} 失败：{reason}",
        en=f"Downloading {jar.file_name} failed: {reason}",
        next_zh="检查网络后重试，已下载的部分不会丢；没有网络的机器请看 docs/operations.md 的“离线安装”",
        next_en="check the network and try again, what has come is kept; "
        "for a machine without a network see “Offline machine” in docs/operations.md",
        status=503,
    )


@cache
def _repository() -> str:
    """Address of the repository of jars: the mirror named in jgo's settings file, else jgo's default."""
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    mirrors = list(GlobalSettings.load().repositories.values())
    return str(mirrors[0] if mirrors else next(iter(MavenContext().remote_repos.values()))).rstrip("/")


def _address(jar: Jar) -> str:
    group, artifact, version, *_ = jar.coordinate.split(":")
    return f"{_repository()}/{group.replace('.', '/')}/{artifact}/{version}/{jar.file_name}"


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the folder's fetch lock, which dies with the process."""
    with (target / ".fetch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Say in words what a full or read-only disk says in numbers."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise no_disk_space(path) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise Problem(
                "folder-not-writable",
                zh=f"不能写入 {path}",
                en=f"{path} cannot be written",
                next_zh="换一个目录：WHOSE_HOME 或 WHOSE_NEO4J_CACHE",
                next_en="choose another folder: WHOSE_HOME or WHOSE_NEO4J_CACHE",
                status=503,
            ) from error
        raise


def no_disk_space(path: Path, needed: int | None = None, free: int | None = None) -> Problem:
    """The problem of a full disk; sizes in bytes."""
    amount_zh = (
        f"：需要 {needed / 1e6:.0f} MB，剩 {free / 1e6:.0f} MB" if needed is not None and free is not None else ""
    )
    amount_en = (
        f": {needed / 1e6:.0f} MB needed, {free / 1e6:.0f} MB free" if needed is not None and free is not None else ""
    )
    return Problem(
        "no-disk-space",
        zh=f"磁盘空间不足{amount_zh}",
        en=f"Not enough disk space{amount_en}",
        where=str(path),
        next_zh="腾出空间，或用 WHOSE_HOME / WHOSE_NEO4J_CACHE 换到另一块磁盘",
        next_en="free some space, or move to another disk with WHOSE_HOME / WHOSE_NEO4J_CACHE",
        status=503,
    )


def _damaged(target: Path, names: list[str]) -> Problem:
    return Problem(
        "damaged-jar",
        zh=f"文件已损坏（校验和不符）：{'、'.join(names)}",
        en=f"Damaged, its checksum differs: {', '.join(names)}",
        where=str(target),
        next_zh=f"删除后重新下载：rm {target}/{names[0]} && whose neo4j fetch",
        next_en=f"delete and fetch again: rm {target}/{names[0]} && whose neo4j fetch",
        status=503,
    )
