"""Known codes close to one that was not found: the same entry's name, or a similar spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

_LIMIT = 3
_SIMILAR = 60.0  # of 100; below it a suggestion misleads more than it helps
_MISSES = 500  # after so many different unknown values the file is the wrong one, and looking on only costs time


class Nearest:
    """Suggests known codes for unknown values of one list; `names` maps what people write (names, aliases) to codes."""

    def __init__(self, codes: Iterable[str], names: Mapping[str, str] | None = None) -> None:
        self._codes = list(codes)
        self._names = dict(names or {})
        self._found: dict[str, tuple[str, ...]] = {}

    def __call__(self, value: str) -> tuple[str, ...]:
        """Up to three codes, the likeliest first; empty where nothing is close."""
        if value not in self._found:
            if len(self._found) >= _MISSES:
                return ()
            self._found[value] = self._look(value)
        return self._found[value]

    def _look(self, value: str) -> tuple[str, ...]:
        named = [self._names[value]] if value in self._names else []
        close = process.extract(value.lower(), self._codes, scorer=fuzz.ratio, limit=_LIMIT, score_cutoff=_SIMILAR)
        return tuple(dict.fromkeys([*named, *(code for code, _, _ in close)]))[:_LIMIT]
