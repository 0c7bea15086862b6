"""The guard at the door: no request reaches a route before it is known who asks and whether they may."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.security import permissions
from api.security.identity import Identities
from schema.people import Actor, Means
from schema.problems import Problem

SAFE = ("GET", "HEAD")


class Guard:
    """Refuses what the table of rights does not allow, and tells the routes who asks (`scope["state"]["actor"]`)."""

    def __init__(self, app: ASGIApp, identities: Identities) -> None:
        self.app = app
        self.identities = identities

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with what is in its way."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            refusal = await self._admit(request)
        except Problem as problem:  # among others, that the database is away
            refusal = problems.answer(request, problem, _HEADERS.get(problem.status))
        await (refusal or self.app)(scope, receive, send)

    async def _admit(self, request: Request) -> Response | None:
        """None where the request may go on; else the answer, or the problem raised."""
        found = permissions.lookup(request.method, request.url.path)
        if found.right is None:
            if not found.methods:
                raise problems.http(404, request.url.path, request.method)
            allowed = {"Allow": ", ".join(sorted(found.methods))}
            return problems.answer(request, problems.http(405, request.url.path, request.method), allowed)
        # what is open asks nobody who they are, so that it answers while the database is away
        actor = None if found.right.roles is None else await self._actor(request)
        request.state.actor = actor
        if request.method not in SAFE and (actor is None or actor.means is Means.SESSION):
            _same_site(request)
        if not found.right.held_by(actor):
            if actor is None:
                return _sign_in(request)
            raise _not_allowed(found.right)
        if actor is not None:
            acting = {"acting_as": found.right.role_of(actor), "address": address_of(request)}
            actor = actor.model_copy(update=acting)
        request.state.actor = actor
        return None

    async def _actor(self, request: Request) -> Actor | None:
        secret = self.identities.shown(request)
        if not secret:
            return None
        remembered = self.identities.remembered(secret)
        if remembered is not None:
            return remembered.actor
        return await run_in_threadpool(self.identities.look_up, secret)


def address_of(request: Request) -> str | None:
    """Where the request comes from; behind a proxy, what the proxy says, if it is a trusted one."""
    return request.client.host if request.client else None


def _same_site(request: Request) -> None:
    """Refuse a change that a page of another site has sent with this browser's cookie.

    Browsers say where a request comes from and no page can change what they say (Fetch Metadata; where an old browser
    lacks it, `Origin`); what says neither is no browser, and carries nobody's cookie unasked.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        good = site in ("same-origin", "none")
    else:
        good = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not good:
        raise Problem(
            "cross-site-request",
            zh="这个请求来自别的网站，已拒绝。",
            en="This request comes from another site and was refused.",
            status=403,
            next_zh="在本系统的页面里操作；程序请用令牌（Authorization: Bearer …）。",
            next_en="Use this system's own pages; a program uses a token (Authorization: Bearer …).",
        )


def _sign_in(request: Request) -> Response:
    """To the sign-in page for whoever comes with a browser, and back afterwards; a problem for a program."""
    path = request.url.path
    if not path.startswith("/api/") and "text/html" in request.headers.get("accept", ""):
        back = path + (f"?{request.url.query}" if request.url.query else "") if request.method in SAFE else "/"
        where = "/sign-in" if back == "/" else f"/sign-in?next={quote(back, safe='/')}"
        if request.headers.get("HX-Request"):
            return Response(status_code=401, headers={"HX-Redirect": where, "Cache-Control": "no-store"})
        return RedirectResponse(where, status_code=303, headers={"Cache-Control": "no-store"})
    return problems.answer(request, not_signed_in(), _HEADERS[401])


_HEADERS = {401: {"WWW-Authenticate": 'Bearer realm="whose"'}}


def not_signed_in() -> Problem:
    """Nobody is known who asks."""
    return Problem(
        "not-signed-in",
        zh="还没有登录，或登录已过期、已退出。",
        en="Nobody is signed in, or the session has ended.",
        status=401,
        next_zh="到 /sign-in 登录；程序用令牌（Authorization: Bearer …）。",
        next_en="Sign in at /sign-in; a program uses a token (Authorization: Bearer …).",
    )


def _not_allowed(right: permissions.Right) -> Problem:
    return Problem(
        "not-allowed",
        zh=f"您的角色不能“{right.zh}”。",
        en=f"Your roles do not allow this: {right.en}.",
        status=403,
        next_zh="需要时请管理员给您相应的角色；哪个角色能做什么见 docs/people.md。",
        next_en="Ask an administrator for the role where you need it; docs/people.md says what each may do.",
    )
