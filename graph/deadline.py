"""Until when an answer is worth having: set at the door, kept by every query that is asked for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from schema.problems import Problem

_ends: ContextVar[float | None] = ContextVar("whose_deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is asked in here, and in threads that take over its context, is given up after so many seconds."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def remaining() -> float | None:
    """Seconds that are left, None where nobody waits; raises `too-slow` where there are none."""
    ends = _ends.get()
    if ends is None:
        return None
    left = ends - time.monotonic()
    if left <= 0:
        raise too_slow()
    return left


def too_slow() -> Problem:
    """It took longer than anybody waits for."""
    return Problem(
        "too-slow",
        zh="处理时间太长，已停止等待。",
        en="It took too long and was given up.",
        status=503,
        next_zh="稍后再试；若总是这样，请管理员看 WHOSE_REQUEST_SECONDS 与数据库的负载。",
        next_en="Try again later; if it keeps happening, an administrator should look at WHOSE_REQUEST_SECONDS and at "
        "the load of the database.",
    )
