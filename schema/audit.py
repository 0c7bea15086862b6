"""The audit trail's vocabulary: who did what, when, in which role, and the chain that proves it. Pure models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from schema.people import Means, UserRole


class Details(BaseModel):
    """What an entry tells beside its skeleton; may hold personal data, and can be erased for that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    reason: str | None = None
    address: str | None = None


class AuditEntry(BaseModel):
    """One deed, as stored; `details` is the canonical JSON of `Details`, absent with its salt where it was erased.

    `hash` is over all other fields but `details` and `salt`, for which `digest` stands; `previous` is the hash of the
    entry before, 64 zeros for the first.
    """

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
    details: str | None = None
    salt: str | None = None
    digest: str
    previous: str
    hash: str
