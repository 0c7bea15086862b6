"""Makes the start-up cache: runs a throw-away Neo4j once, lets Java note what it loads, stops it (about 40 s).

    python -m graph.embedded.training CACHE

Started in the background by `java.prepare_startup_cache`, at the lowest priority. A failure leaves no cache, which
costs a few seconds at the next start.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from graph.embedded import guard, java, server
from graph.embedded.home import Home, choose_port
from schema.problems import Problem

START_SECONDS = 600.0
ASSEMBLE_SECONDS = 900.0
"""Both long: at the lowest priority on a busy machine everything takes ten times as long."""

UNUSED_SECONDS = 30 * 24 * 3600.0
"""A cache that no start has used for so long belongs to a Java or to jars that are gone."""


def train(cache_home: Path) -> bool:
    """Make the start-up cache; False when another process is making it or Neo4j did not answer."""
    target = java.startup_cache(cache_home)
    with (cache_home / ".training.lock").open("w") as lock, tempfile.TemporaryDirectory(prefix="whose-") as scratch:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        home = Home(Path(scratch))
        home.lay_out()
        port = choose_port(0)
        home.configure(port)
        password = secrets.token_hex(24)
        java.set_initial_password(home.root, cache_home, password)
        made = Path(scratch) / "made.aot"
        process = subprocess.Popen(
            java.server_command(home.root, [f"-XX:AOTCacheOutput={made}", "-Xlog:aot=off", "-Xlog:cds=off"]),
            env=java.environment(cache_home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=guard.die_with_parent,
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            uri = f"bolt://127.0.0.1:{port}"
            while not server.answers(uri, password, lambda: Problem("wrong-password", zh="", en="")):
                if process.poll() is not None or time.monotonic() > deadline:
                    return False
                time.sleep(0.5)
            process.terminate()
            process.wait(ASSEMBLE_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        finally:
            process.kill()
            process.wait()
        if not made.exists():
            return False
        for other in cache_home.glob("start-up-*.aot"):
            if other.stat().st_mtime < time.time() - UNUSED_SECONDS:
                other.unlink()
        # Copied under another name first: the scratch folder may be on another disk.
        partial = target.with_suffix(".part")
        with made.open("rb") as source, partial.open("wb") as out:
            while chunk := source.read(1 << 20):
                out.write(chunk)
        partial.replace(target)
    return True


if __name__ == "__main__":
    os.nice(19)
    sys.exit(0 if train(Path(sys.argv[1])) else 1)
