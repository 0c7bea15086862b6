"""A problem as a page, for whoever comes with a browser to an address that is no interface for programs."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request, Response

from api import language
from api.console import templating
from api.console.asking import Asking
from schema.problems import Problem


def page(request: Request, problem: Problem, headers: Mapping[str, str], name: str | None = None) -> Response | None:
    """The page, or None where a document is wanted: under /api, and where HTML is not asked for.

    `name` is what the logs know the request by, where the page shall say it.
    """
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return None
    spoken = language.of_page(request)
    context = {
        "problem": problem.document(spoken).model_copy(update={"request_id": name}),
        "asking": Asking(),
        "answered": None,
        "missing": False,
        "suggested": (),
    }
    return templating.page(request, "problem.html", context, status=problem.status, headers=headers)
