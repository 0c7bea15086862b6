"""The audit trail's vocabulary: who did what, when, in which role, and the chain that proves it. Pure models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from schema.people import Means, UserRole
from schema.problems import Problem


class Details(BaseModel):
    """What an entry tells beside its skeleton; may hold personal data, and can be erased for that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    reason: str | None = None
    address: str | None = None


class AuditLine(BaseModel):
    """One deed as a list shows it: who, when, what to which object; nothing of what was before and after."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: int = Field(ge=1)
    at: datetime
    person: str
    name: str
    role: UserRole | None = None
    means: Means
    credential: str | None = None
    action: str
    object_kind: str
    object_id: str


class AuditEntry(AuditLine):
    """One deed, as stored; `details` is the canonical JSON of `Details`, absent with its salt where it was erased.

    `hash` is over all other fields but `details` and `salt`, for which `digest` stands; `previous` is the hash of the
    entry before, 64 zeros for the first.
    """

    details: str | None = None
    salt: str | None = None
    digest: str
    previous: str
    hash: str


class AuditRecord(AuditLine):
    """One deed as it is read: with its details, or that they were erased."""

    details: Details | None = None
    erased: bool = False
    digest: str
    previous: str
    hash: str


class AuditHead(BaseModel):
    """The end of the chain: kept elsewhere, it proves that nothing up to it was changed or cut off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: int = Field(ge=0, strict=True)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> AuditHead:
        """From `SEQUENCE:HASH`; raises `malformed-head`."""
        found = re.fullmatch(r"(\d{1,18}):([0-9a-fA-F]{64})", text.strip(), re.ASCII)
        if found is None:
            raise Problem(
                "malformed-head",
                zh=f"链头应当写作“序号:哈希”（64 位十六进制），收到的是“{text[:100]}”。",
                en=f"A head is SEQUENCE:HASH with 64 hexadecimal digits; this is “{text[:100]}”.",
                where="--head",
                next_zh="原样抄 `whose audit head` 或导出时打印的那一行。",
                next_en="Copy the line that `whose audit head`, or an export, has printed.",
                exit_code=2,
            )
        return cls(sequence=int(found[1]), hash=found[2].lower())


class Finding(BaseModel):
    """One thing that does not fit; the sentences go on from “entry N”, where `sequence` is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    sequence: int | None
    zh: str
    en: str

    def line(self) -> str:
        """In both languages."""
        if self.sequence is None:
            return f"{self.zh} / {self.en}"
        return f"第 {self.sequence} 条{self.zh} / entry {self.sequence} {self.en}"


class Verification(BaseModel):
    """What verifying found: nothing, where the chain holds.

    `entries` were looked at, `erased` of them without their details; `head` is the last one, `stated` the head as the
    trail itself has it; `more` findings are not listed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: int
    erased: int
    head: AuditHead | None
    stated: AuditHead | None
    findings: tuple[Finding, ...] = ()
    more: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
