"""The steward's guide as a contract: whatever an import may report is explained there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
REPORTING = {"RowProblem", "CellError", "EncodingError", "Problem", "_add"}


def reported() -> Iterator[str]:
    """Every code that the importers give to a problem, read from their source."""
    for path in sorted((ROOT / "importers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in REPORTING:
                yield from _codes(node.args)


def _codes(arguments: list[ast.expr]) -> Iterator[str]:
    """Constants shaped like a code among the first arguments, also where one of two is chosen."""
    for argument in arguments[:2]:
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.split("-")
                if len(words) > 1 and all(word.isascii() and word.islower() and word.isalpha() for word in words):
                    yield node.value


def test_every_problem_is_explained() -> None:
    codes = set(reported())
    assert len(codes) > 40
    assert not {code for code in codes if f"`{code}`" not in GUIDE}
