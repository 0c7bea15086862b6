"""`/tokens`: the keys of programs, for the administrator."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, ValidationError

from api import clock, language
from api.console import templating
from api.problems import invalid
from api.routes.tokens import TokenId
from api.security import tokens
from api.security.permissions import RIGHTS
from api.state import Acting, Graph, Known
from graph import credentials
from graph.audit import IdempotencyKey
from graph.connection import Database
from schema.people import UserRole
from schema.problems import Problem

router = APIRouter(include_in_schema=False)


class Filled(BaseModel):
    """What the form sends; `key` makes a press repeated, or a page loaded again, the same token."""

    model_config = ConfigDict(frozen=True)

    key: str = ""
    name: str = ""
    role: str = UserRole.OPERATOR
    department: str = ""
    rights: list[str] = []
    days: str = str(tokens.DAYS)


@router.get("/tokens")
def show_tokens(request: Request, database: Graph) -> Response:
    """Every token, and the form for another."""
    return _page(request, database, Filled())


@router.post("/tokens")
def take_token(request: Request, database: Graph, actor: Acting, filled: Annotated[Filled, Form()]) -> Response:
    """Make one and show its secret, this once; or the form again, with what is wrong."""
    told = filled.model_dump(exclude={"key"}) | {"department": filled.department.strip() or None}
    try:
        wanted = tokens.NewToken.model_validate(told | {"rights": filled.rights or None})
        asked = credentials.hashed(wanted.model_dump_json())
        key = IdempotencyKey(f"page {filled.key}"[:100], asked, tokens.CreatedToken, tokens.without_secret)
        made = tokens.create(database, actor, wanted, key if filled.key else None)
    except ValidationError as error:
        return _page(request, database, filled, problem=invalid(error.errors()))
    except Problem as problem:
        return _page(request, database, filled, problem=problem)
    return _page(request, database, Filled(), made=made)


@router.post("/tokens/{id}/revoke")
def take_revocation(database: Graph, actor: Acting, known: Known, id: TokenId) -> Response:
    """End one, and back to the list."""
    tokens.revoke(database, actor, id, known)
    return RedirectResponse("/tokens", status_code=303)


def _page(
    request: Request,
    database: Database,
    filled: Filled,
    *,
    made: tokens.CreatedToken | None = None,
    problem: Problem | None = None,
) -> Response:
    now = clock.now()
    spoken = language.of_page(request)
    context = {
        "filled": filled,
        "key": str(uuid4()),
        "made": made,
        "problem": problem.document(spoken) if problem else None,
        "tokens": [(each, each.revoked_at is None and each.ends_at > now) for each in credentials.tokens(database)],
        "roles": [role.value for role in UserRole],
        "rights": [
            (right.name, right.zh if spoken == "zh" else right.en)
            for right in RIGHTS
            if right.roles is not None and not right.personal
        ],
        "most_days": tokens.MOST_DAYS,
    }
    return templating.page(request, "tokens.html", context, status=problem.status if problem else 200)
