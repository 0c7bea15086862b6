"""`python -m bench.calibrate_intake`: makes intake/speech.npz and intake/calibration.json, which come with the program.

Speech is learnt on the tuning, locked and calibration sentences. Weights are fitted on the locked and the calibration
sentences and the tuning texts about nothing, each read with a matrix that has not seen its fold. Not on the tuning
half: the first sayings were chosen with that half in view, so what it promises does not hold for the next caller. The
fresh and the unseen sentences are not looked at.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench import intake_city, intake_issues, intake_speech
from intake.issue_types import SIGNALS
from intake.understand import without_places
from intake.vocabulary import Vocabulary

INTAKE = Path(__file__).parent.parent / "intake"
VERSION = "cold-start-3"
LEARNT_ON = ("locked", "calibration", "tuning")
_FOLDS = 5
_LIKENESS = 10.0
"""The signal `meaning` is likeness in tenths."""


def main() -> None:
    """Fit and write."""
    vocabulary = Vocabulary.of(intake_city.source())
    table = held_back(vocabulary, write=True)
    (INTAKE / "calibration.json").write_text(intake_issues.calibrate(table, VERSION).dump() + "\n")


def held_back(vocabulary: Vocabulary, *, write: bool = False) -> intake_issues.Table:
    """Locked and calibration sentences and texts about nothing, none read with what was learnt on its own fold."""
    parts = [
        intake_issues.table(vocabulary, "locked", with_nothing=False),
        intake_issues.table(vocabulary, "calibration", nothing_of="tuning"),
    ]
    texts = [s.text for half in LEARNT_ON[:2] for s in intake_city.sentences(half)] + intake_city.nothing("tuning")
    more = intake_city.sentences(LEARNT_ON[2])
    columns = {code: i for i, code in enumerate(vocabulary.issues.codes)}
    index = vocabulary.issues
    signals = np.concatenate([part.signals for part in parts])
    truths = [t for part in parts for t in part.truths]
    count = len(truths)
    said = intake_speech.means(index, [without_places(t, vocabulary) for t in (*texts, *(s.text for s in more))])
    first = np.array([min(t) if t else -1 for t in truths] + [columns[s.issue_types[0]] for s in more], np.intp)
    fold = np.array(intake_issues.folds(count) + [-1] * len(more)) % _FOLDS
    fold[count:] = -1
    for k in range(_FOLDS):
        known, held = (fold != k) & (first >= 0), np.flatnonzero(fold == k)
        speech = intake_speech.learn(index, said[known], first[known])
        value, _ = intake_speech.likeness(index, intake_speech.turn(speech, said[held]))
        signals[held, :, SIGNALS.index("meaning")] = value * _LIKENESS
    if write:
        speech = intake_speech.learn(index, said[first >= 0], first[first >= 0])
        np.savez_compressed(INTAKE / "speech.npz", speech=speech.astype(np.float16))
    return intake_issues.Table(signals, truths, parts[0].names)


if __name__ == "__main__":
    main()
