"""The text as matching reads it, and the way back to the text as it was given.

Full-width to half-width (NFKC), traditional to simplified, control characters out, emoji to blanks, house numbers to
digits. Every character keeps the offset it came from, so that spans can be shown on the caller's own words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cn2an
from opencc import OpenCC

READ_LIMIT = 2000
"""Characters that are read; a call's text is a few hundred at most, the rest is reported as not read."""

_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百]{1,6}(?=号)")


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` is what matching reads; `origin[i]` is where its character i stands in `given`, and one more."""

    given: str
    text: str
    origin: tuple[int, ...]
    truncated: bool

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text that `text[start:end]` came from."""
        if start >= end:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1


def normalise(given: str) -> Normalised:
    """Read the first `READ_LIMIT` characters of any text; never raises."""
    kept: list[str] = []
    origin: list[int] = []
    head = given[:READ_LIMIT]
    for i, raw in enumerate(head):
        for character in unicodedata.normalize("NFKC", raw).lower():
            category = unicodedata.category(character)
            if category == "Cf" or (category == "Cc" and not character.isspace()):
                continue
            blank = character.isspace() or category[0] in "CM" or category in ("So", "Sk")
            kept.append(" " if blank else character)
            origin.append(i)
    text = _simplified("".join(kept))
    text, origin = _digits(text, origin)
    return Normalised(given, text, (*origin, len(head)), len(given) > READ_LIMIT)


def _simplified(text: str) -> str:
    converted = str(_simplifier().convert(text))
    if len(converted) == len(text):
        return converted
    return "".join(c if len(c) == 1 else t for t, c in ((t, str(_simplifier().convert(t))) for t in text))


def _digits(text: str, origin: list[int]) -> tuple[str, list[int]]:
    """Chinese numerals before 号 as digits: 二十三号 → 23号."""
    found = [(m.start(), m.end(), number) for m in _NUMERAL.finditer(text) if (number := _number(m[0])) is not None]
    if not found:
        return text, origin
    pieces: list[str] = []
    offsets: list[int] = []
    ends = [0, *(end for _, end, _ in found)]
    for (start, end, number), before in zip(found, ends, strict=False):
        pieces += [text[before:start], number]
        offsets += origin[before:start]
        # the last digit stands for the numeral's end, so that a span over the number covers all of it
        offsets += [origin[start]] * (len(number) - 1) + [origin[end - 1]]
    pieces.append(text[ends[-1] :])
    offsets += origin[ends[-1] :]
    return "".join(pieces), offsets


def _number(numeral: str) -> str | None:
    try:
        return str(cn2an.cn2an(numeral.replace("〇", "零"), "smart"))
    except ValueError:
        return None


def clauses(text: str) -> list[tuple[int, int]]:
    """The spans between punctuation and blanks, without empty ones."""
    cuts = [-1, *(i for i, c in enumerate(text) if not c.isalnum()), len(text)]
    return [(a + 1, b) for a, b in pairwise(cuts) if b > a + 1]
