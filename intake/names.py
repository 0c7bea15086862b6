"""The names a place goes by, and the keys they are found under: letters, sounds, and one letter short.

An official division is said without its office ("向荣村委会" → 向荣村), a named place by its aliases. Keys by sound
fold what southern speech and speech-to-text mix up: zh/z, ch/c, sh/s, and -ng/-n after i and e.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PHRASES_DICT

from schema.registry import Location

SHORT = 2
"""Names of so few characters occur inside other words: they need a boundary and a context."""

_LONGEST_WORD = 4
"""Characters of a word that is looked up for how it sounds."""

_OFFICE = re.compile(r"(?:社区)?(?:居民委员会|居委会|村民委员会|村委员会|村委会|居委)$")
_BARE = re.compile(r"^(.{2,4})(?:街道|镇|乡|区)$")
_ZONE = re.compile(r"(?:经济技术开发区|经济开发区|开发区|高新区|农场)?(?:（.*）)?$")
_GENERIC = frozenset("街道镇乡区村社区路大道公园小区花园市场广场居委会省市员民")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to say a place; `derived` names are shortened by us and give way to a name that the registry lists."""

    text: str
    location: str
    derived: bool = False


def names_of(location: Location, city: str = "") -> Iterator[Name]:
    """Every name under which the place may be said; official divisions also without office, kind or city."""
    listed = {location.name, *location.aliases}
    for text in sorted(listed):
        yield Name(_squeezed(text), location.code)
    if not location.division:
        return
    stem, cut = _OFFICE.subn("", location.name)
    if cut:
        suffixes = ("村", "村委会") if "村" in location.name[len(stem) :] else ("社区", "居委会")
        base = stem.removesuffix("社区").removesuffix("村")
        for suffix in suffixes:
            if len(base + suffix) > SHORT and base + suffix not in listed:
                yield Name(base + suffix, location.code, derived=True)
    elif bare := _BARE.match(location.name):
        yield Name(bare[1], location.code, derived=True)
        if location.name.endswith("街道"):
            yield Name(location.name + "办", location.code, derived=True)
    elif location.within:
        bare_of_city = location.name.removeprefix(city)
        for text in {bare_of_city.split("（")[0], _ZONE.sub("", bare_of_city)}:
            if len(text) > SHORT and text not in listed:
                yield Name(text, location.code, derived=True)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


@lru_cache(maxsize=65536)
def syllable(character: str) -> str:
    """The folded sound of one character; what has no sound stands for itself."""
    return _fold(lazy_pinyin(character, style=Style.NORMAL, errors="default")[0])


def syllables(text: str) -> list[str]:
    """The folded sounds, one a character, read one by one."""
    return [syllable(character) for character in text]


def spoken(text: str) -> list[list[str]]:
    """The readings of a name: character by character, and as a word where that differs (长 in 长流, 行 in 银行)."""
    single = syllables(text)
    if not any(map(_reads_several_ways, text)):
        return [single]
    word, at = list(single), 0
    while at < len(text):
        ends = range(min(len(text), at + _LONGEST_WORD), at + 1, -1)
        end = next((end for end in ends if text[at:end] in PHRASES_DICT), at + 1)
        if end > at + 1:
            word[at:end] = _sounds(text[at:end])
        at = end
    return [single] if word == single else [single, word]


@lru_cache(maxsize=65536)
def _sounds(word: str) -> list[str]:
    return [_fold(sound) for sound in lazy_pinyin(word, style=Style.NORMAL, errors="default")]


@lru_cache(maxsize=65536)
def _reads_several_ways(character: str) -> bool:
    return len({_fold(s) for s in pinyin(character, style=Style.NORMAL, heteronym=True)[0]}) > 1


def _fold(sound: str) -> str:
    if sound[:2] in ("zh", "ch", "sh"):
        sound = sound[0] + sound[2:]
    if sound.endswith(("ing", "eng")):
        sound = sound[:-1]
    return sound


def one_short(text: str) -> Iterable[str]:
    """The name with one character dropped, where what is left still tells: not of generic characters alone."""
    if len(text) <= SHORT + 1:
        return ()
    left = {text[:i] + text[i + 1 :] for i in range(len(text))}
    return (t for t in left if any(c not in _GENERIC for c in t))


def is_vague(short: str) -> bool:
    """Whether a shortened name says so little that it must be the only one of its kind."""
    return len([c for c in short if c not in _GENERIC]) < SHORT
