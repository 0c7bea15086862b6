"""What people and programs show to be known: sessions, tokens, one-time invitations; secrets are kept as hashes only.

The hash is SHA-256: the secrets are 256 random bits, which no dictionary holds.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graph.audit import Deed, Done
from graph.connection import Database
from graph.people import person_of
from graph.transactions import Transaction, run
from schema.people import ApiToken, Person, SessionRecord, UserRole
from schema.problems import Problem

TOKEN_MARK = "whose_"  # noqa: S105 -- by which a leaked token is recognised by whoever finds it


def new_secret() -> str:
    """256 random bits, as text that an address and a header can carry."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    """Who a session belongs to."""

    person: Person
    session: SessionRecord


def start_session(
    transaction: Transaction, person: Person, session: SessionRecord, secret: str, *, ending: str | None, way: str
) -> Done[SessionRecord]:
    """Sign a person in; the session `ending` (a secret), which the same browser had before, ends with it."""
    run(
        transaction,
        "start_session",
        {
            "person": person.id,
            "session": session.model_dump(exclude={"current"}, exclude_none=True) | {"hash": hashed(secret)},
            "ending": hashed(ending) if ending else None,
        },
    )
    return Done(session, (Deed("session.start", "Person", person.id, after={"session": session.id, "way": way}),))


def session(database: Database, secret: str, *, at: datetime, idle: timedelta) -> Known | None:
    """Whose session that is, if it has not ended, was seen within `idle`, and its person is not disabled."""
    rows = database.read("find_session", hash=hashed(secret), at=at, seen_after=at - idle)
    return Known(person_of(rows[0]), _session(rows[0]["session"])) if rows else None


def touch_session(database: Database, session_id: str, *, at: datetime) -> None:
    """Note that a session is in use: the idle limit counts from here. No deed: nothing was decided."""
    database.write(lambda tx: run(tx, "touch_session", {"id": session_id, "at": at}))


def sessions(database: Database, person: str, *, at: datetime, idle: timedelta) -> list[SessionRecord]:
    """The sessions of a person that have not ended, the last seen first."""
    rows = database.read("list_sessions", person=person, at=at, seen_after=at - idle)
    return [_session(row["session"]) for row in rows]


def end_session(transaction: Transaction, person: Person, session_id: str, *, at: datetime) -> Done[bool]:
    """End one session of a person; False where they have none of that id."""
    found = bool(run(transaction, "end_session", {"person": person.id, "id": session_id, "at": at})[0]["ended"])
    deed = Deed("session.end", "Person", person.id, after={"session": session_id})
    return Done(found, (deed,) if found else ())


def create_token(transaction: Transaction, token: ApiToken, secret: str) -> Done[ApiToken]:
    """Keep a new token under the hash of its secret."""
    run(transaction, "create_token", {"token": token.model_dump(exclude_none=True) | {"hash": hashed(secret)}})
    told = token.model_dump(mode="json", include={"name", "role", "department", "rights", "ends_at"}, exclude_none=True)
    return Done(token, (Deed("token.create", "ApiToken", token.id, after=told),))


def token(database: Database, secret: str, *, at: datetime) -> ApiToken | None:
    """The token with that secret, unless it has ended or was revoked."""
    rows = database.read("find_token", hash=hashed(secret), at=at)
    return _token(rows[0]["token"]) if rows else None


def tokens(database: Database) -> list[ApiToken]:
    """Every token there ever was, the newest first."""
    return [_token(row["token"]) for row in database.read("list_tokens")]


def touch_token(database: Database, token_id: str, *, at: datetime) -> None:
    """Note when a token was last used. No deed: nothing was decided."""
    database.write(lambda tx: run(tx, "touch_token", {"id": token_id, "at": at}))


def revoke_token(transaction: Transaction, token_id: str, *, at: datetime, reason: str | None = None) -> Done[ApiToken]:
    """Revoke a token; one that is revoked already stays as it is. Raises `unknown-token`."""
    rows = run(transaction, "revoke_token", {"id": token_id, "at": at})
    if not rows:
        raise Problem(
            "unknown-token",
            zh=f"没有编号为“{token_id}”的令牌。",
            en=f"There is no token with the id “{token_id}”.",
            status=404,
            where="id",
            next_zh="在 /api/v1/tokens 查到编号。",
            next_en="Look the id up at /api/v1/tokens.",
        )
    deed = Deed("token.revoke", "ApiToken", token_id, reason=reason)
    return Done(_token(rows[0]["token"]), (deed,) if rows[0]["revoked"] else ())


def invite(transaction: Transaction, person: Person, secret: str, *, ends_at: datetime) -> Done[Person]:
    """Let a person choose a password, once, with a secret that ends; an earlier invitation of theirs ends with it."""
    run(transaction, "create_invitation", {"person": person.id, "hash": hashed(secret), "ends_at": ends_at})
    return Done(person, (Deed("person.invite", "Person", person.id, after={"ends_at": ends_at.isoformat()}),))


def invited(database: Database, secret: str, *, at: datetime) -> Person | None:
    """Whom an invitation is for, or None where there is none, it was used or has ended."""
    rows = database.read("find_invitation", hash=hashed(secret), at=at)
    return person_of(rows[0]) if rows else None


def accept_invitation(transaction: Transaction, secret: str, *, at: datetime) -> bool:
    """Use up an invitation; False where somebody else just has."""
    return bool(run(transaction, "use_invitation", {"hash": hashed(secret), "at": at}))


def _session(node: Mapping[str, Any]) -> SessionRecord:
    return SessionRecord(
        id=node["id"],
        started_at=node["started_at"].to_native(),
        seen_at=node["seen_at"].to_native(),
        ends_at=node["ends_at"].to_native(),
        address=node.get("address"),
        browser=node.get("browser"),
    )


def _token(node: Mapping[str, Any]) -> ApiToken:
    def moment(name: str) -> datetime | None:
        found: datetime | None = node[name].to_native() if node.get(name) else None
        return found

    rights = node.get("rights")
    return ApiToken(
        id=node["id"],
        name=node["name"],
        role=UserRole(node["role"]),
        department=node.get("department"),
        rights=tuple(rights) if rights is not None else None,
        created_by=node["created_by"],
        created_at=node["created_at"].to_native(),
        ends_at=node["ends_at"].to_native(),
        revoked_at=moment("revoked_at"),
        used_at=moment("used_at"),
    )
