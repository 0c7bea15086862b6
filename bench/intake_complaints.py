"""Learning on real complaints of seven labels: one half by time learnt, the other tested; near-duplicates together.

The file is not part of this project (`COMPLAINTS_FOLDER` names its folder); what learns is the classifier of past
cases.
"""

from __future__ import annotations

import csv
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from intake.past_cases import CaseIndex, PastCase
from intake.similar import groups_of_similar

FILE = "complaints_issue_type.csv"


def run() -> dict[str, Any] | None:
    """Accuracy both ways, or None where the file is not there."""
    folder = os.environ.get("COMPLAINTS_FOLDER")
    path = Path(folder) / FILE if folder else None
    if path is None or not path.exists():
        return None
    csv.field_size_limit(10**9)
    with path.open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda r: _time(r["time"]))
    cases = [PastCase(f"{r['title']}。{r['title']}。{r['text']}", r["label"], r["time"]) for r in rows]
    groups = groups_of_similar([c.text for c in cases])
    middle = len(cases) // 2
    early = {groups[i] for i in range(middle)}
    second = [i for i in range(middle, len(cases)) if groups[i] not in early]
    first = list(range(middle))
    return {
        "cases": len(cases),
        "near_duplicates_left_out": len(cases) - middle - len(second),
        "early_to_late": _accuracy([cases[i] for i in first], [cases[i] for i in second]),
        "late_to_early": _accuracy([cases[i] for i in second], [cases[i] for i in first]),
    }


def _accuracy(learnt: list[PastCase], tested: list[PastCase]) -> float:
    labels = sorted({c.issue_type for c in learnt})
    index = CaseIndex.of(learnt, labels)
    right = [labels[int(np.argmax(index.signals(c.text)[:, 1]))] == c.issue_type for c in tested]
    return float(np.mean(right))


def _time(text: str) -> datetime:
    return datetime.strptime(text.replace("-", "/"), "%Y/%m/%d %H:%M:%S")
