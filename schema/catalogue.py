"""What the registry shows of itself, entry by entry: the models of the `GET` resources. Pure, no I/O.

Other entries are named by code and name; days are half-open as everywhere; `recorded_at` is since when the registry
knows an entry as it is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from schema.registry import DepartmentKind, FactorValue, Level, Rank, Role
from schema.resolution import Named, Rule

ItemT = TypeVar("ItemT")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(_Model, Generic[ItemT]):
    """One page of a list; `next` is the cursor of the following page, null on the last."""

    items: tuple[ItemT, ...]
    next: str | None = None


class DepartmentEntry(_Model):
    """单位."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: DepartmentKind
    level: Level
    part_of: Named | None = None
    serves: Named | None = None
    valid_from: date
    valid_until: date | None = None
    source: str = ""
    recorded_at: datetime


class AuthorityExercised(_Model):
    """An authority that a department exercises, and for how long."""

    authority: Named
    valid_from: date
    valid_until: date | None = None
    source: str = ""


class SuccessionStep(_Model):
    """The other department of a succession; no `authorities` means all of them."""

    department: Named
    on: date
    authorities: tuple[str, ...] = ()
    note: str = ""


class DepartmentDetail(DepartmentEntry):
    """A department with the authorities it exercises, and whom it replaced or was replaced by."""

    exercises: tuple[AuthorityExercised, ...] = ()
    successors: tuple[SuccessionStep, ...] = ()
    predecessors: tuple[SuccessionStep, ...] = ()


class AuthorityEntry(_Model):
    """主管部门（职能）."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    level: Level
    description: str = ""
    recorded_at: datetime


class Bearer(_Model):
    """A department that exercises an authority, the place it serves, and for how long."""

    department: Named
    serves: Named | None = None
    valid_from: date
    valid_until: date | None = None
    source: str = ""


class AuthorityDetail(AuthorityEntry):
    """An authority with the departments that exercise it."""

    exercised_by: tuple[Bearer, ...] = ()


class IssueTypeEntry(_Model):
    """事项; the two deadlines are in minutes and in hours."""

    code: str
    name: str
    parents: tuple[Named, ...] = ()
    definition: str = ""
    terms: tuple[str, ...] = ()
    emergency: str | None = None
    response_minutes: int | None = None
    resolve_hours: int | None = None
    recorded_at: datetime


class IssueTypeDetail(IssueTypeEntry):
    """An issue type with the kinds right below it."""

    kinds: tuple[Named, ...] = ()


class LocationEntry(_Model):
    """地点; `facts` is what being there implies, `division` marks an official division."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str
    division: bool = False
    within: tuple[Named, ...] = ()
    facts: dict[str, str] = {}
    source: str = ""
    recorded_at: datetime


class LocationDetail(LocationEntry):
    """A place with its outline (GeoJSON geometry, WGS 84) and the departments whose jurisdiction it is."""

    outline: str | None = None
    served_by: tuple[Named, ...] = ()


class FactorEntry(_Model):
    """判定要素."""

    code: str
    name: str
    question: str
    values: tuple[FactorValue, ...]
    explanation: str = ""
    recorded_at: datetime


class StatuteEntry(_Model):
    """依据."""

    code: str
    title: str
    rank: Rank
    issuer: str = ""
    enacted: date | None = None
    effective: date | None = None
    repealed: date | None = None
    file: str = ""
    recorded_at: datetime


class Passage(_Model):
    """The passage a mandate rests on, verbatim."""

    statute: Named
    rank: Rank
    article: str = ""
    quote: str = ""


class MandateEntry(_Model):
    """职责; one version of it, as the registry knew it at the instant asked for."""

    code: str
    role: Role
    authority: Named
    issue_type: Named
    location: Named
    conditions: dict[str, str] = {}
    passage: Passage
    valid_from: date
    valid_until: date | None = None
    note: str = ""
    recorded_at: datetime
    retracted_at: datetime | None = None


class Relation(_Model):
    """Another mandate that prevails, is beaten or collides, and by which rule; no rule in a collision."""

    mandate: str
    authority: Named
    rule: Rule | None = None


class MandateDetail(MandateEntry):
    """A mandate with who bears it, and the mandates it meets."""

    borne_by: tuple[Bearer, ...] = ()
    prevails_over: tuple[Relation, ...] = ()
    beaten_by: tuple[Relation, ...] = ()
    collides_with: tuple[Relation, ...] = ()


class PrecedentEntry(_Model):
    """先例: a settled special case with its scope and its ruling."""

    code: str
    title: str
    facts: str = ""
    issue_type: Named
    location: Named
    conditions: dict[str, str] = {}
    department: Named
    ruling: str
    ruled_on: date
    ruled_by: str = ""
    reason: str = ""
    source: str = ""
    valid_until: date | None = None
    overruled_by: str | None = None
    recorded_at: datetime


class Collision(_Model):
    """Two `lead` mandates of different authorities that overlap, and neither prevails: a triangle zone as data."""

    first: MandateEntry
    second: MandateEntry
