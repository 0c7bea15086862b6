"""The units that texts and phrases are compared by: characters in twos and threes, words, and sayings.

`sayings.txt` groups words that mean the same in callers' mouths ("滴水", "渗水", "漏水"); two texts that share a group
share a meaning although they share no letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import ahocorasick
import rjieba

_LETTERS = re.compile(r"[^\u4e00-\u9fffa-z0-9]+")
_WORD = re.compile(r"[\u4e00-\u9fffa-z0-9]")


def grams(text: str) -> list[str]:
    """Runs of two and three characters, none across punctuation or a blank."""
    found: list[str] = []
    for piece in _LETTERS.sub(" ", text).split():
        found += [piece[i : i + 2] for i in range(len(piece) - 1)]
        found += [piece[i : i + 3] for i in range(len(piece) - 2)]
    return found


def words(text: str) -> list[str]:
    """The words of a normalised text, without punctuation."""
    return [word for word in rjieba.cut(text) if _WORD.match(word)]


@dataclass(frozen=True, slots=True)
class Saying:
    """A stretch of text that says a group's meaning; `share` is 1 divided by how many groups its word stands in."""

    start: int
    end: int
    share: float


def sayings(text: str) -> dict[int, list[Saying]]:
    """Groups of sayings that occur in the text, each with the stretches that say it."""
    found: dict[int, list[Saying]] = defaultdict(list)
    for last, (length, groups) in _automaton().iter(text):
        saying = Saying(last - length + 1, last + 1, 1 / len(groups))
        for group in groups:
            found[group].append(saying)
    return found


@lru_cache(maxsize=1)
def groups() -> tuple[tuple[str, ...], ...]:
    """The groups of sayings, each with its words, in the file's order."""
    lines = resources.files("intake").joinpath("sayings.txt").read_text("utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick.Automaton:
    where: dict[str, list[int]] = defaultdict(list)
    for i, group in enumerate(groups()):
        for word in group:
            where[word].append(i)
    automaton = ahocorasick.Automaton()
    for word, in_groups in where.items():
        automaton.add_word(word, (len(word), tuple(in_groups)))
    automaton.make_automaton()
    return automaton
