"""What past cases say: the likest of them, and a classifier that learns what is said of each issue type.

Only confirmed cases and the registry's precedents come in here. Both signals are zero for an issue type without cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intake.issue_types import Postings
from intake.lexicon import grams, words

Floats = NDArray[np.float32]
SIGNALS = ("likest_case", "learnt")
_SMOOTHING = 1.0
_READ = 600
"""Characters of a case that are read: the start of a long complaint says what it is about."""


@dataclass(frozen=True, slots=True)
class PastCase:
    """A confirmed case: what was said (masked), what it was about, and when (ISO 8601, for splits by time)."""

    text: str
    issue_type: str
    at: str = ""
    location: str | None = None


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """Past cases by their words (BM25), and a complement naive Bayes over them (Rennie et al. 2003)."""

    postings: Postings
    column: NDArray[np.intp]
    width: int
    rows: dict[str, int]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, cases: Sequence[PastCase], codes: Sequence[str]) -> CaseIndex:
        """Index the cases whose issue type is among `codes`."""
        columns = {code: i for i, code in enumerate(codes)}
        known = [case for case in cases if case.issue_type in columns]
        documents = [Counter(_tokens(case.text)) for case in known]
        where = [columns[case.issue_type] for case in known]
        return cls(
            Postings.of(documents), np.array(where, np.intp), len(codes), *_complement(documents, where, len(codes))
        )

    def signals(self, text: str) -> Floats:
        """Issue types x `SIGNALS`: likeness 0 to 1 of the likest case; the classifier's say, about -1 to 1."""
        found = np.zeros((self.width, len(SIGNALS)), np.float32)
        if not len(self.column):
            return found
        tokens = _tokens(text)
        scores = self.postings.score(dict.fromkeys(tokens, 1.0))
        most = sum(float(self.postings.scores[t].max()) for t in set(tokens) if t in self.postings.scores)
        if most > 0:
            np.maximum.at(found[:, 0], self.column, scores / np.float32(most))
        known = [self.rows[t] for t in tokens if t in self.rows]
        if known:
            say = self.weights[known].mean(axis=0)
            seen = np.unique(self.column)
            found[seen, 1] = (say - say[seen].mean())[seen]
        return found


def _tokens(text: str) -> list[str]:
    head = text[:_READ]
    return [*grams(head), *(f"w:{w}" for w in words(head))]


def _complement(
    documents: Sequence[Counter[str]], columns: Sequence[int], width: int
) -> tuple[dict[str, int], NDArray[np.float32]]:
    """For each token seen twice how much less it is said of all other issue types; zero columns have no cases."""
    from scipy.sparse import coo_array  # only where there are cases: it takes a moment to import

    index: dict[str, int] = {}
    tokens = np.array([index.setdefault(t, len(index)) for d in documents for t in d], np.intp)
    times = np.array([n for d in documents for n in d.values()], np.float32)
    where = np.repeat(np.array(columns, np.intp), [len(d) for d in documents])
    kept = np.flatnonzero(np.bincount(tokens, minlength=len(index)) > 1)
    rows = {token: i for i, token in enumerate(np.array([*index, ""], object)[kept])}
    said = coo_array((times, (tokens, where)), shape=(len(index), width)).tocsr()
    counts: NDArray[np.float32] = said[kept].toarray()
    rest = counts.sum(axis=1, keepdims=True) - counts + np.float32(_SMOOTHING)
    weights = -np.log(rest / rest.sum(axis=0, keepdims=True))
    weights -= weights.mean(axis=1, keepdims=True)
    return rows, weights.astype(np.float32)
