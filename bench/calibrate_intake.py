"""`python -m bench.calibrate_intake`: makes intake/calibration.json, the weights that come with the program, again.

Fitted on the locked and the calibration sentences and the tuning texts about nothing. Not on the tuning half: the
sayings were chosen with that half in view, so what it promises does not hold for the next caller. The fresh sentences
are not looked at.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench import intake_city, intake_issues
from intake.vocabulary import Vocabulary

TARGET = Path(__file__).parent.parent / "intake" / "calibration.json"
VERSION = "cold-start-2"


def main() -> None:
    """Fit and write."""
    TARGET.write_text(intake_issues.calibrate(unseen(Vocabulary.of(intake_city.source())), VERSION).dump() + "\n")


def unseen(vocabulary: Vocabulary) -> intake_issues.Table:
    """The sentences that no word list was made from."""
    parts = [
        intake_issues.table(vocabulary, "locked", with_nothing=False),
        intake_issues.table(vocabulary, "calibration", nothing_of="tuning"),
    ]
    return intake_issues.Table(
        np.concatenate([part.signals for part in parts]), [t for part in parts for t in part.truths], parts[0].names
    )


if __name__ == "__main__":
    main()
