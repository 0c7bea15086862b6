"""What holds the audit trail together, as pure functions: spelling, hashes, and finding what does not fit.

An entry is taken here as a flat mapping of plain values, as it lies in the graph or in an archive, so that a value of
another type, a field more or a moment that differs by a nanosecond is seen as well.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from schema.audit import AuditHead, Finding, Verification

Raw = Mapping[str, object]
"""An entry's fields by name; `at` as `spelled` spells it, what is absent as None."""

GENESIS = "0" * 64
ERASURE = "audit.erase"
ENTRY = "AuditEntry"
FIELDS = (
    "sequence",
    "at",
    "person",
    "name",
    "role",
    "means",
    "credential",
    "action",
    "object_kind",
    "object_id",
    "details",
    "salt",
    "digest",
    "previous",
    "hash",
)
_NOT_HASHED = frozenset({"details", "salt", "hash"})
_MOST_FINDINGS = 20


def canonical(value: object) -> str:
    """One spelling for one value: keys in order, no spaces; what JSON does not know is spelled by its `repr`."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=repr)


def spelled(at: datetime) -> str:
    """A moment as the chain holds it: in UTC, to the microsecond, whatever library writes it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest_of(salt: str, details: str) -> str:
    """What the chain holds of an entry's details: without the salt nobody can guess them back."""
    return _sha256(f"{salt}\n{details}")


def hash_of(raw: Raw) -> str:
    """The hash of all that an entry says, but itself and its details, which are in by their digest."""
    return _sha256(canonical({name: value for name, value in raw.items() if name not in _NOT_HASHED}))


class Checker:
    """Takes the entries one after the other, in the order of their sequence, and finds what does not fit.

    Holds no entry, only the numbers of those whose details are gone until the record of that comes by. `stored` is a
    head that was kept elsewhere: the entry of that number must still be the same.
    """

    def __init__(self, stored: AuditHead | None = None) -> None:
        self.stored = stored
        self.sequence = 0  # of the last entry taken, and how many it would be were none missing
        self.hash = GENESIS
        self.entries = 0
        self.pending: set[int] = set()
        self._erased = 0
        self._findings: list[Finding] = []
        self._more = 0

    def take(self, raw: Raw) -> None:
        """The next entry."""
        self.entries += 1
        sequence = raw.get("sequence")
        if type(sequence) is not int or sequence < 1:
            self._find(
                "no-number", None, f"一条记录的序号不是正整数：{sequence!r}", f"an entry's number is {sequence!r}"
            )
            return
        if sequence <= self.sequence:
            self._find("twice", sequence, "这个序号出现了两次或次序颠倒", "is there twice, or out of order")
            return
        missing = self._gap(sequence)
        computed = hash_of(raw)
        changed = computed != raw.get("hash")
        if changed:
            self._find(
                "changed",
                sequence,
                "内容与它的哈希不符：有一项被改动、增加或删去",
                "does not match its hash: a field was changed, added or removed",
            )
        elif not missing and raw.get("previous") != self.hash:
            self._find(
                "not-linked",
                sequence,
                f"接不上第 {self.sequence} 条：那一条被替换，或这一条是插入、移动来的",
                f"does not follow entry {self.sequence} as it stands: that one was replaced, or this one put here",
            )
        self._details(raw, sequence)
        if not changed and raw.get("action") == ERASURE and raw.get("object_kind") == ENTRY:
            self._allow(raw.get("object_id"), sequence)
        if self.stored is not None and self.stored.sequence == sequence and computed != self.stored.hash:
            self._find(
                "not-the-stored-head",
                sequence,
                "不是另存的链头所指的那一条：它或它之前的记录被改写过",
                "is not the entry of the stored head: it, or the entries before it, were rewritten",
            )
        self.sequence, self.hash = sequence, str(raw.get("hash"))

    def end(self, head: AuditHead | None, *, strays: int = 0) -> Verification:
        """What was found, after the last entry; `head` as the trail itself has it, `strays` entries outside it."""
        self._end_at(head)
        if strays > 0:
            self._find(
                "strays",
                None,
                f"另有 {strays} 条记录不在链上（没有序号、序号重复或类型不对）",
                f"{strays} more entries are outside the chain (no number, one used twice, or not a whole number)",
            )
        if self.stored is not None and self.stored.sequence > self.sequence:
            self._find(
                "cut-off",
                self.sequence + 1,
                f"从这一条起不见了：另存的链头到第 {self.stored.sequence} 条",
                f"and what follows is missing: the stored head is entry {self.stored.sequence}",
            )
        for sequence in sorted(self.pending):
            self._find(
                "erased-without-record",
                sequence,
                "详情不见了，却没有抹除它的记录",
                "has lost its details, and no entry says who erased them",
            )
        return Verification(
            entries=self.entries,
            erased=self._erased,
            head=AuditHead(sequence=self.sequence, hash=self.hash) if _is_hash(self.hash) else None,
            stated=head,
            findings=tuple(self._findings),
            more=self._more,
        )

    def _find(self, code: str, sequence: int | None, zh: str, en: str) -> None:
        """Note what is wrong; beyond the first twenty it is only counted."""
        if len(self._findings) < _MOST_FINDINGS:
            self._findings.append(Finding(code=code, sequence=sequence, zh=zh, en=en))
        else:
            self._more += 1

    def _gap(self, sequence: int) -> bool:
        first, last = self.sequence + 1, sequence - 1
        if first > last:
            return False
        through = f"到第 {last} 条" if last > first else ""
        to = f" to {last}" if last > first else ""
        self._find("missing", first, f"{through}不见了" if through else "不见了", f"{to} missing".strip())
        return True

    def _details(self, raw: Raw, sequence: int) -> None:
        details, salt = raw.get("details"), raw.get("salt")
        if details is None and salt is None:
            self._erased += 1
            self.pending.add(sequence)
        elif not isinstance(details, str) or not isinstance(salt, str) or digest_of(salt, details) != raw.get("digest"):
            self._find(
                "details-changed",
                sequence,
                "详情或盐与摘要不符",
                "has details, or a salt, that do not fit their digest",
            )

    def _allow(self, erased: object, by: int) -> None:
        if isinstance(erased, str) and re.fullmatch(r"[1-9]\d{0,17}", erased, re.ASCII) and int(erased) < by:
            self.pending.discard(int(erased))

    def _end_at(self, head: AuditHead | None) -> None:
        last = self.sequence
        if head is None:
            if last:
                self._find("no-head", None, "链头（AuditHead）不见了", "the head of the chain (AuditHead) is missing")
        elif head.sequence > last:
            self._find(
                "cut-off",
                last + 1,
                f"从这一条起不见了：链头到第 {head.sequence} 条",
                f"and what follows is missing: the head says {head.sequence}",
            )
        elif head.sequence < last:
            self._find(
                "beyond-head",
                head.sequence + 1,
                f"从这一条起在链头之外：链头到第 {head.sequence} 条",
                f"and what follows lie beyond the head, which says {head.sequence}",
            )
        elif head.hash != self.hash:
            self._find("head-changed", last, "链头的哈希不是最后一条的", "is the last, and the head has another hash")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_hash(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")
