"""Documentation as a contract: every setting, command and route is written about, or this fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import typer
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from api.app import create_app
from api.cli.main import app as cli
from graph.connection import Database
from graph.settings import Settings, variables

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ENGINE = ("connection", "settings", "migrate")
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def commands(command: Any, path: str) -> list[tuple[str, Any]]:
    """All commands below a group, with their full names."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, command)]
    return [found for name, child in sorted(inner.items()) for found in commands(child, f"{path} {name}")]


COMMANDS = commands(typer.main.get_command(cli), "whose")


def application() -> FastAPI:
    """The application's routes; none of them is asked, so the database need not be there."""
    return create_app(cast("Database", None), Settings())


def pages(router: APIRouter) -> Iterator[str]:
    """Paths that OpenAPI leaves out; routers nest."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from pages(inner)
        elif isinstance(route, APIRoute) and not route.include_in_schema:
            yield route.path


@pytest.mark.parametrize("name", sorted(variables()))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_is_documented_and_explains_itself(name: str, command: Any) -> None:
    assert name in TEXT
    assert command.help and "/" in command.help, "help in Chinese and English"


def test_every_option_is_documented() -> None:
    for name, command in COMMANDS:
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert option in TEXT, f"{name} {option}"


def test_every_route_is_documented() -> None:
    app = application()
    paths = sorted({*app.openapi()["paths"], *pages(app.router)})
    assert "/api/v1/resolutions" in paths
    missing = [path for path in paths if f"`{path}`" not in TEXT and f" {path}" not in TEXT]
    assert not missing, f"neither README nor docs/ say what these are: {missing}"


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    known = set(variables()) | {"WHOSE_TEST_MAY_WIPE"}
    assert set(re.findall(r"\bWHOSE_[A-Z0-9_]+\b", TEXT)) <= known


def test_every_problem_of_the_engine_says_what_to_do() -> None:
    """Those that the database, its settings and its migrations raise are the operator of the machine's to solve."""
    engine = [*(ROOT / "graph" / "embedded").glob("*.py"), *(ROOT / "graph" / f"{name}.py" for name in ENGINE)]
    code = "".join(file.read_text(encoding="utf-8") for file in engine)
    raised = set(re.findall(r"Problem\(\s*\"([a-z-]+)\"", code))
    assert raised >= {"damaged-jar", "wrong-password", "history-newer"}
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert not {name for name in raised if f"| `{name}` |" not in text}


def test_every_make_target_explains_itself_and_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    assert explained >= {"run", "test", "test-all", "check", "bench", "fetch", "evaluate", "format"}
    assert set(re.findall(r"`make ([a-z-]+)`", TEXT)) <= explained


def test_every_defence_names_a_test_that_exists() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert named and not [name for name in named if not (ROOT / name).exists()]
