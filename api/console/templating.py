"""How pages are rendered: templates, their words, and static files whose address changes with their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.staticfiles import StaticFiles

from api import clock, language, wording
from api.security import permissions
from schema.people import Actor
from schema.problems import Language

FOLDER = Path(str(resources.files("api.console")))
STATIC = FOLDER / "static"
COOKIE_SECONDS = 365 * 24 * 3600
MENU = (("ask", "/"), ("docs", "/docs"), ("tokens", "/tokens"), ("audit", "/audit"))


class Files(StaticFiles):
    """Static files; one asked for by its content's digest may be kept for ever, others are asked for again."""

    async def get_response(self, path: str, scope: Any) -> Response:
        response = await super().get_response(path, scope)
        kept = b"v=" in scope.get("query_string", b"") and response.status_code == 200
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return response


@cache
def address(name: str) -> str:
    """The address of a static file, with the digest of its content."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.console"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = address
    environment.filters["moment"] = lambda at: at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return environment


def page(
    request: Request,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A template in the request's language; a language chosen in the address is remembered."""
    spoken = language.of_page(request)
    actor: Actor | None = getattr(request.state, "actor", None)
    known = words(spoken) | {"me": actor, "pages": reachable(actor)}
    html = _environment().get_template(template).render(known | dict(context))
    response = HTMLResponse(html, status_code=status, headers=dict(headers or {}))
    response.headers["Content-Language"] = spoken
    response.headers["Cache-Control"] = "no-store" if actor else "no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie, HX-Request-Type"
    if language.COOKIE in request.query_params:
        response.set_cookie(language.COOKIE, spoken, max_age=COOKIE_SECONDS, samesite="lax", httponly=True)
    return response


def reachable(actor: Actor | None) -> tuple[tuple[str, str], ...]:
    """The pages of the main menu that somebody may open: key and address."""
    found = ((key, path, permissions.lookup("GET", path).right) for key, path in MENU)
    return tuple((key, path) for key, path, right in found if right is not None and right.held_by(actor))


def words(spoken: Language) -> dict[str, object]:
    """What every template may say."""
    return {
        "t": lambda key, **values: wording.say(key, spoken, **values),
        "rule": partial(wording.rule, language=spoken),
        "lang": spoken,
        "other": "en" if spoken == "zh" else "zh",
    }
