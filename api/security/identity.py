"""Who is asking: a session's cookie or a token's header, looked up in the graph."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.requests import HTTPConnection

from api import clock
from graph import credentials
from graph.connection import Database
from graph.settings import Settings
from schema.people import Actor, Means, UserRole

DEVICE_COOKIE: Final = "whose_device"
REMEMBERED_SECONDS: Final = 2.0
"""How long an answer of the graph is taken as it was. A session ended in this process is refused at once, in another
process of the same installation after this long at the latest."""
TOUCH_AFTER: Final = timedelta(minutes=1)
_MOST = 10_000


def session_cookie(settings: Settings) -> str:
    """The name of the session's cookie; in production the browser itself holds it to this host and to TLS."""
    return "__Host-whose" if settings.env == "production" else "whose"


@dataclass(frozen=True)
class _Remembered:
    actor: Actor | None
    until: float


class Identities:
    """Looks up who asks, and remembers it for a moment, so that a known person costs next to nothing."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._known: dict[str, _Remembered] = {}
        self._lock = threading.Lock()

    def shown(self, connection: HTTPConnection) -> str | None:
        """The secret that a request shows: its token, else its session's cookie."""
        authorization: str | None = connection.headers.get("authorization")
        if authorization is not None:
            scheme, _, secret = authorization.partition(" ")
            return secret.strip() if scheme.lower() == "bearer" else ""
        return connection.cookies.get(session_cookie(self._settings))

    def remembered(self, secret: str) -> _Remembered | None:
        """What was found a moment ago, without asking the graph."""
        found = self._known.get(credentials.hashed(secret))
        return found if found is not None and found.until > time.monotonic() else None

    def look_up(self, secret: str) -> Actor | None:
        """Who that secret belongs to, from the graph; None where it is nobody's, or has ended."""
        actor = self._token(secret) if secret.startswith(credentials.TOKEN_MARK) else self._session(secret)
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[credentials.hashed(secret)] = _Remembered(actor, time.monotonic() + REMEMBERED_SECONDS)
        return actor

    def forget(self) -> None:
        """Ask the graph again for everybody: a session, a role or a token has just changed."""
        with self._lock:
            self._known.clear()

    def _session(self, secret: str) -> Actor | None:
        at = clock.now()
        idle = timedelta(minutes=self._settings.session_idle_minutes)
        known = credentials.session(self._database, secret, at=at, idle=idle)
        if known is None or (known.person.demonstration and self._settings.env == "production"):
            return None
        if at - known.session.seen_at > TOUCH_AFTER:
            credentials.touch_session(self._database, known.session.id, at=at)
        grants = known.person.holds(clock.today())
        return Actor(
            person=known.person.id,
            name=known.person.name,
            title=known.person.title,
            roles=frozenset(grant.role for grant in grants),
            departments=frozenset(grant.department for grant in grants if grant.department),
            means=Means.SESSION,
            credential=known.session.id,
            demonstration=known.person.demonstration,
        )

    def _token(self, secret: str) -> Actor | None:
        at = clock.now()
        token = credentials.token(self._database, secret, at=at)
        if token is None:
            return None
        if token.used_at is None or at - token.used_at > TOUCH_AFTER:
            credentials.touch_token(self._database, token.id, at=at)
        return Actor(
            person=f"token:{token.id}",
            name=token.name,
            roles=frozenset({UserRole(token.role)}),
            departments=frozenset({token.department} if token.department else ()),
            means=Means.TOKEN,
            credential=token.id,
            rights=frozenset(token.rights) if token.rights is not None else None,
        )
