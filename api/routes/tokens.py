"""令牌: `/api/v1/tokens`, the keys of programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.openapi import problems
from api.repeats import Repeats
from api.security import tokens
from api.state import Acting, Graph, Known
from graph import credentials
from schema.people import ApiToken

router = APIRouter(prefix="/tokens", tags=["people"])

TokenId = Annotated[str, Path(max_length=40, description="编号 / its id")]


@router.get("", summary="令牌列表 / Tokens", response_model=list[ApiToken], responses=problems())
def list_tokens(database: Graph) -> list[ApiToken]:
    """所有令牌，新的在前；已到期和已撤销的也在。Every token, the newest first, those that have ended too."""
    return credentials.tokens(database)


@router.post(
    "",
    summary="新建令牌 / Create a token",
    status_code=201,
    response_model=tokens.CreatedToken,
    responses=problems(400, 404),
)
def create_token(database: Graph, actor: Acting, wanted: tokens.NewToken, repeats: Repeats) -> tokens.CreatedToken:
    """给程序一个令牌：`secret` 只在这一次给出，重发同一请求时为 null。
    A token for a program: `secret` is told this once, and is null when the same request is repeated."""
    return tokens.create(database, actor, wanted, repeats.of(tokens.CreatedToken, wanted, tokens.without_secret))


@router.delete(
    "/{id}", summary="撤销令牌 / Revoke a token", status_code=204, response_model=None, responses=problems(404)
)
def revoke_token(database: Graph, actor: Acting, known: Known, id: TokenId) -> Response:
    """立即撤销；已撤销的不变。End it at once; one that is revoked already stays as it is."""
    tokens.revoke(database, actor, id, known)
    return Response(status_code=204)
