"""People: who may act, in which role, and how they are known. Pure models, no I/O."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schema.intervals import Validity, in_force
from schema.registry import Code

AccountName = Annotated[str, Field(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", min_length=2, max_length=40)]
"""What a person signs in with: short, typed without an input method."""

Password = Annotated[str, Field(min_length=10, max_length=200)]
"""Long rather than complicated (NIST SP 800-63B, 5.1.1.2); the upper limit bounds the work of the hash."""


class UserRole(StrEnum):
    """What a person does in the hotline; the order is the one in which a role is named as that of a deed."""

    OPERATOR = "operator"
    DUTY_LEADER = "duty_leader"
    LIAISON = "liaison"
    SUPERVISOR = "supervisor"
    POLICY_ANALYST = "policy_analyst"
    DATA_STEWARD = "data_steward"
    ADMINISTRATOR = "administrator"


class Grant(Validity):
    """A role that a person holds, on which days; a liaison's is of one department."""

    id: str
    role: UserRole
    department: Code | None = None

    @model_validator(mode="after")
    def _department_of_a_liaison(self) -> Grant:
        if (self.role is UserRole.LIAISON) != (self.department is not None):
            raise ValueError("a liaison's role names its department, and no other role does")
        return self


class Person(BaseModel):
    """An account: one person, known by a name that is never given to another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: AccountName
    title: str = Field(description="姓名 / the name that others see")
    grants: tuple[Grant, ...] = ()
    disabled: bool = False
    demonstration: bool = False
    single_sign_on: str | None = Field(default=None, description="OIDC 的 sub / the subject at the identity provider")
    created_at: datetime

    def holds(self, on: date) -> tuple[Grant, ...]:
        """The roles held on a day; none while the account is disabled."""
        return () if self.disabled else tuple(g for g in self.grants if in_force(g.valid_from, g.valid_until, on))


class Means(StrEnum):
    """How somebody who acts is known."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 -- the word, not a secret
    COMMAND = "command"
    PROGRAM = "program"


class Actor(BaseModel):
    """Who acts, as the audit trail names them: a person in their roles, or somebody with a shell on the server.

    `rights` narrows a token to some of what its roles allow; None leaves all of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    name: str
    title: str = ""
    roles: frozenset[UserRole] = frozenset()
    acting_as: UserRole | None = Field(default=None, description="the role that allows what is being done")
    departments: frozenset[str] = frozenset()
    means: Means
    credential: str | None = Field(default=None, description="id of the session or token, never its secret")
    rights: frozenset[str] | None = None
    address: str | None = None
    demonstration: bool = False


def at_the_machine(account: str, name: str | None = None) -> Actor:
    """Who runs a command on the server: known by the system's account, which has every right there anyway.

    `name` is who they say they are, where several people share the account.
    """
    return Actor(person=f"command:{account}", name=name or account, means=Means.COMMAND)


def the_program(name: str) -> Actor:
    """The program itself, where nobody asked: a schedule, a first start."""
    return Actor(person=f"program:{name}", name=name, means=Means.PROGRAM)


class SessionRecord(BaseModel):
    """One sign-in of a person, as its owner sees it; `current` marks the one that asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str | None = None
    browser: str | None = None
    current: bool = False


class ApiToken(BaseModel):
    """A key for a program, in one role; its secret is shown once, at its creation, and kept only as a hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    role: UserRole
    department: Code | None = None
    rights: tuple[str, ...] | None = None
    created_by: str
    created_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None
