"""Where the writers of one process wait their turn to append to the audit chain, each knowing where it ends.

The chain's head is locked in the graph from the append to the commit, by whichever process; correctness rests on that
alone. But the server has those who wait for a lock look again and again, and each of them holds a thread of it. So the
writers of this process wait here, and whoever is next knows the end that the one before has made, which saves asking.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from graph.connection import Database
from schema.audit import AuditHead


class Queue:
    """One for a database. `end` is where the chain ended when this process last appended, None if it never has."""

    def __init__(self) -> None:
        self.end: AuditHead | None = None
        self._turn = threading.Lock()

    @contextmanager
    def waiting(self) -> Iterator[Turn]:
        """For one piece of work; its turn, if it took one, is over at the end of it."""
        turn = Turn(self._turn)
        try:
            yield turn
        finally:
            turn.leave()


class Turn:
    """One writer's. It is left before the work is tried again, as that may wait for somebody who waits here."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._mine = False

    def take(self) -> None:
        """Wait until nobody else of this process appends."""
        self._lock.acquire()
        self._mine = True

    def leave(self) -> None:
        """Let the next one."""
        if self._mine:
            self._mine = False
            self._lock.release()


_queues: WeakKeyDictionary[Database, Queue] = WeakKeyDictionary()
_making = threading.Lock()


def queue_of(database: Database) -> Queue:
    """The queue of a connection."""
    with _making:
        return _queues.setdefault(database, Queue())
