"""How strongly a text speaks for each issue type: a few signals an issue type, none of them a decision.

Everything is built from the registry's own words (`phrases`), so it works on the first day; past cases add
two more where there are any. A signal is a column; `calibration.py` weighs the columns and makes probabilities of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.lexicon import grams, sayings, words
from intake.phrases import Source, leaves, phrases
from intake.vectors import WordVectors, word_vectors
from schema.registry import IssueType

Floats = NDArray[np.float32]
SIGNALS = ("letters", "sayings", "meaning")
"""The columns: BM25 over letters and words; BM25 over sayings; likeness of meaning."""

_EMPHASIS = {Source.NAME: 2.0, Source.TERM: 1.0, Source.DEFINITION: 0.5, Source.FENCE: 0.5}
_K1, _B = 1.2, 0.5
_BEST = 3


@dataclass(frozen=True, slots=True)
class Postings:
    """BM25 scores by token: which columns a token speaks for, and how strongly."""

    columns: dict[str, NDArray[np.intp]]
    scores: dict[str, Floats]
    width: int

    @classmethod
    def of(cls, documents: Sequence[Mapping[str, float]]) -> Postings:
        """BM25 (Robertson and Zaragoza 2009) over weighted token counts, one document a column."""
        count = len(documents)
        index: dict[str, int] = {}
        rows = np.array([index.setdefault(token, len(index)) for d in documents for token in d], np.intp)
        times = np.array([n for d in documents for n in d.values()], np.float64)
        columns = np.repeat(np.arange(count), [len(d) for d in documents])
        lengths = np.bincount(columns, times, count)
        mean = lengths.mean() if lengths.any() else 1.0
        frequency = np.bincount(rows, minlength=len(index))
        norm = _K1 * (1 - _B + _B * lengths / mean)
        scores = rarity(count, frequency)[rows] * times * (_K1 + 1) / (times + norm[columns])
        order = np.argsort(rows, kind="stable")
        ends = np.cumsum(frequency)
        columns, found = columns[order], scores[order].astype(np.float32)
        spans = [(token, int(end - n), int(end)) for token, end, n in zip(index, ends, frequency, strict=True)]
        return cls({t: columns[a:b] for t, a, b in spans}, {t: found[a:b] for t, a, b in spans}, count)

    def score(self, tokens: Mapping[str, float]) -> Floats:
        """The sum over tokens, each as strong as it is said; a number a column."""
        total = np.zeros(self.width, np.float32)
        for token, strength in tokens.items():
            where = self.columns.get(token)
            if where is not None:
                total[where] += np.float32(strength) * self.scores[token]
        return total


def rarity(count: int, frequency: NDArray[np.intp]) -> NDArray[np.float64]:
    """Inverse document frequency, never negative."""
    return np.asarray(np.log(1 + (count - frequency + 0.5) / (frequency + 0.5)))


def _by_column(columns: Sequence[int], width: int) -> NDArray[np.intp]:
    """Row numbers by column, padded with the number one past the last row."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in enumerate(columns):
        rows[column].append(row)
    most = max([_BEST, *(len(r) for r in rows.values())])
    table = np.full((width, most), len(columns), np.intp)
    for column, own in rows.items():
        table[column, : len(own)] = own
    return table


def _top(values: NDArray[Any]) -> Floats:
    best = np.partition(values, values.shape[1] - _BEST, axis=1)[:, -_BEST:].sum(axis=1)
    return np.asarray(best, np.float32)


@dataclass(frozen=True, slots=True)
class IssueIndex:
    """The issue types of one registry version, ready to be compared with texts."""

    codes: tuple[str, ...]
    letters: Postings
    said: Postings
    meanings: Floats
    of_column: NDArray[np.intp]
    vectors: WordVectors

    @classmethod
    def of(cls, issue_types: Iterable[IssueType]) -> IssueIndex:
        """Index the leaves; a second for 330 issue types."""
        all_ = list(issue_types)
        codes = tuple(it.code for it in leaves(all_))
        columns = {code: i for i, code in enumerate(codes)}
        texts = phrases(all_)
        letters: list[dict[str, float]] = [defaultdict(float) for _ in codes]
        said: list[dict[str, float]] = [defaultdict(float) for _ in codes]
        for phrase in texts:
            for token in _letters(phrase.text):
                letters[columns[phrase.issue_type]][token] += _EMPHASIS[phrase.source]
            for token, share in _sayings(phrase.text).items():
                said[columns[phrase.issue_type]][token] += share * _EMPHASIS[phrase.source]
        vectors = word_vectors()
        meanings = [vectors.of_words(words(p.text)) for p in texts]
        return cls(
            codes,
            Postings.of(letters),
            Postings.of(said),
            np.stack(meanings) if meanings else np.zeros((0, vectors.dimensions), np.float32),
            _by_column([columns[p.issue_type] for p in texts], len(codes)),
            vectors,
        )

    def signals(self, text: str) -> Floats:
        """The signals of a normalised text without its places: issue types x `SIGNALS`."""
        if not self.codes:
            return np.zeros((0, len(SIGNALS)), np.float32)
        spoken = list(dict.fromkeys(words(text)))
        columns = [
            self.letters.score(dict.fromkeys([*grams(text), *(f"w:{w}" for w in spoken)], 1.0)),
            self.said.score(_sayings(text)),
            self._likeness(spoken),
        ]
        return np.stack(columns, axis=1)

    def _likeness(self, spoken: Sequence[str]) -> Floats:
        alike = np.append(self.meanings @ self.vectors.of_speech(spoken), np.float32(0))
        return _top(alike[self.of_column]) * np.float32(10 / _BEST)

    def evidence(self, text: str, code: str) -> list[tuple[int, int]]:
        """The stretches of the text that speak most for an issue type, at most three, in reading order."""
        column = self.codes.index(code)
        weights = np.zeros(len(text) + 1, np.float32)
        for group, spans in sayings(text).items():
            unit = f"g:{group}"
            if (strength := _strength(self.said, unit, column)) > 0:
                for said in spans:
                    at = slice(said.start, said.end)
                    weights[at] = np.maximum(weights[at], strength * said.share)
        for size in (2, 3):
            for start in range(len(text) - size + 1):
                if (strength := _strength(self.letters, text[start : start + size], column)) > 0:
                    weights[start : start + size] = np.maximum(weights[start : start + size], strength)
        return _stretches(weights)


def _letters(text: str) -> list[str]:
    return [*grams(text), *(f"w:{w}" for w in words(text))]


def _sayings(text: str) -> dict[str, float]:
    return {f"g:{group}": max(said.share for said in spans) for group, spans in sayings(text).items()}


def _strength(postings: Postings, token: str, column: int) -> float:
    where = postings.columns.get(token)
    if where is None:
        return 0.0
    at = np.searchsorted(where, column)
    return float(postings.scores[token][at]) if at < len(where) and where[at] == column else 0.0


def _stretches(weights: Floats) -> list[tuple[int, int]]:
    strongest = float(weights.max())
    if strongest <= 0:
        return []
    marked = [*(weights[:-1] >= strongest * 0.5), False]
    found: list[tuple[float, int, int]] = []
    start = None
    for i, on in enumerate(marked):
        if on and start is None:
            start = i
        elif not on and start is not None:
            found.append((float(weights[start:i].sum()), start, i))
            start = None
    best = sorted(found, reverse=True)[:3]
    return sorted((a, b) for _, a, b in best)
