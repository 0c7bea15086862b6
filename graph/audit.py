"""The one door for writes: what is changed, and the record of who changed it, in one transaction.

The records form a chain: each carries the hash of the one before, so that nothing can be changed, left out, put in or
moved unseen (Schneier and Kelsey 1999, "Secure audit logs to support computer forensics"). What a record tells in
detail is chained by its salted digest only, so that personal data in it can be erased and the chain still holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from graph.chain import canonical, digest_of, hash_of, spelled
from graph.connection import Database
from graph.queues import queue_of
from graph.transactions import Transaction, run
from schema.audit import AuditEntry, AuditHead, Details
from schema.people import Actor
from schema.problems import Problem

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

READING = "personal-data.read"
SAME_READING = timedelta(hours=1)


@dataclass(frozen=True)
class Deed:
    """What was done to one object: `action` is a word such as `person.create`; before and after in plain values."""

    action: str
    kind: str
    id: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Done(Generic[T]):
    """What a piece of work gives back, and what is recorded of it; no deeds where nothing changed."""

    result: T
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class IdempotencyKey(Generic[M]):
    """A request that may be repeated: the caller's key, a digest of what was asked, and the shape of the answer.

    `shown` is the answer as it may be kept: a secret that is told once is not told again.
    """

    key: str
    request: str
    model: type[M]
    shown: Callable[[M], M] = field(default=lambda answer: answer)


def perform(database: Database, actor: Actor, work: Callable[[Transaction], Done[T]], *, at: datetime) -> T:
    """Run `work` and record its deeds, atomically; what it returns is returned.

    `work` may run twice (`Database.write`): identifiers are made before it.
    """

    queue = queue_of(database)
    appended: AuditHead | None = None
    with queue.waiting() as turn:

        def both(transaction: Transaction) -> T:
            nonlocal appended
            appended = None
            turn.leave()  # that of an attempt before
            done = work(transaction)
            if done.deeds:
                turn.take()
                appended = _append(transaction, actor, done.deeds, at=at, end=queue.end)
            return done.result

        result = database.write(both)
        if appended is not None:
            queue.end = appended
    return result


def perform_once(
    database: Database,
    actor: Actor,
    work: Callable[[Transaction], Done[M]],
    *,
    at: datetime,
    key: IdempotencyKey[M] | None,
) -> M:
    """As `perform`; where the same person has sent the same key before, the first answer again and nothing is done.

    Raises `idempotency-key-reused` where that key came with another request.
    """
    if key is None:
        return perform(database, actor, work, at=at)

    def once(transaction: Transaction) -> Done[M]:
        named = {"owner": actor.person, "key": key.key}
        row = run(transaction, "claim_idempotency_key", {**named, "at": at})[0]
        if row["answer"] is not None:
            if row["request"] != key.request:
                raise _reused(key.key)
            return Done(key.model.model_validate_json(row["answer"]))
        done = work(transaction)
        answer = key.shown(done.result).model_dump_json()
        run(transaction, "keep_idempotent_answer", {**named, "request": key.request, "answer": answer})
        return done

    return perform(database, actor, once, at=at)


def _append(
    transaction: Transaction, actor: Actor, deeds: tuple[Deed, ...], *, at: datetime, end: AuditHead | None
) -> AuditHead:
    """Add the deeds to the chain, as the last thing of a transaction: its head stays locked until the commit.

    `end` is where the chain is thought to end. Where it does not, its head is locked by then, and is asked for.
    """
    while True:
        if end is None:
            end = head_of(run(transaction, "lock_audit_head", {"at": at})[0])
        sequence, previous = end.sequence, end.hash
        entries = []
        for deed in deeds:
            sequence += 1
            entry = _entry(sequence, previous, actor, deed, at.astimezone(UTC))
            previous = entry.hash
            entries.append(entry.model_dump())
        parameters = {"entries": entries, "end": end.hash, "sequence": sequence, "hash": previous, "at": at}
        if run(transaction, "append_audit_entries", parameters):
            return AuditHead(sequence=sequence, hash=previous)
        end = None


def head_of(row: Mapping[str, Any]) -> AuditHead:
    """The head as it lies in the graph; raises `damaged-audit-head`."""
    try:
        return AuditHead(sequence=row["sequence"], hash=row["hash"])
    except ValidationError:
        raise Problem(
            "damaged-audit-head",
            zh="审计链头（AuditHead）被改坏：序号或哈希不成样子。",
            en="The head of the audit chain (AuditHead) is damaged: it has no sequence or no hash.",
            status=500,
            next_zh="运行 whose audit verify 查明，见 docs/operations.md“Audit trail”。",
            next_en="Run whose audit verify; see “Audit trail” in docs/operations.md.",
        ) from None


def record_reading(
    database: Database, actor: Actor, kind: str, id: str, *, at: datetime, what: str | None = None
) -> None:
    """Record that somebody reads another person's data; to be called before it is shown, so that what cannot be
    recorded is not shown.

    The same object read again by the same person within the hour is the same reading. Neither lists that show no more
    than who did what, nor one's own data, are readings in this sense. `what` names the part that is read.
    """

    def work(transaction: Transaction) -> Done[None]:
        asked = {"person": actor.person, "kind": kind, "id": id, "action": READING, "since": at - SAME_READING}
        if run(transaction, "find_reading", asked):
            return Done(None)
        return Done(None, (Deed(READING, kind, id, after={"what": what} if what else None),))

    perform(database, actor, work, at=at)


def _entry(sequence: int, previous: str, actor: Actor, deed: Deed, at: datetime) -> AuditEntry:
    details = Details(before=deed.before, after=deed.after, reason=deed.reason, address=actor.address)
    told = canonical(details.model_dump(mode="json"))
    salt = secrets.token_hex(16)
    entry = AuditEntry(
        sequence=sequence,
        at=at,
        person=actor.person,
        name=actor.name,
        role=actor.acting_as,
        means=actor.means,
        credential=actor.credential,
        action=deed.action,
        object_kind=deed.kind,
        object_id=deed.id,
        details=told,
        salt=salt,
        digest=digest_of(salt, told),
        previous=previous,
        hash="",
    )
    return entry.model_copy(update={"hash": hash_of({**entry.model_dump(), "at": spelled(entry.at)})})


def _reused(key: str) -> Problem:
    return Problem(
        "idempotency-key-reused",
        zh=f"Idempotency-Key “{key}” 已用于另一个内容不同的请求。",
        en=f"The Idempotency-Key “{key}” was used before, with another request.",
        status=422,
        where="Idempotency-Key",
        next_zh="新的请求换一个新的键；重发同一请求时内容要完全相同。",
        next_en="Take a new key for a new request; repeat a request with exactly the same content.",
    )
