"""Near-duplicates: repeated calls about one matter must not stand on both sides of a test.

Texts whose sets of three-character runs share most of their smallest hashes (a bottom-k sketch, Broder 1997) are one
group; groups are joined transitively.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence

_SKETCH = 24
_SHARED = 8
_COMMON = 50
"""A hash that so many texts have says nothing of a copy."""


def groups_of_similar(texts: Sequence[str]) -> list[int]:
    """A group number a text, the number of its first member."""
    sketches = [_sketch(text) for text in texts]
    holders: dict[int, list[int]] = defaultdict(list)
    for i, sketch in enumerate(sketches):
        for value in sketch:
            holders[value].append(i)
    group = list(range(len(texts)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, sketch in enumerate(sketches):
        shared: dict[int, int] = defaultdict(int)
        for value in sketch:
            if len(holders[value]) <= _COMMON:
                for other in holders[value]:
                    if other < i:
                        shared[other] += 1
        for other, count in shared.items():
            if count >= min(_SHARED, len(sketch), len(sketches[other])):
                group[root(i)] = root(other)
    return [root(i) for i in range(len(texts))]


def _sketch(text: str) -> frozenset[int]:
    runs = {text[i : i + 3] for i in range(max(1, len(text) - 2))}
    return frozenset(sorted(zlib.crc32(run.encode()) for run in runs)[:_SKETCH])
