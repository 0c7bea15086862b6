"""Makes intake/calibration.json: the weights that come with the program, from the tuning and the locked sentences.

`python -m bench.calibrate_intake`; the fresh sentences are not looked at.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench import intake_city, intake_issues
from intake.vocabulary import Vocabulary

TARGET = Path(__file__).parent.parent / "intake" / "calibration.json"
VERSION = "cold-start-2"


def main() -> None:
    """Fit on both halves and write."""
    vocabulary = Vocabulary.of(intake_city.source())
    halves = [intake_issues.table(vocabulary, half) for half in ("tuning", "locked")]
    both = intake_issues.Table(
        np.concatenate([half.signals for half in halves]), [t for half in halves for t in half.truths], halves[0].names
    )
    TARGET.write_text(intake_issues.calibrate(both, VERSION).dump() + "\n", "utf-8")


if __name__ == "__main__":
    main()
