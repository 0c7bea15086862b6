"""How often signing in has failed, so that passwords cannot be tried out, and nobody can lock another out by failing.

Failures count for an account *at an address* and for an address. A browser that has signed in to the account before
(its device cookie says so) counts by itself, so that the owner gets in whatever others do at the same address (OWASP,
"Slow down online guessing attacks with device cookies"). Counts are kept under hashes: they name nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.connection import Database
from graph.credentials import hashed
from graph.people import Account
from graph.transactions import Transaction, run
from schema.people import Person

WINDOW = timedelta(minutes=15)
"""Failures are forgotten this long after the last of them."""

AT_ONE_ACCOUNT = 5
AT_ONE_ADDRESS = 50
"""Failures that are free: a typing error is no attack, and one address may be that of a whole office."""

DEVICE_DAYS = 180


@dataclass(frozen=True)
class Counter:
    """What is counted together, and how many failures are free."""

    key: str
    free: int


def counters(name: str, address: str | None, device: str | None) -> tuple[Counter, ...]:
    """What a failure to sign in counts for; `device` is the secret of a browser known for this account, or None."""
    if device is not None:
        return (Counter(_key("device", device), AT_ONE_ACCOUNT),)
    where = address or ""
    return (
        Counter(_key("account", name, where), AT_ONE_ACCOUNT),
        Counter(_key("address", where), AT_ONE_ADDRESS),
    )


def wait(database: Database, counted: Iterable[Counter], *, at: datetime) -> timedelta | None:
    """How long to wait before another try; None where one may try now."""
    free = {each.key: each.free for each in counted}
    rows = database.read("find_throttles", keys=list(free), at=at)
    waits = [row["forgotten_at"].to_native() - at for row in rows if row["failures"] >= free[row["key"]]]
    return max(waits, default=None)


def failed(database: Database, counted: Iterable[Counter], *, at: datetime) -> None:
    """Count a failure. It is no deed: the account may not even exist."""
    keys = [each.key for each in counted]
    database.write(lambda tx: run(tx, "count_failure", {"keys": keys, "at": at, "forgotten_at": at + WINDOW}))


def knows(database: Database, account: Account | None, device: str | None, *, at: datetime) -> bool:
    """Whether that browser has signed in to that account before."""
    if not device:
        return False
    # asked of an unknown account too, so that it takes as long
    person = account.person.id if account else ""
    return bool(database.read("find_device", hash=hashed(device), person=person, at=at))


def succeeded(
    transaction: Transaction, person: Person, counted: Iterable[Counter], device: str, *, at: datetime
) -> None:
    """Forget the failures of whoever got in, but not the address's, and know their browser from now on."""
    keys = [each.key for each in counted if each.free == AT_ONE_ACCOUNT]
    run(
        transaction,
        "remember_device",
        {"keys": keys, "hash": hashed(device), "person": person.id, "ends_at": at + timedelta(days=DEVICE_DAYS)},
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
