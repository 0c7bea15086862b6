"""From signals to probabilities that mean what they say, and to the smallest set that holds the truth as asked.

A conditional logit weighs the signals, one more alternative standing for "none of these". The set is split-conformal
(Vovk; Lei et al. 2018): an issue type is in when it is at least as likely as all but the share `1 - confidence` of
truths were on texts that the weights were not fitted on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RIDGE = 0.003
"""Keeps weights small where a few hundred texts do not say otherwise."""

SETTLING = 0.95
"""How much of all that may be meant stands in what is asked about, before one department for it counts as settled."""
MOST_ADDED = 4
"""A question that offers more is none that a caller could answer: the set is widened no further by likelihood."""
OPINIONS = ("letters", "sayings", "meaning")
"""Signals that err for different reasons: what one of them alone would put first stays open."""
_UNHEARD = 0.0003
"""An opinion less likely than this is not worth a caller's time."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights a signal, the score of "none of these", and the probabilities that truths had, ascending.

    `version` names the fit; `registry` the registry's version it was made with (empty: made with none, a cold start);
    `floor` is the probability below which the likeliest is not offered as understood; `steady` what `steadied` takes.
    """

    version: str
    signals: tuple[str, ...]
    weights: tuple[float, ...]
    nothing: float
    truths: tuple[float, ...]
    floor: float
    registry: str = ""
    steady: tuple[float, float] = (1.0, 0.0)

    def probabilities(self, signals: NDArray[np.floating[Any]], names: Sequence[str]) -> Floats:
        """A probability an issue type; what is missing to 1 is "none of these". Unknown signals count nothing."""
        by_name = dict(zip(self.signals, self.weights, strict=True))
        scores = signals.astype(np.float64) @ np.array([by_name.get(name, 0.0) for name in names])
        return steadied(softmax(np.append(scores, self.nothing)), self.steady)[:-1]

    def threshold(self, confidence: float) -> float:
        """The least probability of a member of the set that holds the truth with this confidence."""
        count = len(self.truths)
        rank = int(np.floor((1 - confidence) * (count + 1)))
        return self.truths[rank - 1] if 1 <= rank <= count else 0.0

    def members(self, probabilities: Floats, confidence: float) -> list[int]:
        """The set's members, likeliest first; never without the likeliest."""
        order = np.argsort(-probabilities, kind="stable")
        least = self.threshold(confidence)
        return [int(i) for rank, i in enumerate(order) if rank == 0 or (least > 0 and probabilities[i] >= least)]

    def candidates(
        self, probabilities: Floats, confidence: float, signals: NDArray[np.floating[Any]], names: Sequence[str]
    ) -> list[int]:
        """What to ask about: the set, widened until little else can be meant and no signal by itself says otherwise.

        The set alone holds the truth as often as asked, which is too seldom to dispatch on: nine in ten settled rightly
        is one in ten sent to the wrong department. Probabilities come short where a word misleads ("房产证" in a matter
        of schools); the signals' disagreement shows it.
        """
        found = self.members(probabilities, confidence)
        rest = [int(i) for i in np.argsort(-probabilities, kind="stable") if int(i) not in set(found)]
        enough = SETTLING * float(probabilities.sum())
        while rest and len(found) < MOST_ADDED and float(probabilities[found].sum()) < enough:
            found.append(rest.pop(0))
        firsts = [int(signals[:, names.index(name)].argmax()) for name in OPINIONS if name in names]
        return list(dict.fromkeys([*found, *(i for i in firsts if probabilities[i] >= _UNHEARD)]))

    def dump(self) -> str:
        """As JSON, which `load` reads."""
        return json.dumps(
            {
                "version": self.version,
                "registry": self.registry,
                "signals": dict(zip(self.signals, self.weights, strict=True)),
                "nothing": self.nothing,
                "floor": self.floor,
                "steady": self.steady,
                "truths": [round(p, 6) for p in self.truths],
            },
            ensure_ascii=False,
        )

    @classmethod
    def load(cls, text: str) -> Calibration:
        """From the JSON of `dump`."""
        data = json.loads(text)
        signals = data["signals"]
        return cls(
            data["version"],
            tuple(signals),
            tuple(float(w) for w in signals.values()),
            float(data["nothing"]),
            tuple(sorted(float(p) for p in data["truths"])),
            float(data["floor"]),
            data.get("registry", ""),
            tuple(data.get("steady", (1.0, 0.0))),
        )


@lru_cache(maxsize=1)
def cold_start() -> Calibration:
    """What comes with the program: fitted on sentences of no real call, none of them about past cases."""
    return Calibration.load(resources.files("intake").joinpath("calibration.json").read_text("utf-8"))


def softmax(scores: Floats) -> Floats:
    """Probabilities in proportion to exp(score), over the last axis."""
    risen = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(risen / risen.sum(axis=-1, keepdims=True))


def steadied(probabilities: Floats, steady: tuple[float, float]) -> Floats:
    """The likeliest issue type as likely as its like came true (Platt 1999: a line on the log odds, slope and shift),
    the rest in proportion and none above it; the last column is "none of these". Over the last axis.

    A logit promises too much where one strong word decides: nineteen of twenty come true where it says 98 in 100.
    """
    best = probabilities[..., :-1].max(axis=-1, keepdims=True)
    first = probabilities >= best
    now = _sigmoid(steady[0] * _log_odds(best) + steady[1])
    rest = probabilities * (1 - now) / np.maximum(1 - best, 1e-9)
    issue = np.arange(probabilities.shape[-1]) < probabilities.shape[-1] - 1
    return np.asarray(np.where(first & issue, now, np.where(issue, np.minimum(rest, now * 0.999), rest)))


def fit_steady(best: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift for the probabilities of the likeliest, and whether each was right."""
    from scipy.optimize import minimize

    odds, sign = _log_odds(best), np.where(right, -1.0, 1.0)
    loss = minimize(
        lambda line: float(np.logaddexp(0, sign * (line[0] * odds + line[1])).mean()), (1.0, 0.0), method="Nelder-Mead"
    )
    return round(float(loss.x[0]), 5), round(float(loss.x[1]), 5)


def _log_odds(probability: Floats) -> Floats:
    kept = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))


def fit_weights(signals: Floats, truth: NDArray[np.intp]) -> tuple[Floats, float]:
    """Weights and the score of "none of these": texts x issue types x signals; truth is -1 where nothing is meant."""
    from scipy.optimize import minimize

    count, columns, width = signals.shape
    rows = np.arange(count)
    target = np.where(truth < 0, columns, truth)
    chosen = np.where((truth >= 0)[:, None], signals[rows, np.maximum(truth, 0)], 0.0)

    def loss(point: Floats) -> tuple[float, Floats]:
        scores = np.concatenate([signals @ point[:-1], np.full((count, 1), point[-1])], axis=1)
        p = softmax(scores)
        value = -np.log(p[rows, target] + 1e-12).mean() + _RIDGE * float((point[:-1] ** 2).sum())
        expected = np.einsum("tc,tcs->ts", p[:, :-1], signals)
        by_weight = -(chosen - expected).mean(axis=0) + 2 * _RIDGE * point[:-1]
        by_nothing = -((truth < 0).astype(float) - p[:, -1]).mean()
        return float(value), np.append(by_weight, by_nothing)

    start = np.append(np.full(width, 0.2), 1.0)
    bounds = [(0.0, None)] * width + [(None, None)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x[:-1]), float(found.x[-1])


def fit(
    version: str,
    names: Sequence[str],
    signals: Floats,
    truth: NDArray[np.intp],
    groups: Sequence[int],
    registry: str = "",
) -> Calibration:
    """Weights from all texts; the truths' probabilities from folds that leave a text's whole group out."""
    fold = np.array(groups) % 5
    p = np.zeros((len(truth), signals.shape[1] + 1))
    for k in range(5):
        rest, held = fold != k, fold == k
        if held.any() and rest.any():
            weights, nothing = fit_weights(signals[rest], truth[rest])
            scores = np.concatenate([signals[held] @ weights, np.full((int(held.sum()), 1), nothing)], axis=1)
            p[held] = softmax(scores)
    real = truth >= 0
    steady = fit_steady(p[real, :-1].max(axis=1), p[real, :-1].argmax(axis=1) == truth[real])
    p = steadied(p, steady)
    truths = np.sort(p[real, truth[real]])
    weights, nothing = fit_weights(signals, truth)
    best = p[:, :-1].max(axis=1)
    among = (p[:, :-1] > p[np.arange(len(truth)), truth][:, None]).sum(axis=1) < 3
    return Calibration(
        version,
        tuple(names),
        tuple(round(float(w), 5) for w in weights),
        round(nothing, 5),
        tuple(round(float(t), 6) for t in truths),
        _floor(best, among & real),
        registry,
        steady,
    )


def _floor(best: Floats, right: NDArray[np.bool_]) -> float:
    """The lowest probability of the likeliest from which a question is worth asking: the truth is among the likeliest
    three half of the time; looked for in steps of 0.05."""
    for low in np.arange(0.05, 0.6, 0.05):
        band = (best >= low) & (best < low + 0.1)
        if band.sum() == 0 or right[band].mean() >= 0.5:
            return round(float(low), 2)
    return 0.5


def expected_calibration_error(probability: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """The mean gap between what was promised and what came true, over equal-width bins, weighted by their size."""
    edges = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(probability[edges == b].mean() - right[edges == b].mean()) * (edges == b).mean()
        for b in set(edges.tolist())
    ]
    return float(np.sum(gaps))
