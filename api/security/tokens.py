"""Making and revoking tokens: what a program may be given, whoever asks for it and by which door."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api import clock
from api.security.identity import Identities
from api.security.permissions import RIGHTS
from graph import credentials
from graph.audit import Done, IdempotencyKey, perform, perform_once
from graph.connection import Database
from graph.nearest import known_codes, unknown_among
from graph.transactions import Transaction
from schema.people import Actor, ApiToken, UserRole
from schema.problems import Problem
from schema.registry import Code

DAYS = 90
MOST_DAYS = 366


class NewToken(BaseModel):
    """What a token is to be: its role, and of that role's rights those named; all of them where none is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    role: UserRole
    department: Code | None = Field(default=None, description="联络员令牌的部门 / of a liaison's token")
    rights: tuple[Annotated[str, Field(max_length=40)], ...] | None = Field(default=None, min_length=1, max_length=50)
    days: int = Field(default=DAYS, ge=1, le=MOST_DAYS)


class CreatedToken(ApiToken):
    """A new token; `secret` is there once, and null when the same request is repeated."""

    secret: str | None = None


def rights_of(role: UserRole) -> tuple[str, ...]:
    """The names of the rights that a token in that role can have."""
    return tuple(right.name for right in RIGHTS if right.roles and role in right.roles and not right.personal)


def create(
    database: Database, actor: Actor, wanted: NewToken, key: IdempotencyKey[CreatedToken] | None = None
) -> CreatedToken:
    """Make a token.

    Raises `unknown-right`, `department-of-liaison` (422), `unknown-department` (404), `beyond-own-rights` and
    `demonstration-only` (403).
    """
    _no_demonstration(actor)
    allowed = rights_of(wanted.role)
    for name in wanted.rights or ():
        if name not in allowed:
            raise _unknown_right(name, wanted.role, allowed)
    if actor.rights is not None and not set(wanted.rights or allowed) <= actor.rights:
        raise _beyond()
    if (wanted.role is UserRole.LIAISON) != (wanted.department is not None):
        raise _department_of_liaison()
    if wanted.department is not None:
        known = known_codes(database, "Department")
        if wanted.department not in {code for code, _ in known}:
            raise unknown_among("Department", wanted.department, known, where="department")
    at = clock.now()
    secret = credentials.TOKEN_MARK + credentials.new_secret()
    told = wanted.model_dump(exclude={"days", "rights"})
    rights = tuple(dict.fromkeys(wanted.rights)) if wanted.rights else None
    ends_at = at + timedelta(days=wanted.days)
    token = ApiToken(**told, id=str(uuid4()), rights=rights, created_by=actor.person, created_at=at, ends_at=ends_at)

    def work(transaction: Transaction) -> Done[CreatedToken]:
        deeds = credentials.create_token(transaction, token, secret).deeds
        return Done(CreatedToken(**token.model_dump(), secret=secret), deeds)

    return perform_once(database, actor, work, at=at, key=key)


def without_secret(created: CreatedToken) -> CreatedToken:
    """The answer as it may be kept for a repeated request."""
    return created.model_copy(update={"secret": None})


def revoke(database: Database, actor: Actor, token_id: str, known: Identities | None = None) -> ApiToken:
    """End a token at once; `known` forgets it. Raises `unknown-token`."""
    _no_demonstration(actor)
    at = clock.now()
    revoked = perform(database, actor, lambda tx: credentials.revoke_token(tx, token_id, at=at), at=at)
    if known is not None:
        known.forget()
    return revoked


def _unknown_right(name: str, role: UserRole, allowed: tuple[str, ...]) -> Problem:
    return Problem(
        "unknown-right",
        zh=f"角色 {role} 没有叫“{name}”的权限。",
        en=f"The role {role} has no right “{name}”.",
        status=422,
        where="rights",
        next_zh="可用的见 nearest；各角色的权限见 docs/people.md。",
        next_en="`nearest` lists those it has; docs/people.md has the table.",
        nearest=allowed,
        exit_code=2,
    )


def _beyond() -> Problem:
    return Problem(
        "beyond-own-rights",
        zh="您用的令牌只有部分权限，不能造出权限更多的令牌。",
        en="The token that asks is narrowed, and cannot make one that may do more.",
        status=403,
        where="rights",
        next_zh="只列出自己有的权限，或由管理员登录后创建。",
        next_en="Name only rights it has itself, or let an administrator sign in and make it.",
    )


def _department_of_liaison() -> Problem:
    return Problem(
        "department-of-liaison",
        zh="联络员的令牌要写部门，别的角色不写。",
        en="A liaison's token names its department, and no other role's does.",
        status=422,
        where="department",
        next_zh="在 /api/v1/departments 查到部门代码。",
        next_en="Look the code up at /api/v1/departments.",
        exit_code=2,
    )


def _no_demonstration(actor: Actor) -> None:
    """Anybody becomes a demonstration person by one click, and a token would outlive the demonstration."""
    if actor.demonstration:
        raise Problem(
            "demonstration-only",
            zh="演示人员不能建、也不能撤销令牌：演示账号谁都能进。",
            en="The demonstration's people neither make nor revoke tokens: anybody can become them.",
            status=403,
            next_zh="用自己的管理员账号登录，或在服务器上运行 whose token。",
            next_en="Sign in with an administrator's own account, or run whose token on the server.",
        )
