"""`make evaluate`: every goal of reading callers' words, measured. Prints a table and writes docs/intake.json.

`python -m bench.evaluate_intake [--tuning] [--no-database]`: with `--tuning` the locked halves are left alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from bench import intake, intake_city, intake_complaints, intake_issues, intake_owners, intake_places
from graph.connection import Database
from graph.migrate import migrate
from graph.settings import Settings
from importers import haikou
from importers.load import import_directory
from intake import live
from intake.calibration import cold_start
from intake.past_cases import PastCase
from intake.understand import CONFIDENCE
from intake.vocabulary import Vocabulary

FIGURES = Path(__file__).parent.parent / "docs" / "intake.json"
OWNER_CONFIDENCE = CONFIDENCE


def main(arguments: list[str]) -> None:
    """Measure, show, write."""
    halves = ["tuning"] if "--tuning" in arguments else ["tuning", "locked", "fresh"]
    vocabulary = Vocabulary.of(intake_city.source())
    tables = {half: intake_issues.table(vocabulary, half, with_nothing=half != "fresh") for half in halves}
    figures: dict[str, Any] = {
        "places": intake_places.run(vocabulary),
        "issue_types": {half: intake_issues.figures(cold_start(), tables[half]) for half in halves},
        "issue_types_tuning_held_out": held_out(tables["tuning"]),
        "ablations": {half: intake_issues.ablations(tables["tuning"], tables[half]) for half in halves},
        "complaints": intake_complaints.run(),
        "speed": intake.run(),
    }
    if "locked" in halves:
        figures["learnt_on_tuning"] = learnt(tables["locked"])
    if "--no-database" not in arguments:
        with city() as database:
            living = live.read(database, intake_owners.ON)
            figures["owners"] = {
                half: intake_owners.run(database, living, intake_city.sentences(half), OWNER_CONFIDENCE)
                for half in halves
            }
    show(figures)
    if "--tuning" not in arguments:
        FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")


def held_out(tuning: intake_issues.Table) -> dict[str, Any]:
    """Five folds of the tuning half, each judged by weights from the other four: the honest figures for that half."""
    import numpy as np

    fold = np.array(intake_issues.folds(len(tuning.truths))) % 5
    by_fold = [intake_issues.calibrate(_rows(tuning, fold != k), f"fold {k}") for k in range(5)]
    return intake_issues.figures([by_fold[k] for k in fold], tuning)


def _rows(table: intake_issues.Table, keep: Any) -> intake_issues.Table:
    return intake_issues.Table(
        table.signals[keep], [t for t, k in zip(table.truths, keep, strict=True) if k], table.names
    )


def learnt(locked: intake_issues.Table) -> dict[str, Any]:
    """What confirming the tuning half as past cases adds on the locked half: before and after."""
    cases = tuple(PastCase(s.text, s.issue_types[0]) for s in intake_city.sentences("tuning"))
    vocabulary = Vocabulary.of(intake_city.source(cases))
    tested = intake_issues.table(vocabulary, "locked")
    from intake.learning import with_cases

    after = with_cases(intake_city.source(cases), cold_start(), "learnt")
    keys = ("top1", "top3", "calibration_error")
    return {
        "before": {k: intake_issues.figures(cold_start(), locked)[k] for k in keys},
        "after": {k: intake_issues.figures(after, tested)[k] for k in keys},
    }


@contextmanager
def city() -> Iterator[Database]:
    """The demonstration city in an embedded Neo4j of its own, gone afterwards."""
    with (
        tempfile.TemporaryDirectory() as home,
        Database.open(Settings(home=Path(home), neo4j_uri=None), seconds=120) as database,
    ):
        migrate(database)
        import_directory(database, haikou.directory(), by="evaluation", at=datetime.now(UTC))
        yield database


def show(figures: dict[str, Any]) -> None:
    """All figures as lines; the sentences that were answered wrongly in full, they are what to look at."""
    grid = Grid("figure", "value")
    for name, value in _flat(figures):
        grid.add_row(name, f"{value:.4f}" if isinstance(value, float) else str(value))
    Console(width=160).print(grid)


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield name, inner
    else:
        yield name, value


if __name__ == "__main__":
    main(sys.argv[1:])
