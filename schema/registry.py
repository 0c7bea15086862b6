"""The registry's vocabulary (DESIGN §1): who exists, what the law says, where. Pure models, no I/O.

Lists of conditions and facts are tuples of `(factor, value)` pairs; codes are lower-case ASCII `a-z 0-9 - .`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schema.intervals import Validity

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=120)]
Pair = tuple[Code, Code]


class Role(StrEnum):
    """What a mandate makes of its authority."""

    LEAD = "lead"
    ASSIST = "assist"
    SUPERVISE = "supervise"
    NOT_RESPONSIBLE = "not_responsible"


class Rank(StrEnum):
    """The rank of a legal text (立法法); `RANK_ORDER` gives the order."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENT_RULE = "department_rule"
    LOCAL_RULE = "local_rule"
    NORMATIVE_DOCUMENT = "normative_document"
    RESPONSIBILITY_LIST = "responsibility_list"
    PRACTICE = "practice"


RANK_ORDER: dict[str, int] = {
    Rank.LAW: 7,
    Rank.ADMINISTRATIVE_REGULATION: 6,
    Rank.LOCAL_REGULATION: 5,
    Rank.DEPARTMENT_RULE: 4,
    Rank.LOCAL_RULE: 4,
    Rank.NORMATIVE_DOCUMENT: 3,
    Rank.RESPONSIBILITY_LIST: 2,
    Rank.PRACTICE: 1,
}


class Level(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"


class DepartmentKind(StrEnum):
    GOVERNMENT = "government"
    BUREAU = "bureau"
    STREET_OFFICE = "street_office"
    VERTICAL = "vertical"
    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    GRID = "grid"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Department(Validity):
    """单位: an organisation that exists, or existed; `serves` is the location it answers for."""

    code: Code
    name: str
    aliases: tuple[str, ...] = ()
    kind: DepartmentKind
    level: Level
    part_of: Code | None = None
    serves: Code
    source: str = ""


class Authority(_Model):
    """主管部门（职能）: a legal capacity that statutes name, not an organisation."""

    code: Code
    name: str
    aliases: tuple[str, ...] = ()
    level: Level
    description: str = ""


class Exercise(Validity):
    """A department exercises an authority for a time."""

    department: Code
    authority: Code
    source: str = ""


class Succession(_Model):
    """A department's place was taken by another; no `authorities` means all of them."""

    department: Code
    successor: Code
    on: date
    authorities: tuple[Code, ...] = ()
    note: str = ""


class IssueType(_Model):
    """事项: a kind of issue; `terms` are what callers say; `emergency` names one of the eight emergency classes.

    `response_minutes` and `resolve_hours` are deadlines in those units.
    """

    code: Code
    name: str
    parents: tuple[Code, ...] = ()
    definition: str = ""
    terms: tuple[str, ...] = ()
    emergency: Code | None = None
    response_minutes: int | None = Field(default=None, ge=0)
    resolve_hours: int | None = Field(default=None, ge=0)


class Location(_Model):
    """地点: an official division (`division` true) or a named place; `facts` is what being there implies."""

    code: Code
    name: str
    aliases: tuple[str, ...] = ()
    kind: str
    within: tuple[Code, ...] = ()
    facts: tuple[Pair, ...] = ()
    source: str = ""
    division: bool = False
    outline: str | None = None  # GeoJSON geometry, WGS 84 longitude and latitude; simplified


class FactorValue(_Model):
    value: Code
    label: str


class Factor(_Model):
    """判定要素: a fact that decides between owners and can be asked on the phone."""

    code: Code
    name: str
    question: str
    values: tuple[FactorValue, ...]
    explanation: str = ""


class Statute(_Model):
    """依据: a legal text with a rank; `effective` is the day rules 3 and 5 compare."""

    code: Code
    title: str
    rank: Rank
    issuer: str = ""
    enacted: date | None = None
    effective: date | None = None
    repealed: date | None = None
    file: str = ""


class Mandate(Validity):
    """职责: one duty: an authority must, or must not, deal with an issue type in an area under conditions."""

    code: Code
    authority: Code
    issue_type: Code
    location: Code
    role: Role
    conditions: tuple[Pair, ...] = ()
    statute: Code
    article: str = ""
    quote: str = ""
    note: str = ""


class Precedent(_Model):
    """先例 as it is imported: a settled special case, its scope and its ruling."""

    code: Code
    title: str
    facts: str = ""
    issue_type: Code
    location: Code
    conditions: tuple[Pair, ...] = ()
    department: Code
    ruled_on: date
    ruled_by: str = ""
    reason: str = ""
    source: str = ""
