"""How well issue types are told from what callers say: cold start, calibration, the set, and what each signal adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.intake_city import Sentence, nothing, sentences
from intake.calibration import Calibration, expected_calibration_error, fit
from intake.issue_types import SIGNALS
from intake.understand import signals, understand, without_places
from intake.vocabulary import Vocabulary

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Texts as signals, with the columns that are true for each (none where nothing is meant)."""

    signals: Floats
    truths: list[frozenset[int]]
    names: tuple[str, ...]

    @property
    def first(self) -> NDArray[np.intp]:
        """One true column a text, or -1."""
        return np.array([min(t) if t else -1 for t in self.truths], np.intp)


def table(vocabulary: Vocabulary, half: str, *, with_nothing: bool = True, nothing_of: str = "") -> Table:
    """A part of the sentences, and its texts about nothing (or those of the part `nothing_of`)."""
    own: list[Sentence] = sentences(half)
    texts = [s.text for s in own] + (nothing(nothing_of or half) if with_nothing else [])
    columns = {code: i for i, code in enumerate(vocabulary.issues.codes)}
    values: list[NDArray[np.float32]] = []
    names: tuple[str, ...] = SIGNALS
    for text in texts:
        value, names = signals(without_places(text, vocabulary), vocabulary)
        values.append(value)
    truths = [frozenset(columns[c] for c in s.issue_types) for s in own]
    return Table(np.stack(values).astype(float), truths + [frozenset()] * (len(texts) - len(own)), names)


def folds(count: int) -> list[int]:
    """Which fold each text is in, the same at every run."""
    return [int(i) for i in np.random.RandomState(3).permutation(count)]


def calibrate(data: Table, version: str, columns: list[int] | None = None) -> Calibration:
    """Weights fitted on a table, with some signals only."""
    keep = list(range(len(data.names))) if columns is None else columns
    return fit(version, [data.names[k] for k in keep], data.signals[:, :, keep], data.first, folds(len(data.truths)))


def figures(calibration: Calibration | list[Calibration], data: Table) -> dict[str, Any]:
    """What is reported of a table: ranks, calibration, and the set at 0.90 and 0.95.

    One calibration for all texts, or one a text where each is judged by weights that were fitted without it.
    """
    used = calibration if isinstance(calibration, list) else [calibration] * len(data.truths)
    real = [i for i, truth in enumerate(data.truths) if truth]
    p = np.array([c.probabilities(x, data.names) for c, x in zip(used, data.signals, strict=True)])
    ranks = np.array([min(int((p[i] > p[i, t]).sum()) for t in data.truths[i]) for i in real])
    best = p[real].max(axis=1)
    found: dict[str, Any] = {
        "sentences": len(real),
        "top1": float((ranks == 0).mean()),
        "top3": float((ranks < 3).mean()),
        "calibration_error": expected_calibration_error(best, ranks == 0),
        "calibration_error_by_chance": _by_chance(best),
    }
    for level in (0.9, 0.95):
        sets = [set(used[i].members(p[i], level)) for i in real]
        held = [bool(own & data.truths[i]) for own, i in zip(sets, real, strict=True)]
        found[f"set_{level:.2f}_holds"] = float(np.mean(held))
        found[f"set_{level:.2f}_size"] = float(np.mean([len(own) for own in sets]))
    return found


def refused(vocabulary: Vocabulary, half: str) -> float:
    """The share of texts about nothing that are not taken for something."""
    return float(np.mean([not understand(text, vocabulary).understood for text in nothing(half)]))


def cross_validated(data: Table, columns: list[int] | None = None) -> list[Calibration]:
    """One calibration a text, fitted on the four fifths it is not in."""
    fold = np.array(folds(len(data.truths))) % 5
    by_fold = []
    for k in range(5):
        kept = np.flatnonzero(fold != k)
        rest = Table(data.signals[kept], [data.truths[i] for i in kept], data.names)
        by_fold.append(calibrate(rest, f"fold {k}", columns))
    return [by_fold[k] for k in fold]


def ablations(data: Table) -> dict[str, dict[str, float]]:
    """Top-1, top-3 and the set's size with each signal off, and with each alone, cross-validated."""
    every = list(range(len(data.names)))
    rows = {"all": every}
    rows |= {f"without {name}": [k for k in every if k != i] for i, name in enumerate(data.names)}
    rows |= {f"only {name}": [i] for i, name in enumerate(data.names)}
    found = {}
    for label, columns in rows.items():
        own = figures(cross_validated(data, columns), data)
        found[label] = {k: own[k] for k in ("top1", "top3", "set_0.95_size")}
    return found


def _by_chance(best: Floats) -> float:
    """The calibration error that probabilities which are exactly right would show, from so few sentences."""
    chance = np.random.RandomState(1)
    return float(np.mean([expected_calibration_error(best, chance.rand(len(best)) < best) for _ in range(200)]))
