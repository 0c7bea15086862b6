"""Passwords: strong enough, hashed with Argon2id, and checked in the same time whether or not the account exists."""

from __future__ import annotations

import threading
from functools import cache

from pwdlib import PasswordHash

from schema.problems import Problem

_AT_ONCE = threading.BoundedSemaphore(4)
"""Each check takes 64 MB and a core: many at once would be a way to exhaust the machine."""


FEWEST_DIFFERENT = 5


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def strong_enough(password: str, name: str) -> None:
    """Refuse what is guessed first (NIST SP 800-63B, 5.1.1.2); the length is checked by `schema.people.Password`.

    Raises `weak-password`.
    """
    if len(set(password)) < FEWEST_DIFFERENT or password.isdigit() or name in password.lower():
        raise Problem(
            "weak-password",
            zh="这个密码太好猜：只有数字、字符重复太多，或含有账号名。",
            en="This password is guessed too easily: only digits, too few different characters, or the name in it.",
            status=422,
            where="password",
            next_zh="换一个长一点的，几个不相干的词就很好。",
            next_en="Choose a longer one; some unrelated words will do.",
        )


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
