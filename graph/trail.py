"""The audit trail read: lists, one entry, whether the chain holds; and the erasure of personal data from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from neo4j.time import DateTime

from graph.audit import Deed, Done, head_of, record_reading
from graph.chain import ENTRY, ERASURE, FIELDS, Checker, Raw, spelled
from graph.connection import Database
from graph.transactions import Transaction, run
from schema.audit import AuditHead, AuditLine, AuditRecord, Details, Verification
from schema.people import Actor, UserRole
from schema.problems import Problem

BATCH = 1000
NEWEST = 2**62
_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Wanted:
    """Which entries: all that is given must hold; `from_` <= at < `until`."""

    person: str | None = None
    role: UserRole | None = None
    action: str | None = None
    object_kind: str | None = None
    object_id: str | None = None
    from_: datetime | None = None
    until: datetime | None = None


def entries(
    database: Database, wanted: Wanted, *, before: int | None = None, limit: int = 50
) -> tuple[tuple[AuditLine, ...], bool]:
    """The newest entries first, those of a sequence below `before`, and whether there are more of them."""
    asked = {
        "person": wanted.person,
        "role": wanted.role,
        "action": wanted.action,
        "object_kind": wanted.object_kind,
        "object_id": wanted.object_id,
        "from": wanted.from_ or _FIRST,
        "until": wanted.until or _LAST,
        "before": before or NEWEST,
        "limit": limit + 1,
    }
    rows = database.read(_narrowest(wanted), **asked)
    return tuple(_line(row["entry"]) for row in rows[:limit]), len(rows) > limit


def entry(database: Database, sequence: int) -> AuditRecord:
    """One entry with its details, for the program itself; raises `unknown-audit-entry`."""
    rows = database.read("find_audit_entry", sequence=sequence)
    if not rows:
        raise unknown_entry(sequence)
    node = rows[0]["entry"]
    told = node.get("details")
    return AuditRecord(
        **_line(node).model_dump(),
        details=Details.model_validate_json(told) if told is not None else None,
        erased=told is None,
        digest=node["digest"],
        previous=node["previous"],
        hash=node["hash"],
    )


def read(database: Database, actor: Actor, sequence: int, *, at: datetime) -> AuditRecord:
    """One entry as it is shown to somebody; raises `unknown-audit-entry`.

    Details hold personal data, so the reading is recorded first; not where they are the reader's own, or are gone.
    """
    found = entry(database, sequence)
    if found.details is not None and found.person != actor.person:
        record_reading(database, actor, ENTRY, str(sequence), at=at)
    return found


def head(database: Database) -> AuditHead | None:
    """The end of the chain, None while nothing was recorded. Raises `damaged-audit-head`."""
    end = _end(database)
    if end.damaged is not None:
        raise end.damaged
    return end.head


def verify(
    database: Database, stored: AuditHead | None = None, *, advance: Callable[[int], None] | None = None
) -> Verification:
    """Whether nobody has changed, removed, added or moved an entry; against a head kept elsewhere, where given.

    Others may go on writing meanwhile; `advance` is told how many entries more were looked at.
    """
    return walk(database, Checker(stored), advance=advance)


def walk(
    database: Database,
    checker: Checker,
    *,
    each: Callable[[Raw], None] | None = None,
    advance: Callable[[int], None] | None = None,
) -> Verification:
    """Give the checker, and `each`, the entries in their order, a thousand in memory at a time, up to the head.

    Where details are missing whose erasure lies behind that head, because it came meanwhile, it goes on to the head of
    that moment.
    """
    after: object = 0
    end: _End | None = None
    while True:
        before, end = end, _end(database)
        while batch := _batch(database, after, end.last):
            for raw in batch:
                checker.take(raw)
                if each is not None:
                    each(raw)
            after = batch[-1]["sequence"]
            if advance is not None:
                advance(len(batch))
        if not checker.pending or (before is not None and before.last == end.last):
            return checker.end(end.head, strays=end.entries - checker.entries)


def erase(transaction: Transaction, sequences: Sequence[int], reason: str) -> Done[tuple[int, ...]]:
    """Take the details out of entries for good; each erasure is an entry of its own. Those erased already stay so.

    Returns the sequences erased now. Raises `unknown-audit-entry`.
    """
    wanted = sorted(set(sequences))
    rows = {row["sequence"]: row["erased"] for row in run(transaction, "erase_audit_details", {"sequences": wanted})}
    for sequence in wanted:
        if sequence not in rows:
            raise unknown_entry(sequence)
    erased = tuple(sequence for sequence in wanted if rows[sequence])
    return Done(erased, tuple(Deed(ERASURE, ENTRY, str(sequence), reason=reason) for sequence in erased))


def raw_of(properties: Mapping[str, Any]) -> Raw:
    """A node's properties as `graph.chain` takes them."""
    return dict.fromkeys(FIELDS) | {name: _plain(value) for name, value in properties.items()}


def unknown_entry(sequence: int) -> Problem:
    """The problem of a sequence that no entry has."""
    return Problem(
        "unknown-audit-entry",
        zh=f"审计记录没有第 {sequence} 条。",
        en=f"The audit trail has no entry {sequence}.",
        status=404,
        where="sequence",
        next_zh="在 /audit 或 /api/v1/audit 查到序号。",
        next_en="Look the number up at /audit or /api/v1/audit.",
    )


def _narrowest(wanted: Wanted) -> str:
    """The query whose index narrows most."""
    if wanted.object_kind is not None and wanted.object_id is not None:
        return "list_audit_entries_of_object"
    if wanted.person is not None:
        return "list_audit_entries_by_person"
    if wanted.action is not None:
        return "list_audit_entries_by_action"
    if wanted.from_ is not None or wanted.until is not None:
        return "list_audit_entries_between"
    return "list_audit_entries"


@dataclass(frozen=True)
class _End:
    """The end of the trail at one moment; `last` is the highest number that an entry has."""

    head: AuditHead | None
    entries: int
    last: int
    damaged: Problem | None


def _end(database: Database) -> _End:
    """While the head is held nobody is half-way through adding."""

    def work(transaction: Transaction) -> tuple[Any, Any]:
        rows = run(transaction, "hold_audit_head")
        return (rows[0] if rows else None), run(transaction, "count_audit_entries")[0]

    row, count = database.write(work)
    found, damaged = None, None
    if row is not None:
        try:
            found = head_of(row)
        except Problem as problem:
            damaged = problem
    return _End(found, count["entries"], count["last"] or 0, damaged)


def _batch(database: Database, after: object, until: object) -> list[Raw]:
    rows = database.read("read_audit_entries", after=after, until=until, limit=BATCH)
    return [raw_of(row["properties"]) for row in rows]


def _plain(value: object) -> object:
    """A property as JSON knows it; one that no entry should have as some text that fits no hash."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, DateTime):
        offset = value.utcoffset()
        if value.nanosecond % 1000 == 0 and offset is not None and not offset:
            return spelled(value.to_native())
        return value.iso_format()
    return repr(value)


def _line(node: Mapping[str, Any]) -> AuditLine:
    named = {name: node.get(name) for name in AuditLine.model_fields if name != "at"}
    return AuditLine(at=node["at"].to_native(), **named)
