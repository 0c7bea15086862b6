"""The audit trail in one file, to be kept elsewhere and verified without a database.

A zip with `entries.jsonl`, an entry a line in the chain's order and spelling, and `manifest.json`, which says how far
it goes. The same entries make the same bytes, whenever they are exported.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from graph.chain import Checker, Raw, canonical
from graph.connection import Database
from graph.trail import walk
from schema.audit import AuditHead, Finding, Verification
from schema.problems import Problem

FORMAT = "whose-audit-trail-1"
ENTRIES = "entries.jsonl"
MANIFEST = "manifest.json"
LONGEST_LINE = 64 * 2**20
_DAMAGED = (
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,  # a member with a password; NotImplementedError is one too
    zipfile.BadZipFile,
    zlib.error,
)
_OTHER_FILE = Finding(
    code="manifest",
    sequence=None,
    zh="entries.jsonl 与清单里的 SHA-256 不符",
    en="entries.jsonl has another SHA-256 than the manifest says",
)
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip knows: the same bytes each time


class Manifest(BaseModel):
    """What the archive holds: `sha256` is of `entries.jsonl`, `head` the trail's own head, None where it had none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str
    entries: int
    erased: int
    head: AuditHead | None
    sha256: str


def export(database: Database, file: Path, *, advance: Callable[[int], None] | None = None) -> Verification:
    """Write the whole trail to `file`, all of it or nothing, readable by its owner only; and verify it on the way.

    A trail that does not hold is written too: it is evidence. Raises `archive-not-written`.
    """
    checker = Checker()
    digest = hashlib.sha256()
    try:
        with _whole(file) as archive:
            with archive.open(_member(ENTRIES), "w", force_zip64=True) as lines:

                def add(raw: Raw) -> None:
                    line = f"{canonical(raw)}\n".encode("utf-8", "surrogatepass")
                    digest.update(line)
                    lines.write(line)

                found = walk(database, checker, each=add, advance=advance)
            manifest = Manifest(
                format=FORMAT,
                entries=found.entries,
                erased=found.erased,
                head=found.stated,
                sha256=digest.hexdigest(),
            )
            archive.writestr(_member(MANIFEST), canonical(manifest.model_dump()) + "\n")
    except OSError as error:
        raise Problem(
            "archive-not-written",
            zh=f"归档写不成：{error.strerror or error}",
            en=f"The archive cannot be written: {error.strerror or error}",
            where=str(file),
            next_zh="换一个可写、空间足够的目录。",
            next_en="Choose a folder that can be written and has room.",
        ) from error
    return found


def verify_archive(
    file: Path, stored: AuditHead | None = None, *, advance: Callable[[int], None] | None = None
) -> Verification:
    """Whether an archive's entries are all there and unchanged; against a head kept elsewhere, where given.

    Raises `unreadable-archive` where it is no such archive at all, or is damaged.
    """
    checker = Checker(stored)
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(file) as archive:
            with archive.open(MANIFEST) as stream:
                manifest = Manifest.model_validate_json(stream.read(LONGEST_LINE))
            if manifest.format != FORMAT:
                raise ValueError(f"format {manifest.format}")
            with archive.open(ENTRIES) as lines:
                for number, line in enumerate(_lines(lines), start=1):
                    digest.update(line)
                    checker.take(_raw(line, number))
                    if advance is not None:
                        advance(1)
    except _DAMAGED as error:
        raise _unreadable(file, error) from error
    found = checker.end(manifest.head, strays=manifest.entries - checker.entries)
    if found.ok and digest.hexdigest() != manifest.sha256:  # all is there, but not the file that was written
        found = found.model_copy(update={"findings": (_OTHER_FILE,)})
    return found


def _lines(lines: IO[bytes]) -> Iterator[bytes]:
    while line := lines.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise ValueError("a line beyond all measure")
        yield line


def _raw(line: bytes, number: int) -> Raw:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"line {number}: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"line {number}: not an object")
    return found


@contextmanager
def _whole(file: Path) -> Iterator[zipfile.ZipFile]:
    """A zip beside `file` that takes its name when all of it is on the disk, and leaves nothing where it fails."""
    handle, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o600 << 16
    return member


def _unreadable(file: Path, error: Exception) -> Problem:
    reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
    return Problem(
        "unreadable-archive",
        zh=f"读不了这个归档，它不完整、被改坏，或不是审计归档：{reason}",
        en=f"This archive cannot be read: incomplete, damaged, or no audit archive: {reason}",
        where=str(file),
        next_zh="换另一份归档；在用的审计链用 whose audit verify 检查。",
        next_en="Take another copy of it; whose audit verify checks the trail in use.",
    )
