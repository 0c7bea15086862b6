"""Passwords: hashed with Argon2id, and checked in the same time whether or not the account exists."""

from __future__ import annotations

import threading
from functools import cache

from pwdlib import PasswordHash

_AT_ONCE = threading.BoundedSemaphore(4)
"""Each check takes 64 MB and a core: many at once would be a way to exhaust the machine."""


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return _hasher().hash(password)


def check(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether it is the password, and a newer hash of it where the kept one is outdated.

    Without a kept one the answer is no, after the same work.
    """
    with _AT_ONCE:
        right, newer = _hasher().verify_and_update(password, kept or _nobodys())
    return right and kept is not None, newer if kept is not None else None
