"""Where in a text a place is named: every candidate, by letters, by sound, or with one letter missing.

Built once a registry version; 50,000 names take about a second. Reading is pure and safe from any thread.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import ahocorasick
import rjieba

from intake.names import SHORT, Name, is_vague, names_of, one_short, spoken, syllable
from schema.registry import Location
from schema.understanding import Match

_BASE = 0xE000
"""Sounds are written as one private character each, so that the automaton counts characters, not letters."""

_AFTER = re.compile(
    "区|镇|街|村|社区|路|这|那|附近|旁|对面|门口|里面|一带|片|小区|市场|派出所|政府|中学|小学|医院|夜市|隔壁|周边|后面|居民|业主"
)
_BEFORE = re.compile("(?:在|到|去|从|住|于|往|我们|区|镇|市|村|路|街道|位于|咱们|靠近|经过)$")
_LOOSELY_AFTER = re.compile("的|有|上|里|边|前面|到|往|一|某|站|口|想|被|看")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch of normalised text that names places; `codes` are all that go by that name."""

    start: int
    end: int
    match: Match
    name: str
    codes: tuple[str, ...]


_ORDER = {Match.EXACT: 0, Match.PINYIN: 1, Match.FUZZY: 2}


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
        self._short = {less: tuple(own) for less, own in short.items() if len(own) <= (1 if is_vague(less) else 4)}
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
        exact = self._by_letters(text, edges, words)
        whole = [s for s in exact if not any(o.start <= s.start and s.end <= o.end and o != s for o in exact)]
        slips = [*self._by_sound(text), *self._one_short(text, edges)]
        return _longest([*whole, *(s for s in slips if _better(s, whole))])

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

    def _one_short(self, text: str, edges: set[int]) -> list[Sighting]:
        found = []
        for start in range(len(text)):
            for width in (w for w in self._widths if start + w <= len(text)):
                names = self._short.get(text[start : start + width])
                if names and (width > SHORT + 1 or start in edges or start + width in edges):
                    codes = tuple(dict.fromkeys(code for name in names for code in self.listed[name]))
                    found.append(Sighting(start, start + width, Match.FUZZY, names[0], codes))
                    break
        return found


def _longest(sightings: list[Sighting]) -> list[Sighting]:
    """Without overlaps: the longer first, letters before sounds before what lacks a character; in reading order."""
    taken: set[int] = set()
    kept = []
    for s in sorted(sightings, key=lambda s: (s.start - s.end, _ORDER[s.match], s.start)):
        if taken.isdisjoint(range(s.start, s.end)):
            taken.update(range(s.start, s.end))
            kept.append(s)
    return sorted(kept, key=lambda s: s.start)


def _better(slip: Sighting, exact: list[Sighting]) -> bool:
    """Whether a slip explains more than the names said letter for letter under it: those must be parts of its name."""
    under = [s for s in exact if s.start < slip.end and slip.start < s.end]
    return all(
        slip.start <= s.start and s.end <= slip.end and s.name in slip.name and s.end - s.start < slip.end - slip.start
        for s in under
    )


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
    for word in rjieba.cut(text, False):  # dictionary words only, none guessed
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
    if _BEFORE.search(before) or _AFTER.match(after) or start in ends or end in starts:
        return True
    left = not before.strip() or not before[-1].isalnum()
    return left and (not after or not after[0].isalnum() or bool(_LOOSELY_AFTER.match(after)))
