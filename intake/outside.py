"""Places that are not in this city: provinces and cities of China that the registry does not know.

Only said as a place where something is ("在三亚市…", "文昌这边"), and only where no place of the city is named, do they
mean that the matter is elsewhere: "广东住院的单子" is not a call about Guangdong.
"""

from __future__ import annotations

import re
from collections.abc import Container
from importlib import resources

_LINES = resources.files("intake").joinpath("outside.txt").read_text("utf-8").splitlines()
_NAMES = sorted({name for line in _LINES if not line.startswith("#") for name in line.split()}, key=len, reverse=True)
_ALL = "|".join(_NAMES)
_SAID = re.compile(
    rf"(?:在|住在|人在|这里是|我是)?(?P<name>{_ALL})(?:市|省|县|自治区|自治州)(?!民|级|政府|里|场|政|委|长|医|内|民)"
    rf"|(?:在|住)(?P<at>{_ALL})(?=这边|那边|这里|那里|的|市|县|,|，|。| |$)"
    rf"|(?P<here>{_ALL})(?=这边|那边|这里|那里)"
)


def outside(text: str, known: Container[str]) -> list[tuple[int, int]]:
    """Spans of a normalised text that place the matter elsewhere; names in `known` belong to the city."""
    found = []
    for match in _SAID.finditer(text):
        group = next(g for g in ("name", "at", "here") if match[g])
        name = match[group]
        if not any(form in known for form in (name, name + "市", name + "省", name + "县")):
            found.append(match.span(group))
    return found
