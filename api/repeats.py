"""`Idempotency-Key`: a request that creates may be sent again and creates once (IETF draft, "The Idempotency-Key HTTP
Header Field"). A key is the person's own and is remembered for two days."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from graph.audit import IdempotencyKey

M = TypeVar("M", bound=BaseModel)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,100}$",
        description="重发同一请求时带同一个键，只办一次 / the same key with the same request creates once",
    ),
]


class Repeatable:
    """What a route that creates needs to be asked twice and to act once."""

    def __init__(self, request: Request, key: Key = None) -> None:
        self._address = f"{request.method} {request.url.path}"
        self._key = key

    def of(
        self, model: type[M], body: BaseModel, shown: Callable[[M], M] = lambda answer: answer
    ) -> IdempotencyKey[M] | None:
        """The key with what was asked, None where none was sent; `shown` is the answer as it may be kept."""
        if self._key is None:
            return None
        asked = hashlib.sha256(f"{self._address}\n{body.model_dump_json()}".encode()).hexdigest()
        return IdempotencyKey(self._key, asked, model, shown)


Repeats = Annotated[Repeatable, Depends(Repeatable)]
