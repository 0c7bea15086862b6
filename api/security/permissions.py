"""What each role may do: the one table. An address that is not in it exists for nobody (api/security/guard.py).

docs/people.md shows the same table; tests hold both together and walk every address × every role × nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from starlette.routing import compile_path

from schema.people import Actor, Means, UserRole

_EVERY_ROLE = frozenset(UserRole)


@dataclass(frozen=True)
class Right:
    """Something one may do, and the roles that may; `roles` None where nobody needs to be known for it.

    Rights that are `personal` are those of every person who is signed in, whatever their roles; no token has them.
    """

    name: str
    zh: str
    en: str
    roles: frozenset[UserRole] | None = _EVERY_ROLE
    personal: bool = False

    def held_by(self, actor: Actor | None) -> bool:
        """Whether that actor, or nobody (None), may."""
        if self.roles is None:
            return True
        if actor is None or (actor.rights is not None and self.name not in actor.rights):
            return False
        if self.personal:
            return actor.means is Means.SESSION
        return actor.means is Means.COMMAND or not self.roles.isdisjoint(actor.roles)

    def role_of(self, actor: Actor) -> UserRole | None:
        """The role in which the actor does it: the first in the order of the roles that allows it."""
        return next((role for role in UserRole if role in actor.roles and role in (self.roles or ())), None)


def _of(*roles: UserRole) -> frozenset[UserRole]:
    return frozenset(roles)


OPEN = Right("open", "无需登录", "needs no sign-in", roles=None)
SELF = Right("self", "自己的账号与登录", "one's own account and sessions", personal=True)
ASK = Right("ask", "问该谁管", "ask whose it is")
BROWSE = Right("browse", "查登记册", "browse the registry")
CORRECT = Right(
    "correct",
    "纠正听懂的内容",
    "correct what was understood",
    _of(UserRole.OPERATOR, UserRole.DUTY_LEADER, UserRole.DATA_STEWARD),
)
TERMS = Right("terms", "看提议的说法", "see proposed words", _of(UserRole.DATA_STEWARD, UserRole.POLICY_ANALYST))
PEOPLE = Right("people", "管理人员与角色", "manage people and roles", _of(UserRole.ADMINISTRATOR))
TOKENS = Right("tokens", "管理令牌", "manage tokens", _of(UserRole.ADMINISTRATOR))
AUDIT = Right("audit", "看审计记录", "read the audit trail", _of(UserRole.SUPERVISOR, UserRole.ADMINISTRATOR))
METRICS = Right("metrics", "读运行指标", "read the metrics", _of(UserRole.SUPERVISOR, UserRole.ADMINISTRATOR))

RIGHTS = (OPEN, SELF, ASK, BROWSE, CORRECT, TERMS, PEOPLE, TOKENS, AUDIT, METRICS)

ROUTES: dict[str, Right] = {
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /static/{path:path}": OPEN,
    "GET /metrics": METRICS,
    # asking
    "GET /": ASK,
    "POST /api/v1/resolutions": ASK,
    "GET /api/v1/resolutions/why-not": ASK,
    "POST /api/v1/understandings": ASK,
    "POST /api/v1/corrections": CORRECT,
    "GET /api/v1/proposed-terms": TERMS,
    # the registry
    "GET /docs": BROWSE,
    "GET /openapi.json": BROWSE,
    **{
        f"GET /api/v1/{resource}{one}": BROWSE
        for resource in (
            "departments",
            "authorities",
            "issue-types",
            "locations",
            "mandates",
            "statutes",
            "precedents",
            "factors",
        )
        for one in ("", "/{code}")
    },
    "GET /api/v1/conflicts": BROWSE,
    # signing in
    "GET /sign-in": OPEN,
    "POST /sign-in": OPEN,
    "POST /sign-out": SELF,
    "POST /api/v1/sessions": OPEN,
    "GET /api/v1/sessions": SELF,
    "DELETE /api/v1/sessions/{id}": SELF,
    "GET /api/v1/me": SELF,
    "PUT /api/v1/me/password": SELF,
    # people
    "GET /api/v1/people": PEOPLE,
    "POST /api/v1/people": PEOPLE,
    "GET /api/v1/people/{id}": PEOPLE,
    "PATCH /api/v1/people/{id}": PEOPLE,
    "POST /api/v1/people/{id}/roles": PEOPLE,
    "DELETE /api/v1/people/{id}/roles/{grant}": PEOPLE,
    "POST /api/v1/people/{id}/invitations": PEOPLE,
    "GET /api/v1/people/{id}/sessions": PEOPLE,
    "DELETE /api/v1/people/{id}/sessions/{session}": PEOPLE,
    "POST /api/v1/welcome": OPEN,
    "GET /welcome": OPEN,
    "POST /welcome": OPEN,
    # tokens
    "GET /tokens": TOKENS,
    "POST /tokens": TOKENS,
    "POST /tokens/{id}/revoke": TOKENS,
    "GET /api/v1/tokens": TOKENS,
    "POST /api/v1/tokens": TOKENS,
    "DELETE /api/v1/tokens/{id}": TOKENS,
    # the audit trail
    "GET /audit": AUDIT,
    "GET /audit/{sequence}": AUDIT,
    "GET /api/v1/audit": AUDIT,
    "GET /api/v1/audit/{sequence}": AUDIT,
}


@dataclass(frozen=True)
class Found:
    """What the table says of an address: the right it needs, or the methods that it takes instead."""

    right: Right | None
    methods: tuple[str, ...] = ()
    route: str = ""


def lookup(method: str, path: str) -> Found:
    """The right that a request needs; `right` None where the address or the method is not in the table."""
    method = "GET" if method == "HEAD" else method
    exact, patterns = _table()
    methods = exact.get(path)
    template = path
    if methods is None:
        for pattern, route, each in patterns:
            if pattern.match(path):
                methods, template = each, route
                break
        else:
            return Found(None)
    return Found(methods.get(method), tuple(methods), template)


@cache
def _table() -> tuple[dict[str, dict[str, Right]], list[tuple[re.Pattern[str], str, dict[str, Right]]]]:
    by_path: dict[str, dict[str, Right]] = {}
    for route, right in ROUTES.items():
        method, path = route.split(" ")
        by_path.setdefault(path, {})[method] = right
    exact = {path: methods for path, methods in by_path.items() if "{" not in path}
    patterns = [(compile_path(path)[0], path, methods) for path, methods in by_path.items() if "{" in path]
    return exact, patterns
