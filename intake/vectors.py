"""Word vectors: words that mean nearly the same lie close together, also where no saying and no letter is shared.

`word_vectors.npz` holds 32,000 common words of the jieba dictionary (MIT), each embedded by multilingual-e5-small
(MIT), centred, reduced to 128 dimensions and rounded to a byte; `weight` is low for words that are everywhere. It is
read once, needs no model at run time, and `bench/build_word_vectors.py` makes it again. `speech.npz` turns the mean of
what a caller says towards how a registry would put it; `bench/calibrate_intake.py` makes it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Unit vectors (words x dimensions), the weight of each word, 0 to 1, and the matrix that turns speech."""

    index: dict[str, int]
    vectors: Floats
    weight: Floats
    speech: Floats

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.vectors.shape[1])

    def of_word(self, word: str) -> Floats | None:
        """The word's unit vector; for an unknown word the mean of its characters', or None."""
        row = self.index.get(word)
        if row is not None:
            return np.asarray(self.vectors[row])
        rows = [self.index[c] for c in word if c in self.index]
        if len(rows) < 2:
            return None
        return _unit(self.vectors[rows].mean(axis=0))

    def weight_of(self, word: str) -> float:
        """How much a word tells: near 0 for particles, 1 for rare words."""
        row = self.index.get(word)
        return 1.0 if row is None else float(self.weight[row])

    def of_words(self, words: Sequence[str]) -> Floats:
        """The unit vector of a text; zero where no word is known."""
        total = np.zeros(self.dimensions, np.float32)
        for word in words:
            vector = self.of_word(word)
            if vector is not None:
                total += self.weight_of(word) * vector
        return _unit(total)

    def of_speech(self, words: Sequence[str]) -> Floats:
        """The unit vector of what a caller says, turned towards what the registry says."""
        return _unit(self.speech @ self.of_words(words))


def _unit(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """The table that comes with the program."""
    folder = resources.files("intake")
    with folder.joinpath("speech.npz").open("rb") as file, np.load(file) as data:
        speech = data["speech"].astype(np.float32)
    with folder.joinpath("word_vectors.npz").open("rb") as file, np.load(file) as data:
        words = bytes(data["words"]).decode().split("\n")
        vectors = data["vectors"].astype(np.float32)
        weight = data["weight"].astype(np.float32) / 255
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return WordVectors({word: i for i, word in enumerate(words)}, vectors, weight, speech)
