"""The plan of the house: imports point one way, the rooms are ours, and the queries are in files."""

from __future__ import annotations

import ast
import importlib
import re
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What each package may import of the others: one way, in at `api`, down to `schema`.
MAY_IMPORT = {
    "schema": set(),
    "resolver": {"schema"},
    "graph": {"schema", "resolver"},
    "intake": {"schema", "resolver", "graph"},
    "importers": {"schema", "resolver", "graph"},
    "api": {"schema", "resolver", "graph", "intake", "importers"},
}
PACKAGES = sorted(MAY_IMPORT)
MODULES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
# What keeps the rules pure and the vocabulary free of any database.
NOT_FOR_THE_PURE = {"neo4j", "fastapi", "starlette", "uvicorn", "typer", "requests", "httpx", "socket", "subprocess"}


def imported(file: Path) -> set[str]:
    """The root packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write the whole name of what is imported"
            found.add((node.module or "").partition(".")[0])
    return found


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_imports_point_one_way(file: Path) -> None:
    package = file.relative_to(ROOT).parts[0]
    others = imported(file) & (set(PACKAGES) | {"tests", "bench"})
    assert others <= MAY_IMPORT[package] | {package}


@pytest.mark.parametrize(
    "file", [f for f in MODULES if f.relative_to(ROOT).parts[0] in ("schema", "resolver")], ids=name_of
)
def test_vocabulary_and_rules_are_pure(file: Path) -> None:
    assert not imported(file) & NOT_FOR_THE_PURE
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\b(date\.today|datetime\.now|time\.time|open)\(", text), "the day and the data are passed in"


@pytest.mark.parametrize("file", [f for f in MODULES if f.relative_to(ROOT).parts[0] != "graph"], ids=name_of)
def test_only_graph_talks_to_neo4j(file: Path) -> None:
    assert "neo4j" not in imported(file)


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_no_string_building_touches_cypher(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            assert not re.search(r"\b(MATCH|MERGE|UNWIND)\b.*[(\[]|\bRETURN\b .*\b\w\.\w", text), ast.unparse(node)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_are_ours_and_nobody_elses(package: str) -> None:
    """PyPI has a `schema`, for one: installed beside ours it would shadow it."""
    file = importlib.import_module(package).__file__
    assert file is not None and Path(file).resolve() == ROOT / package / "__init__.py"
    assert set(packages_distributions().get(package, ["whose"])) == {"whose"}


def test_the_distribution_is_this_one() -> None:
    assert distribution("whose").metadata["License-Expression"] == "Apache-2.0"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_is_a_package(package: str) -> None:
    """A folder of modules without `__init__.py` would work here and be missing from the wheel."""
    for file in (ROOT / package).rglob("*.py"):
        assert (file.parent / "__init__.py").exists(), f"{name_of(file.parent)} has no __init__.py"


def test_every_query_says_what_it_is_for_and_is_used() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in MODULES)
    for file in sorted((ROOT / "graph" / "queries").glob("*.cypher")):
        assert file.read_text(encoding="utf-8").startswith("//"), f"{file.name}: no header comment"
        assert f'"{file.stem}"' in code or re.search(rf"\b{file.stem}\b", code), f"{file.name}: nobody runs it"


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_files_stay_small(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 350
    assert file.stem not in ("utils", "helpers", "common", "misc")


# What writes to the database beside the one door for writes (graph/audit.py), and why nobody's deed is lost by it.
BOOKKEEPING = {
    ("graph/audit.py", "perform"): "the door itself",
    ("graph/migrate.py", "migrate"): "the shape of the graph has a history of its own",
    ("graph/migrate.py", "_statement"): "the same",
    ("graph/credentials.py", "touch_session"): "when a session was last in use; nothing was decided",
    ("graph/credentials.py", "touch_token"): "when a token was last used; nothing was decided",
    ("graph/people.py", "rehash_password"): "the same password under newer parameters",
    ("graph/throttle.py", "failed"): "failures to sign in, of accounts that may not exist",
    ("graph/trail.py", "_end"): "holds the head of the chain still while it is verified; changes nothing",
}


def test_every_write_goes_through_the_audited_door() -> None:
    found = set()
    for file in MODULES:
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("database.write"):
                        found.add((name_of(file), function.name))
    assert found == set(BOOKKEEPING)
