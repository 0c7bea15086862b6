"""Facts that the caller's words state: shown as assumptions, undone with one key, never guessed from a place.

Words come from the registry's own labels and from `fact_words.csv`. A denial in front ("不是", "没有") takes the fact
back; doubt ("不知道是…还是…") and two values of one factor cancel it: then it is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from schema.registry import Factor

_DENIED = re.compile(r"(?:不是|不在|没有|并非|不像)$")
_DOUBTED = re.compile(
    r"(?:是不是|有没有|还是|(?:不知道|不晓得|不清楚|不确定|不懂|分不清|搞不清|说不准|可能|也许)[^，。,.!?？！ ]{0,4})$"
)
_SPLIT = re.compile(r"[、/或（）()，；]")
_SHORTEST_LABEL = 3


@dataclass(frozen=True, slots=True)
class Stated:
    """A factor's value, and where in the normalised text it is said."""

    factor: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FactWords:
    """The patterns of one registry version's factors."""

    patterns: tuple[tuple[str, str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, factors: Iterable[Factor]) -> FactWords:
        """Labels of three characters or more, and the common words for the factors that this registry has."""
        words: list[tuple[str, str, re.Pattern[str]]] = []
        common = _common()
        for factor in factors:
            for value in factor.values:
                labels = [piece for piece in _SPLIT.split(value.label) if len(piece) >= _SHORTEST_LABEL]
                both = [*map(re.escape, labels), *common.get((factor.code, value.value), ())]
                if both:
                    words.append((factor.code, value.value, re.compile("|".join(both))))
        return cls(tuple(words))

    def find(self, text: str) -> list[Stated]:
        """What is stated, at most one value a factor."""
        said: dict[str, list[Stated]] = defaultdict(list)
        doubted = set()
        for factor, value, pattern in self.patterns:
            for match in pattern.finditer(text):
                before = text[: match.start()]
                if match[0] and _DOUBTED.search(before) and not _DENIED.search(before):
                    doubted.add(factor)
                elif match[0] and not _DENIED.search(before):
                    said[factor].append(Stated(factor, value, match.start(), match.end()))
                    break
        return [one for f, found in said.items() if f not in doubted and (one := _only(found)) is not None]


def _only(found: list[Stated]) -> Stated | None:
    """The one value said; where one reading contains another ("没有物业公司" and "有物业公司"), the longer."""
    longest = max(found, key=lambda s: s.end - s.start)
    rest = [s for s in found if s.value != longest.value]
    return longest if all(longest.start <= s.start and s.end <= longest.end for s in rest) else None


@lru_cache(maxsize=1)
def _common() -> dict[tuple[str, str], tuple[str, ...]]:
    lines = resources.files("intake").joinpath("fact_words.csv").read_text("utf-8").splitlines()
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in lines:
        if line and not line.startswith("#"):
            factor, value, pattern = line.split(",", 2)
            found[factor, value] = (*found.get((factor, value), ()), pattern)
    return found
