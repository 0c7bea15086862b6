"""Every word that pages and commands say exists, in both languages, and none lies about unused."""

from __future__ import annotations

import re
from pathlib import Path

from api import wording

API = Path(__file__).resolve().parents[2] / "api"
SOURCES = [*API.rglob("*.py"), *(API / "console" / "templates").iterdir()]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "wording.py")


def test_every_word_used_exists() -> None:
    used = set(re.findall(r"""\b(?:t|say)\(\s*['"]([a-z_.]+)['"]\s*[,)]""", TEXT))
    assert used <= wording.keys() and len(used) > 30


def test_no_word_is_unused() -> None:
    prefixes = tuple(re.findall(r"""\b(?:t|say)\(\s*f?['"]([a-z_]+\.)['"{]""", TEXT))
    literal = set(re.findall(r"""['"]([a-z_]+(?:\.[a-z_]+)*)['"]""", TEXT))
    assert {key for key in sorted(wording.keys()) if key not in literal and not key.startswith(prefixes)} == set()


def test_both_languages_say_the_same_values() -> None:
    for key in sorted(wording.keys()):
        zh, en = (wording._WORDS[key][at] for at in (0, 1))
        assert zh and en
        assert set(re.findall(r"{(\w+)}", zh)) == set(re.findall(r"{(\w+)}", en)), key
