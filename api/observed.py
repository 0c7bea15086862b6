"""Around everything: who asked what is one line in the log and one count, without a word of what they said."""

from __future__ import annotations

import logging
import re
import time
from typing import Any, Final
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, reset_contextvars

from api.metrics import Metrics
from api.security import permissions

log = logging.getLogger("whose.request")

HEADER: Final = b"x-request-id"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN: Final = "unknown"
_GIVEN = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class Observed:
    """Gives each request its id, logs it and measures it; plain ASGI, as it is in everybody's way."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its id with it, and the answer back with the same."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        name = _name(scope)
        scope.setdefault("state", {})["request_id"] = name
        bound = bind_contextvars(request_id=name)
        header = (b"X-Request-ID", name.encode())
        status: int | None = None
        told = False

        async def named(message: Message) -> None:
            nonlocal status, told
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)
            if not told and message["type"] == "http.response.body" and not message.get("more_body"):
                told = True
                self._tell(scope, status, time.perf_counter() - began)

        self.metrics.in_flight.inc()
        try:
            await self.app(scope, receive, named)
        finally:
            self.metrics.in_flight.dec()
            if not told:  # cut off: by a stop, or in the middle of an answer
                self._tell(scope, status, time.perf_counter() - began)
            reset_contextvars(**bound)

    def _tell(self, scope: Scope, status: int | None, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = template(scope)
        kind = f"{status // 100}xx" if status else "none"
        self.metrics.latency.labels(route, method, kind).observe(seconds)
        if log.isEnabledFor(logging.INFO):
            line: dict[str, Any] = {
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
            }
            actor = scope["state"].get("actor")
            if actor is not None:
                line["person"] = actor.person
            log.info("request", extra=line)


def template(scope: Scope) -> str:
    """The address as the table of rights has it (`/api/v1/locations/{code}`), never as it was asked."""
    return permissions.lookup(scope["method"], scope["path"]).route or UNKNOWN


def _name(scope: Scope) -> str:
    """The request's id as a proxy gave it, else a new one."""
    for name, value in scope["headers"]:
        if name == HEADER and _GIVEN.fullmatch(value):
            given: bytes = value
            return given.decode()
    return uuid4().hex
