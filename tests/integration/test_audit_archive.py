"""The audit trail as a file: whole, the same bytes each time, and verified without a database."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph import trail
from graph.archive import ENTRIES, MANIFEST, export, verify_archive
from graph.audit import perform
from graph.connection import Database
from schema.audit import AuditHead, Verification
from schema.problems import Problem
from tests.conftest import wipe
from tests.trail import AT, actor, filled

Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def eight(database: Database) -> Database:
    """Seven deeds, one of them erased, which is the eighth."""
    wipe(database)
    filled(database, 7)
    perform(database, actor("steward"), lambda tx: trail.erase(tx, [3], "本人要求"), at=AT)
    return database


@pytest.fixture
def file(eight: Database, tmp_path: Path) -> Path:
    """An archive of them."""
    assert export(eight, tmp_path / "trail.zip").ok
    return tmp_path / "trail.zip"


def rewrite(file: Path, change: Callable[[Lines, dict[str, Any]], None]) -> None:
    """Open the archive, change its lines and manifest, and close it again."""
    with zipfile.ZipFile(file) as archive:
        lines = [json.loads(line) for line in archive.read(ENTRIES).decode().splitlines()]
        manifest = json.loads(archive.read(MANIFEST))
    change(lines, manifest)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(ENTRIES, "".join(json.dumps(line) + "\n" for line in lines))
        archive.writestr(MANIFEST, json.dumps(manifest))


def codes(found: Verification) -> list[tuple[str, int | None]]:
    return [(f.code, f.sequence) for f in found.findings]


def test_an_archive_is_the_trail(eight: Database, file: Path) -> None:
    end = trail.head(eight)
    assert end is not None
    found = verify_archive(file, end)
    assert found.ok and found.entries == 8 and found.erased == 1
    assert found.head == found.stated == end
    assert found == trail.verify(eight, end)


def test_the_same_entries_make_the_same_bytes(
    eight: Database, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "BATCH", 3)
    export(eight, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600, "it holds personal data"


def test_an_archive_older_than_the_stored_head_is_too_short(file: Path) -> None:
    later = AuditHead(sequence=9, hash="0" * 64)
    assert codes(verify_archive(file, later)) == [("cut-off", 9)]
    other = AuditHead(sequence=5, hash="0" * 64)
    assert codes(verify_archive(file, other)) == [("not-the-stored-head", 5)]


def _name(lines: Lines, manifest: dict[str, Any]) -> None:
    lines[4]["name"] = "nobody"


def _details(lines: Lines, manifest: dict[str, Any]) -> None:
    lines[4]["details"] = lines[5]["details"]


def _nothing(lines: Lines, manifest: dict[str, Any]) -> None:
    lines[4] |= {"details": None, "salt": None}


def _delete(lines: Lines, manifest: dict[str, Any]) -> None:
    del lines[4]


def _swap(lines: Lines, manifest: dict[str, Any]) -> None:
    lines[4], lines[5] = lines[5], lines[4]


def _cut(lines: Lines, manifest: dict[str, Any]) -> None:
    del lines[6:]


def _cut_unseen(lines: Lines, manifest: dict[str, Any]) -> None:
    """The manifest says nothing of it; the erasure goes too."""
    del lines[6:]
    manifest |= {"head": {"sequence": 6, "hash": lines[-1]["hash"]}, "entries": 6}


def _spelling(lines: Lines, manifest: dict[str, Any]) -> None:
    """Every entry is there, but not as it was written."""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_name, [("changed", 5)]),
        (_details, [("details-changed", 5)]),
        (_nothing, [("erased-without-record", 5)]),
        (_delete, [("missing", 5), ("strays", None)]),
        (_swap, [("missing", 5), ("twice", 5)]),
        (_cut, [("cut-off", 7), ("strays", None), ("erased-without-record", 3)]),
        (_cut_unseen, [("erased-without-record", 3)]),
        (_spelling, [("manifest", None)]),
    ],
)
def test_a_change_in_an_archive_is_found(
    file: Path, change: Callable[[Lines, dict[str, Any]], None], expected: list[tuple[str, int | None]]
) -> None:
    rewrite(file, change)
    assert codes(verify_archive(file)) == expected


def _not_a_zip(file: Path) -> None:
    file.write_text("no")


def _half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[200] ^= 0xFF
    file.write_bytes(data)


def _other_zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme", "")


def _other_format(file: Path) -> None:
    rewrite(file, lambda _, manifest: manifest.update(format="whose-audit-trail-9"))


def _no_json(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        manifest = archive.read(MANIFEST)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(MANIFEST, manifest)
        archive.writestr(ENTRIES, "[" * 100_000 + "\n")


@pytest.mark.parametrize("damage", [_not_a_zip, _half, _flipped, _other_zip, _other_format, _no_json, Path.unlink])
def test_what_is_no_archive_is_said(file: Path, damage: Callable[[Path], None]) -> None:
    damage(file)
    with pytest.raises(Problem, match="unreadable-archive"):
        verify_archive(file)


def test_a_damaged_trail_is_archived_as_it_is(eight: Database, tmp_path: Path) -> None:
    with eight.session() as session:
        session.run("MATCH (e:AuditEntry {sequence: 5}) SET e.name = 'nobody'").consume()
    try:
        assert codes(export(eight, tmp_path / "evidence.zip")) == [("changed", 5)]
        assert codes(verify_archive(tmp_path / "evidence.zip")) == [("changed", 5)]
    finally:
        with eight.session() as session:
            session.run("MATCH (e:AuditEntry {sequence: 5}) SET e.name = 'chen'").consume()
    assert trail.verify(eight).ok


def test_an_archive_is_written_whole_or_not_at_all(
    eight: Database, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr("graph.archive.walk", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("power cut")))
    with pytest.raises(RuntimeError):
        export(eight, file)
    assert file.read_bytes() == before and list(tmp_path.iterdir()) == [file]
    with pytest.raises(Problem, match="archive-not-written"):
        export(eight, tmp_path / "missing" / "trail.zip")
