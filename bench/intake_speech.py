"""How a caller's words are turned before they are compared in meaning with the registry's: `intake/speech.npz`.

Word vectors know which words are alike, not how people talk: a square matrix, learnt on development sentences and held
near the identity, turns the mean of what is said towards the phrases of what is meant. It knows words, no issue type,
so it serves any registry. Gradient descent (Adam, Kingma and Ba 2015) on the log-likelihood of the true issue type.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.calibration import softmax
from intake.issue_types import IssueIndex
from intake.lexicon import words

Floats = NDArray[np.float32]
_BEST = 3
_SCALE = 18.0
_NEAR = 0.04
"""How strongly the matrix is held to the identity; 0.03 to 0.1 do the same in cross-validation."""
_STEPS = 60
_RATE = 0.02


def means(index: IssueIndex, texts: list[str]) -> Floats:
    """The unit vector of each text (normalised, without places)."""
    return np.stack([index.vectors.of_words(list(dict.fromkeys(words(text)))) for text in texts])


def likeness(index: IssueIndex, turned: Floats) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Texts x issue types: the mean likeness of the three likest phrases, and which they are."""
    alike = np.concatenate([turned @ index.meanings.T, np.zeros((len(turned), 1), np.float32)], axis=1)
    by_type = alike[:, index.of_column]
    best = np.argpartition(by_type, by_type.shape[2] - _BEST, axis=2)[:, :, -_BEST:]
    value = np.take_along_axis(by_type, best, 2).mean(axis=2)
    return value, np.take_along_axis(np.broadcast_to(index.of_column, by_type.shape), best, 2)


def turn(speech: Floats, said: Floats) -> Floats:
    """Unit vectors of texts, turned."""
    turned = said @ speech.T
    return np.asarray(turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9))


def learn(index: IssueIndex, said: Floats, truth: NDArray[np.intp]) -> Floats:
    """The matrix for texts with one true column each; the same at every run."""
    size, rows = said.shape[1], np.arange(len(truth))
    phrases = np.concatenate([index.meanings, np.zeros((1, size), np.float32)])
    speech = np.eye(size, dtype=np.float32)
    first, second = np.zeros_like(speech), np.zeros_like(speech)
    for step in range(1, _STEPS + 1):
        raw = said @ speech.T
        length = np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9)
        turned = raw / length
        value, which = likeness(index, turned)
        error = softmax(value.astype(float) * _SCALE)
        error[rows, truth] -= 1
        error *= _SCALE / len(truth) / _BEST
        by_phrase = np.zeros((len(truth), len(phrases)), np.float32)
        flat = which.reshape(len(truth), -1)
        np.add.at(by_phrase, (np.repeat(rows, flat.shape[1]), flat.ravel()), np.repeat(error.ravel(), _BEST))
        pull = by_phrase @ phrases
        pull = (pull - turned * (pull * turned).sum(axis=1, keepdims=True)) / length
        slope = pull.T @ said + 2 * _NEAR * (speech - np.eye(size, dtype=np.float32))
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope * slope
        speech -= _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return speech
