"""Java's start-up cache: made once, for exactly these jars and flags, and used by the next start."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from graph.connection import Database
from graph.embedded import jars, java, server, training
from graph.settings import Settings


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder of its own, with links to the jars of the shared one."""
    shared = Settings(neo4j_uri=None).neo4j_cache
    jars.fetch(shared)
    folder = jars.folder(tmp_path / "cache")
    folder.mkdir(parents=True)
    for jar in jars.locked():
        (folder / jar.file_name).symlink_to(jars.folder(shared) / jar.file_name)
    return tmp_path / "cache"


def test_without_a_cache_there_are_no_flags(cache: Path) -> None:
    assert java.startup_flags(cache) == []


def test_it_belongs_to_exactly_these_jars_and_flags(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = java.startup_cache(cache)
    assert first == java.startup_cache(cache)
    monkeypatch.setattr(java, "FLAGS", (*java.FLAGS, "-Xss1m"))
    assert java.startup_cache(cache) != first
    monkeypatch.undo()
    victim = jars.folder(cache) / jars.locked()[0].file_name
    content = victim.read_bytes()
    victim.unlink()  # a link: the shared jar stays as it is
    victim.write_bytes(content)
    os.utime(victim, ns=(0, 1))
    assert java.startup_cache(cache) != first, "Java refuses a cache whose jars were fetched anew"


@pytest.mark.slow
def test_it_is_made_and_then_used(cache: Path, tmp_path: Path) -> None:
    forgotten, recent = cache / "start-up-0.aot", cache / "start-up-1.aot"
    for other in (forgotten, recent):
        other.write_bytes(b"another Java's")
    os.utime(forgotten, (0, time.time() - training.UNUSED_SECONDS - 60))
    assert training.train(cache)
    made = java.startup_cache(cache)
    assert made.stat().st_size > 10_000_000
    assert recent.exists() and not forgotten.exists()
    settings = Settings(home=tmp_path / "home", neo4j_uri=None, neo4j_cache=cache)
    with Database.open(settings):
        endpoint = server.running(settings)
        assert endpoint is not None
        java_process = psutil.Process(endpoint.java)
        assert f"-XX:AOTCache={made}" in java_process.cmdline()
        assert any(str(made) == region.path for region in java_process.memory_maps()), "mapped, not refused"
