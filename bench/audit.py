"""What the audit trail costs: a write with its record against a bare one, with few and many writers, as it grows."""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from graph import trail
from graph.audit import Deed, Done, perform
from graph.connection import Database
from graph.transactions import Transaction
from schema.people import Actor, Means, UserRole

WRITERS = (1, 8, 32)
SECONDS = 3.0
ROUNDS = 3
LONG = 100_000
EACH = 2_000  # entries to a transaction while the chain is made long

ACTOR = Actor(
    person="bench",
    name="bench",
    acting_as=UserRole.ADMINISTRATOR,
    means=Means.SESSION,
    credential=str(uuid.uuid4()),
    address="192.0.2.7",
)


def run(database: Database) -> dict[str, Any]:
    """By the length of the chain: writes a second, bare and audited, by the number of writers; and of verifying."""
    found: dict[str, Any] = {"writers": {}}
    for length in (0, LONG):
        _grow(database, length)
        _write(database, 8, bare, SECONDS)
        _write(database, 8, audited, 3 * SECONDS)  # the server compiles what it runs often
        found["writers"][str(length)] = {str(writers): _compare(database, writers) for writers in WRITERS}
    started = time.perf_counter()
    verified = trail.verify(database)
    assert verified.ok, verified
    found["verified_per_second"] = round(verified.entries / (time.perf_counter() - started))
    found["entries"] = verified.entries
    return found


def bare(database: Database, at: datetime) -> None:
    """One node."""
    id = str(uuid.uuid4())
    database.write(lambda transaction: _work(transaction, id, at))


def audited(database: Database, at: datetime) -> None:
    """The same node, and the record of it."""
    id = str(uuid.uuid4())
    deed = Deed("person.change", "Person", id, before={"title": "王"}, after={"title": "王小明"})

    def work(transaction: Transaction) -> Done[None]:
        _work(transaction, id, at)
        return Done(None, (deed,))

    perform(database, ACTOR, work, at=at)


def _work(transaction: Transaction, id: str, at: datetime) -> None:
    transaction.run("CREATE (:Throttle {key: $id, failures: 0, at: $at})", id=id, at=at).consume()


def _compare(database: Database, writers: int) -> dict[str, float]:
    """Medians of rounds that take turns, so that what else the machine does falls on both."""
    rates = [(_write(database, writers, bare), _write(database, writers, audited)) for _ in range(ROUNDS)]
    return {
        "bare_per_second": round(statistics.median(rate for rate, _ in rates)),
        "audited_per_second": round(statistics.median(rate for _, rate in rates)),
        "cost": round(statistics.median(plain / recorded for plain, recorded in rates), 2),
    }


def _write(
    database: Database, writers: int, one: Callable[[Database, datetime], None], seconds: float = SECONDS
) -> float:
    at = datetime.now(UTC)
    started = time.perf_counter()
    end = started + seconds

    def keep_on(_: int) -> int:
        count = 0
        while time.perf_counter() < end:
            one(database, at)
            count += 1
        return count

    with ThreadPoolExecutor(writers) as pool:
        done = sum(pool.map(keep_on, range(writers)))
    return done / (time.perf_counter() - started)


def _grow(database: Database, length: int) -> None:
    """Lengthen the chain to at least so many entries."""
    head = trail.head(database)
    have = head.sequence if head else 0
    while have < length:
        deeds = tuple(Deed("person.change", "Person", str(uuid.uuid4()), after={"n": n}) for n in range(EACH))
        perform(database, ACTOR, lambda _, deeds=deeds: Done(None, deeds), at=datetime.now(UTC))  # type: ignore[misc]
        have += EACH
