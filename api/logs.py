"""Logs as lines of JSON that carry no values: nothing that somebody asked, is or knows gets into them.

Everything goes through the standard library's `logging`, ours and the libraries', and leaves by one formatter.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

OURS: Final = ("api", "graph", "intake", "importers", "resolver", "schema", "whose")
TOLD: Final = ("method", "route", "status", "ms", "person", "problem")
"""What a line may say beside its event; whatever else a library attaches to a record is left out."""

DEEPEST: Final = 40
_ROOT: Final = f"{Path(__file__).resolve().parents[1]}/"


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send all records of this process to `stream` (standard error) as JSON, those of `level` and above.

    Libraries are heard from WARNING on, whatever the level: the driver's debug records have every parameter in them,
    an HTTP client's have whole addresses.
    """
    root = logging.getLogger()
    root.handlers[:] = [handler(stream or sys.stderr)]
    root.setLevel(max(logging.WARNING, logging.getLevelName(level)))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)


def handler(stream: TextIO) -> logging.Handler:
    """A handler that writes records as lines of JSON."""
    made = logging.StreamHandler(stream)
    made.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.ExtraAdder(TOLD),
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
            ],
            processors=_last(),
            use_get_message=True,
        )
    )
    return made


def _last() -> list[Processor]:
    return [
        _without_values,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(serializer=json.dumps, ensure_ascii=False),
    ]


def _without_values(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The first line of what is said, and of an exception only its kind and where it happened."""
    del logger, name
    event["event"] = str(event["event"]).partition("\n")[0].strip()
    event.pop("stack_info", None)
    info = event.pop("exc_info", None)
    if info is not None and info[1] is not None:
        event["exception"] = list(_described(info[1]))
    return event


def _described(error: BaseException) -> Iterator[dict[str, Any]]:
    """The error and what caused it: class, and `file:line function` from the outside in. Never its words or values."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        kind = type(cause)
        yield {"type": f"{kind.__module__}.{kind.__qualname__}", "at": _places(cause.__traceback__)}
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _places(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = code.co_filename.removeprefix(_ROOT).rpartition("site-packages/")[2]
        places.append(f"{file}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-DEEPEST:]
