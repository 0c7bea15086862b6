"""Every word that pages and commands say exists, in both languages, and none lies about unused."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

from api import wording

ROOT = Path(__file__).resolve().parents[2]
API = ROOT / "api"
SOURCES = [*API.rglob("*.py"), *(API / "console" / "templates").iterdir()]
TEXT = "\n".join(
    path.read_text(encoding="utf-8") for path in SOURCES if path.name not in ("wording.py", "wording_audit.py")
)


def test_every_word_used_exists() -> None:
    used = set(re.findall(r"""\b(?:t|say)\(\s*['"]([a-z_.]+)['"]\s*[,)]""", TEXT))
    assert used <= wording.keys() and len(used) > 30


def test_no_word_is_unused() -> None:
    prefixes = tuple(re.findall(r"""\b(?:t|say)\(\s*f?['"]([a-z_]+\.)['"{]""", TEXT))
    prefixes += tuple(f"{name}." for name in re.findall(r"""\b(?:named|_label)\(\s*['"]([a-z_]+)['"]""", TEXT))
    literal = set(re.findall(r"""['"]([a-z_]+(?:\.[a-z_]+)*)['"]""", TEXT))
    assert {key for key in sorted(wording.keys()) if key not in literal and not key.startswith(prefixes)} == set()


def test_both_languages_say_the_same_values() -> None:
    for key in sorted(wording.keys()):
        zh, en = (wording._WORDS[key][at] for at in (0, 1))
        assert zh and en
        assert set(re.findall(r"{(\w+)}", zh)) == set(re.findall(r"{(\w+)}", en)), key


def deeds() -> set[tuple[str, str]]:
    """Action and kind of every deed that code records, constants followed to their values."""
    found: set[tuple[str, str]] = set()
    for file in (
        path for package in ("graph", "importers", "intake", "api") for path in (ROOT / package).rglob("*.py")
    ):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Deed":
                action, kind = (_value(file, argument) for argument in node.args[:2])
                found.add((action, kind))
    return found


def _value(file: Path, argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    if isinstance(argument, ast.Name) and argument.id.isupper():
        module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        return str(getattr(module, argument.id))
    assert isinstance(argument, ast.Name), f"{file}: an action is a word, not made of parts"
    return ""  # a function's parameter: any kind of object


def test_every_deed_has_a_name_to_be_called_by() -> None:
    found, known = deeds(), wording.keys()
    actions = {action for action, _ in found}
    assert {"person.create", "role.grant", "registry.import", "audit.erase", "personal-data.read"} <= actions
    missing = {action for action in actions if f"deed.{action}" not in known}
    missing |= {kind for _, kind in found if kind and f"object.{kind}" not in known}
    assert not missing, f"api/wording_audit.py has no word for {missing}"
    named = {key.removeprefix("deed.") for key in known if key.startswith("deed.")}
    assert named <= actions, "nobody does this any more"
