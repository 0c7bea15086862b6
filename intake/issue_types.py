"""How strongly a text speaks for each issue type: a few signals an issue type, none of them a decision.

Everything is built from the registry's own words (`phrases`), so it works on the first day; past cases add
two more where there are any. A signal is a column; `calibration.py` weighs the columns and makes probabilities of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.lexicon import grams, sayings, words
from intake.phrases import Phrase, Source, leaves, phrases
from intake.vectors import WordVectors, word_vectors
from schema.registry import IssueType

Floats = NDArray[np.float32]
SIGNALS = ("letters", "sayings", "near_words", "meaning")
"""The columns: BM25 over letters and words; BM25 over sayings; how much of a phrase is said, in near words too;
likeness of meaning."""

_EMPHASIS = {Source.NAME: 2.0, Source.TERM: 1.0, Source.DEFINITION: 0.5, Source.FENCE: 0.5}
_K1, _B = 1.2, 0.5
_BEST = 3
_NEAR_FROM = 0.3
_MOST_WORDS = 100


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

    def score(self, tokens: Iterable[str]) -> Floats:
        """The sum over distinct tokens, a number a column."""
        total = np.zeros(self.width, np.float32)
        for token in set(tokens):
            where = self.columns.get(token)
            if where is not None:
                total[where] += self.scores[token]
        return total


def rarity(count: int, frequency: NDArray[np.intp]) -> NDArray[np.float64]:
    """Inverse document frequency, never negative."""
    return np.asarray(np.log(1 + (count - frequency + 0.5) / (frequency + 0.5)))


@dataclass(frozen=True, slots=True)
class Covering:
    """Phrases as weighted units, to ask how much of each is said in a text."""

    units: dict[str, int]
    weight: Floats
    flat: NDArray[np.intp]
    starts: NDArray[np.intp]
    total: Floats
    best: NDArray[np.intp]

    @classmethod
    def of(
        cls,
        texts: Sequence[Phrase],
        columns: dict[str, int],
        split: Callable[[str], list[str]],
        tells: Callable[[str], float],
    ) -> Covering:
        """`split` gives a phrase's units, `tells` how much one tells beside its rarity among issue types."""
        cut = [list(dict.fromkeys(split(p.text))) for p in texts]
        seen: dict[str, set[int]] = defaultdict(set)
        for phrase, parts in zip(texts, cut, strict=True):
            for part in parts:
                seen[part].add(columns[phrase.issue_type])
        units = {unit: i for i, unit in enumerate(seen)}
        rare = rarity(len(columns), np.array([len(where) for where in seen.values()], np.intp))
        weight = np.array(rare * [tells(unit) for unit in seen], np.float32)
        kept = [
            (columns[p.issue_type], [units[u] for u in parts]) for p, parts in zip(texts, cut, strict=True) if parts
        ]
        flat = np.array([u for _, parts in kept for u in parts], np.intp)
        lengths = np.array([len(parts) for _, parts in kept], np.intp)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp) if kept else np.zeros(0, np.intp)
        total = np.add.reduceat(weight[flat], starts) if kept else np.zeros(0, np.float32)
        return cls(units, weight, flat, starts, np.maximum(total, 1e-6), _by_column([c for c, _ in kept], len(columns)))

    def score(self, said: Floats) -> Floats:
        """For each issue type the sum over its three best phrases of (what is said)² / (all of it)."""
        if not len(self.starts):
            return np.zeros(len(self.best), np.float32)
        hit = np.add.reduceat((self.weight * said)[self.flat], self.starts)
        value = np.append(hit * hit / self.total, np.float32(0))
        return _top(value[self.best])


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
    by_word: Covering
    word_rows: Floats
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
            for token in _sayings(phrase.text):
                said[columns[phrase.issue_type]][token] += _EMPHASIS[phrase.source]
        vectors = word_vectors()
        by_word = Covering.of(texts, columns, words, lambda w: vectors.weight_of(w) ** 0.5)
        none = np.zeros(vectors.dimensions, np.float32)
        rows = [v if (v := vectors.of_word(word)) is not None else none for word in by_word.units]
        meanings = [vectors.of_words(words(p.text)) for p in texts]
        return cls(
            codes,
            Postings.of(letters),
            Postings.of(said),
            by_word,
            np.stack(rows) if rows else np.zeros((0, vectors.dimensions), np.float32),
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
            self.letters.score([*grams(text), *(f"w:{w}" for w in spoken)]),
            self.said.score(_sayings(text)),
            self.by_word.score(self._nearness(spoken)),
            self._likeness(spoken),
        ]
        return np.stack(columns, axis=1)

    def _nearness(self, spoken: Sequence[str]) -> Floats:
        """How much each word of the phrases is said: 1 for the word itself, less for one near to it."""
        telling = sorted(spoken, key=self.vectors.weight_of, reverse=True)[:_MOST_WORDS]
        rows = [v for w in telling if (v := self.vectors.of_word(w)) is not None]
        exact = _flags(self.by_word.units, spoken)
        if not rows:
            return exact
        near = (self.word_rows @ np.stack(rows).T).max(axis=1)
        return np.asarray(np.maximum(exact, np.clip((near - _NEAR_FROM) / (1 - _NEAR_FROM), 0, 1)))

    def _likeness(self, spoken: Sequence[str]) -> Floats:
        alike = np.append(self.meanings @ self.vectors.of_words(spoken), np.float32(0))
        return _top(alike[self.of_column]) * np.float32(10 / _BEST)

    def evidence(self, text: str, code: str) -> list[tuple[int, int]]:
        """The stretches of the text that speak most for an issue type, at most three, in reading order."""
        column = self.codes.index(code)
        weights = np.zeros(len(text) + 1, np.float32)
        for group, spans in sayings(text).items():
            unit = f"g:{group}"
            if (strength := _strength(self.said, unit, column)) > 0:
                for start, end in spans:
                    weights[start:end] = np.maximum(weights[start:end], strength)
        for size in (2, 3):
            for start in range(len(text) - size + 1):
                if (strength := _strength(self.letters, text[start : start + size], column)) > 0:
                    weights[start : start + size] = np.maximum(weights[start : start + size], strength)
        return _stretches(weights)


def _letters(text: str) -> list[str]:
    return [*grams(text), *(f"w:{w}" for w in words(text))]


def _sayings(text: str) -> list[str]:
    return [f"g:{group}" for group in sayings(text)]


def _flags(units: dict[str, int], said: Iterable[str]) -> Floats:
    flags = np.zeros(len(units), np.float32)
    flags[[units[unit] for unit in said if unit in units]] = 1
    return flags


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
