"""Lines of the log: JSON, one a record, and never a value that somebody gave."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from structlog.contextvars import bound_contextvars

from tests.logged import Written, logged

SECRET = "s3cret-of-somebody"


@pytest.fixture
def written() -> Iterator[Written]:
    with logged() as stream:
        yield stream


def fail(value: str) -> None:
    local = value
    raise ValueError(f"no such thing: {local}")


def test_a_record_is_one_line_with_its_request_and_nothing_that_is_not_meant_to_be_told(written: Written) -> None:
    with bound_contextvars(request_id="r-1"):
        logging.getLogger("uvicorn.error").warning(
            "two\nlines %s", "中文", extra={"color_message": SECRET, "status": 7}
        )
    (line,) = written.lines()
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "two",
        "level": "warning",
        "logger": "uvicorn.error",
        "request_id": "r-1",
        "status": 7,
    }


def test_an_exception_says_what_and_where_but_not_its_words(written: Written) -> None:
    try:
        try:
            fail(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        logging.getLogger("api").exception("broken", stack_info=True)
    assert SECRET not in written.getvalue() and "no such thing" not in written.getvalue()
    outer, inner = written.lines()[0]["exception"]
    assert (outer["type"], inner["type"]) == ("builtins.RuntimeError", "builtins.ValueError")
    assert inner["at"][-1].startswith("tests/unit/test_logs.py:") and inner["at"][-1].endswith(" fail")


def test_a_task_that_failed_unheard_is_not_quoted(written: Written) -> None:
    """asyncio puts the error's words into its own message, on the second line."""
    error = ValueError(SECRET)
    record = f"Task exception was never retrieved\nfuture: <Task finished exception={error!r}>"
    logging.getLogger("asyncio").error(record, exc_info=error)
    assert SECRET not in written.getvalue()
    assert written.lines()[0]["event"] == "Task exception was never retrieved"


def test_the_driver_never_tells_what_it_sends(written: Written) -> None:
    logging.getLogger("neo4j.io").debug("C: RUN 'MATCH …' %r", {"secret": SECRET})
    logging.getLogger("httpx").info("GET https://provider/?code=%s", SECRET)
    assert written.getvalue() == ""
    logging.getLogger("api.problems").debug("ours")
    assert [line["event"] for line in written.lines()] == ["ours"]
