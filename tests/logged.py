"""The log as a server writes it, caught."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api import logs


class Written(io.StringIO):
    """What was logged since it was last looked at."""

    def lines(self) -> list[dict[str, Any]]:
        """Every line."""
        found = [json.loads(line) for line in self.getvalue().splitlines()]
        self.truncate(0)
        self.seek(0)
        return found

    def requests(self) -> list[dict[str, Any]]:
        """The lines about requests."""
        return [line for line in self.lines() if line["logger"] == "whose.request"]


@contextmanager
def logged(level: str = "DEBUG") -> Iterator[Written]:
    """Configure logging as `whose serve` does, and put it back afterwards."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    levels = {name: logging.getLogger(name).level for name in ("", *logs.OURS)}
    stream = Written()
    logs.configure(level, stream)
    try:
        yield stream
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
