"""The demonstration city's vocabulary for tests, built once: no database needed."""

from __future__ import annotations

from functools import lru_cache

from bench.intake_city import source
from intake.vocabulary import Vocabulary


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Names, words and factors of the demonstration city, with the weights that come with the program."""
    return Vocabulary.of(source())
