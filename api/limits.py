"""What a request may take: a body so long, a time so long; and whatever breaks is answered here."""

from __future__ import annotations

import asyncio
import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from graph import deadline
from graph.settings import Settings
from schema.problems import Problem

log = logging.getLogger(__name__)


class Limits:
    """Answers in place of the application: 413 to a body too long, 408 to one that does not come, 503 to a request
    that takes too long, 500 to what nobody expected. The time runs until an answer begins, so streams may go on."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on within its limits."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.settings.max_body_bytes
        if _declared(scope) > most:
            await problems.answer(Request(scope), too_large(most))(scope, receive, send)
            return
        await _Passage(scope, receive, send, most).through(self.app, self.settings.request_seconds)


class _Passage:
    """One request on its way through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        self._scope, self._receive, self._send, self._most = scope, receive, send, most
        self._read = 0
        self._reading = False
        self._begun = False
        self._late: asyncio.Task[None] | None = None

    async def through(self, app: ASGIApp, seconds: float) -> None:
        """Run the application; the clock answers for it where it has not begun to in time.

        The work itself is not cancelled, as a thread cannot be: its queries end at the same time (graph/deadline.py)
        and what it still says goes nowhere.
        """
        timer = asyncio.get_running_loop().call_later(seconds, self._ring)
        try:
            with deadline.within(seconds):
                await app(self._scope, self.receive, self.send)
        except Exception as error:
            if self._begun:
                raise  # half an answer is out: the connection must break
            if self._late is None:
                self._begun = True
                await self._answer(_problem(error))
            elif not isinstance(error, (Problem, HTTPException)):
                log.error("error after the time was up", exc_info=error)
        finally:
            timer.cancel()
            if self._late is not None:
                await self._late

    async def receive(self) -> Message:
        """The next part of the body, as long as it is not too much."""
        self._reading = True
        message = await self._receive()
        self._reading = False
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._read > self._most:
                raise problems.Refused(too_large(self._most))
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless the clock has answered."""
        if self._late is not None:
            return
        self._begun = True
        await self._send(message)

    def _ring(self) -> None:
        if not self._begun:
            problem = too_long_coming() if self._reading else deadline.too_slow()
            self._late = asyncio.get_running_loop().create_task(self._answer(problem))

    async def _answer(self, problem: Problem) -> None:
        response = problems.answer(Request(self._scope), problem)
        await response(self._scope, self._receive, self._send)


def _declared(scope: Scope) -> int:
    """The body's length as the request says; 0 where it says nothing, or nothing that is a number."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0


def _problem(error: Exception) -> Problem:
    if isinstance(error, problems.Refused):
        return error.problem
    return error if isinstance(error, Problem) else problems.unexpected(error)


def too_large(most: int) -> Problem:
    """The body is longer than is read."""
    shown = f"{most / 1024 / 1024:g} MiB" if most >= 1024 * 1024 else f"{most / 1024:g} KiB"
    return Problem(
        "body-too-large",
        zh=f"请求体太大，最多 {shown}。",
        en=f"The body is too large: at most {shown}.",
        status=413,
        where="body",
        next_zh="分几次发送；需要更大时请管理员调整 WHOSE_MAX_BODY_BYTES。",
        next_en="Send it in parts; an administrator may raise WHOSE_MAX_BODY_BYTES.",
    )


def too_long_coming() -> Problem:
    """The body was announced and did not come."""
    return Problem(
        "body-too-slow",
        zh="请求体没有在限定时间内发完。",
        en="The body did not arrive in time.",
        status=408,
        where="body",
        next_zh="检查网络后重发。",
        next_en="Check the network and send it again.",
    )
