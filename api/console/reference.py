"""`GET /docs`: the HTTP interface for people, made from its own description; nothing is loaded from elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from api.console import templating

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Operation:
    """One address with one method."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[dict[str, Any], ...]
    examples: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]


@router.get("/docs")
def describe(request: Request) -> Response:
    """Every operation by its tag."""
    document = request.app.openapi()
    tagged: dict[str, list[Operation]] = {tag["name"]: [] for tag in document.get("tags", [])}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["other"])[0]
            tagged.setdefault(tag, []).append(_operation(method, path, operation))
    titles = {tag["name"]: tag["description"] for tag in document.get("tags", [])}
    groups = [(titles.get(tag, tag), operations) for tag, operations in tagged.items() if operations]
    return templating.page(request, "reference.html", {"groups": groups})


def _operation(method: str, path: str, operation: dict[str, Any]) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(operation.get("parameters", ())),
        examples=tuple(
            (example.get("summary", name), json.dumps(example["value"], ensure_ascii=False, indent=2))
            for name, example in body.get("examples", {}).items()
        ),
        answers=tuple((status, answer["description"]) for status, answer in operation["responses"].items()),
    )
