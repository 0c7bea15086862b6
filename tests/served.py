"""`whose serve` as a process of its own, as it runs in earnest."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2


class Served:
    """A running server: its address, its process, and what it has written so far."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port
        self.url = f"http://127.0.0.1:{port}"
        self.written: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def lines(self) -> list[dict[str, Any]]:
        """The log's lines so far; those for people, before the server answers, are not JSON."""
        return [json.loads(line) for line in self.written if line.startswith("{")]

    def ended(self, seconds: float = 60) -> int:
        """The exit code, everything written having been read; the limit only keeps a broken server from hanging us."""
        code = self.process.wait(seconds)
        self._reader.join(seconds)
        return code

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.written.extend(self.process.stderr)


@contextmanager
def served(home: Path, **settings: object) -> Iterator[Served]:
    """Start it on the database of this home, and wait until it answers; it is killed at the end if it still runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WHOSE_", "NEO4J_"))}
    mine = {f"WHOSE_{name.upper()}": str(value) for name, value in {"home": home, "port": port, **settings}.items()}
    command = [sys.executable, "-c", "from api.cli.main import run; run()", "serve"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=kept | mine) as process:
        running = Served(process, port)
        try:
            _until_it_answers(running)
            yield running
        finally:
            process.kill()


def _until_it_answers(running: Served) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            httpx2.get(f"{running.url}/healthz", timeout=5)
            return
        except httpx2.TransportError:
            assert running.process.poll() is None, "".join(running.written)
            assert time.monotonic() < deadline, "never answered"
            time.sleep(0.1)
