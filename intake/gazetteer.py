"""Where in a text a place is named: every candidate, by letters, by sound, or with one letter missing.

Built once a registry version; 50,000 names take about a second. Reading is pure and safe from any thread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import ahocorasick
import rjieba

from intake.names import SHORT, Name, names_of, one_short, spoken, syllable
from schema.registry import Location
from schema.understanding import Match

_BASE = 0xE000
"""Sounds are written as one private character each, so that the automaton counts characters, not letters."""

_AFTER = [
    "区",
    "镇",
    "街",
    "村",
    "社区",
    "路",
    "这",
    "那",
    "附近",
    "旁",
    "对面",
    "门口",
    "里",
    "边",
    "上",
    "的",
    "一带",
    "片",
    "有",
    "到",
    "往",
    "小区",
    "市场",
    "派出所",
    "政府",
    "中学",
    "小学",
    "医院",
    "夜市",
    "隔壁",
    "周边",
    "后面",
    "前面",
    "大街",
    "站",
    "口",
    "某",
    "一",
    "地",
    "处",
    "居民",
    "业主",
]
_BEFORE = [
    "在",
    "到",
    "去",
    "从",
    "住",
    "是",
    "于",
    "往",
    "我们",
    "区",
    "镇",
    "市",
    "村",
    "路",
    "街道",
    "位于",
    "来",
    "回",
    "咱",
    "咱们",
    "靠近",
    "就",
    "叫",
    "经过",
]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch of normalised text that names places; `codes` are all that go by that name."""

    start: int
    end: int
    match: Match
    name: str
    codes: tuple[str, ...]
    whole: bool = True


@dataclass(slots=True)
class Gazetteer:
    """The names of one registry version, ready to be found."""

    places: dict[str, Location]
    roots: frozenset[str]
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _letters: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton)
    _sounds: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton)
    _short: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _code_of_sound: dict[str, str] = field(default_factory=dict)
    _widths: tuple[int, ...] = ()

    @classmethod
    def of(cls, locations: Iterable[Location]) -> Gazetteer:
        """Index the names of these places."""
        places = {place.code: place for place in locations}
        own = cls(places, frozenset(code for code, place in places.items() if not place.within))
        city = next((places[code].name.removesuffix("市") for code in sorted(own.roots)), "")
        names = [name for place in places.values() for name in names_of(place, city)]
        listed: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if not name.derived:
                _once(listed[name.text], name.location)
        for name in names:
            if name.derived and (name.text not in listed or not _listed_elsewhere(name, listed, places)):
                _once(listed[name.text], name.location)
        own.listed = {text: tuple(codes) for text, codes in listed.items()}
        own._index()
        return own

    def _index(self) -> None:
        sounds: dict[str, set[str]] = defaultdict(set)
        short: dict[str, list[str]] = defaultdict(list)
        for text in self.listed:
            self._letters.add_word(text, text)
            if len(text) > SHORT:
                for reading in spoken(text):
                    sounds[self._key(reading)].add(text)
            for less in one_short(text):
                if less not in self.listed:
                    short[less].append(text)
        for key, texts in sounds.items():
            self._sounds.add_word(key, tuple(sorted(texts)))
        # a shortened form that many names share tells nothing
        self._short = {less: tuple(texts) for less, texts in short.items() if len(texts) <= 4}
        self._widths = tuple(sorted({len(less) for less in self._short}, reverse=True))
        for automaton in (self._letters, self._sounds):
            if len(automaton):
                automaton.make_automaton()

    def _key(self, reading: Iterable[str]) -> str:
        table = self._code_of_sound
        return "".join(table.setdefault(sound, chr(_BASE + len(table))) for sound in reading)

    def find(self, text: str) -> list[Sighting]:
        """The names in a normalised text, left to right, longest first, none inside another."""
        if not self.listed:
            return []
        edges, words = _edges(text)
        taken = [False] * len(text)
        found = self._settle(self._by_letters(text, edges, words), taken)
        found += self._settle(self._by_sound(text), taken)
        found += self._settle(self._one_short(text, edges, taken), taken)
        return sorted(found, key=lambda s: s.start)

    def _settle(self, sightings: list[Sighting], taken: list[bool]) -> list[Sighting]:
        kept = []
        for s in sorted(sightings, key=lambda s: (s.start - s.end, s.start)):
            if not any(taken[s.start : s.end]):
                taken[s.start : s.end] = [True] * (s.end - s.start)
                kept.append(s)
        return kept

    def _by_letters(self, text: str, edges: set[int], words: set[tuple[int, int]]) -> list[Sighting]:
        hits = [(last - len(name) + 1, last + 1, name) for last, name in self._letters.iter(text)]
        ends, starts = {end for _, end, _ in hits}, {start for start, _, _ in hits}
        return [
            Sighting(start, end, Match.EXACT, name, self.listed[name])
            for start, end, name in hits
            if len(name) > SHORT or _stands_alone(text, start, end, edges, words, ends, starts)
        ]

    def _by_sound(self, text: str) -> list[Sighting]:
        table = self._code_of_sound
        line = "".join(table.get(syllable(c), " ") for c in text)
        found: list[Sighting] = []
        if not len(self._sounds):
            return found
        for last, names in self._sounds.iter(line):
            for name in names:
                start = last - len(name) + 1
                alike = sum(a == b for a, b in zip(text[start : last + 1], name, strict=True))
                # one slip, or two in a long name: more would let any words of the same sound through
                if len(name) - (1 if len(name) <= 4 else 2) <= alike < len(name):
                    found.append(Sighting(start, last + 1, Match.PINYIN, name, self.listed[name]))
        return found

    def _one_short(self, text: str, edges: set[int], taken: list[bool]) -> list[Sighting]:
        found = []
        for start in range(len(text)):
            if taken[start]:
                continue
            for width in self._widths:
                names = self._short.get(text[start : start + width])
                if names and (width > SHORT + 1 or (start in edges and start + width in edges)):
                    codes = tuple(dict.fromkeys(code for name in names for code in self.listed[name]))
                    found.append(Sighting(start, start + width, Match.FUZZY, names[0], codes, len(names) == 1))
                    break
        return found


def _once(codes: list[str], code: str) -> None:
    if code not in codes:
        codes.append(code)


def _listed_elsewhere(name: Name, listed: dict[str, list[str]], places: dict[str, Location]) -> bool:
    """Whether a derived name is what another place is really called."""
    own = places[name.location]
    return any(
        code != name.location and name.text in (places[code].name, *places[code].aliases) for code in listed[name.text]
    ) or (name.text in (own.name, *own.aliases))


def _edges(text: str) -> tuple[set[int], set[tuple[int, int]]]:
    """Where words begin and end, and the words of two characters or more."""
    edges, words, at = {0, len(text)}, set(), 0
    for word in rjieba.cut(text):
        edges.add(at)
        if len(word) >= SHORT:
            words.add((at, at + len(word)))
        at += len(word)
        edges.add(at)
    return edges, words


def _stands_alone(
    text: str, start: int, end: int, edges: set[int], words: set[tuple[int, int]], ends: set[int], starts: set[int]
) -> bool:
    """Whether a name of two characters is meant as a name, not part of another word."""
    if start not in edges or end not in edges:
        return False
    if (start, end) not in words:
        return True  # no dictionary word: the two characters are the name or nothing
    before, after = text[:start], text[end:]
    return (
        not before.strip()
        or before[-1] == " "
        or start in ends
        or not after
        or not after[0].isalnum()
        or end in starts
        or before.endswith(tuple(_BEFORE))
        or after.startswith(tuple(_AFTER))
    )
