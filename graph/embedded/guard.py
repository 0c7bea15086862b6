"""The process between us and the JVM: it keeps one Neo4j alive while somebody uses it, and never longer.

Run as a script with the standard library only, so that it starts in milliseconds:

    python guard.py HOME LOCK_DESCRIPTOR PORT -- JAVA ARGUMENT...

It inherits the home's lock and passes it to the JVM, so the lock is free exactly when both are gone. Every process
that uses the server holds a shared lock on `clients.lock`; when the guard can take that file for itself, nobody is
left (they have ended, or were killed: the system drops their locks), and it stops the server in order. While there is
a file `stay` in the home it waits for a signal instead. When the guard itself is killed, Linux sends the JVM a
SIGTERM. A JVM that dies unasked is started again on the same port, once it has answered at all (the starter says so
by the file `answered`).
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

POLL_SECONDS = 0.1
STOP_SECONDS = 60.0
RESTARTS = 3
SETTLED_SECONDS = 60.0
"""A JVM that lived this long counts as started: the number of restarts begins anew."""


def die_with_parent() -> None:
    """In the child, before exec: ask Linux for SIGTERM when the parent ends. (The guard has one thread.)"""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def write_endpoint(home: Path, content: dict[str, object]) -> None:
    """Say where the server is; replaced as a whole so that nobody reads half of it."""
    temporary = home / "server.json.new"
    temporary.write_text(json.dumps(content), encoding="utf-8")
    temporary.replace(home / "server.json")


class Guard:
    """One server of one home."""

    def __init__(self, home: Path, lock: int, port: int, command: list[str]) -> None:
        self.home, self.lock, self.port, self.command = home, lock, port, command
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def run(self) -> int:
        """Run until stopped or left alone; the exit code is the JVM's where it failed."""
        restarts = 0
        with (self.home / "clients.lock").open("a") as clients:
            while True:
                began = time.monotonic()
                java = self._start()
                code = self._watch(java, clients.fileno())
                if code is None:
                    return 0
                (self.home / "server.json").unlink(missing_ok=True)
                restarts = 0 if time.monotonic() - began > SETTLED_SECONDS else restarts + 1
                if not (self.home / "answered").exists() or restarts > RESTARTS:
                    return code or 1

    def _start(self) -> subprocess.Popen[bytes]:
        with (self.home / "logs" / "console.log").open("ab") as log:
            java = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(self.lock,),
                preexec_fn=die_with_parent,
            )
        write_endpoint(self.home, {"guard": os.getpid(), "java": java.pid, "port": self.port})
        return java

    def _watch(self, java: subprocess.Popen[bytes], clients: int) -> int | None:
        """Wait: the exit code when the JVM ended unasked, None when it was stopped."""
        while True:
            code = java.poll()
            if code is not None:
                return None if self.stopping else code
            if self.stopping or (not (self.home / "stay").exists() and self._alone(clients)):
                self.stopping = True
                (self.home / "server.json").unlink(missing_ok=True)
                java.terminate()
                try:
                    java.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    java.kill()
                    java.wait()
                return None
            time.sleep(POLL_SECONDS)

    @staticmethod
    def _alone(clients: int) -> bool:
        """Whether nobody uses the server; if so, newcomers now wait until it is stopped."""
        try:
            fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def main(arguments: list[str]) -> int:
    """Read the arguments, then guard."""
    home, lock, port, separator, *command = arguments
    assert separator == "--"
    return Guard(Path(home), int(lock), int(port), command).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
