"""`make evaluate`: every goal of reading callers' words, measured. Prints a table and writes docs/intake.json.

`python -m bench.evaluate_intake [--tuning] [--no-database]`: with `--tuning` the fresh and unseen parts are left alone.
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

from bench import calibrate_intake, intake, intake_city, intake_complaints, intake_issues, intake_owners, intake_places
from graph.connection import Database
from graph.migrate import migrate
from graph.settings import Settings
from importers import haikou
from importers.load import import_directory
from intake import live
from intake.calibration import cold_start
from intake.learning import with_cases
from intake.past_cases import PastCase
from intake.understand import CONFIDENCE
from intake.vocabulary import Vocabulary
from schema.people import at_the_machine

FIGURES = Path(__file__).parent.parent / "docs" / "intake.json"
OWNER_CONFIDENCE = CONFIDENCE


def main(arguments: list[str]) -> None:
    """Measure, show, write."""
    judged = () if "--tuning" in arguments else ("fresh", "unseen")
    vocabulary = Vocabulary.of(intake_city.source())
    held_back = calibrate_intake.held_back(vocabulary)
    tables = {part: intake_issues.table(vocabulary, part, with_nothing=False) for part in judged}
    figures: dict[str, Any] = {
        "places": intake_places.run(vocabulary),
        "issue_types": {
            "held_back": intake_issues.figures(intake_issues.cross_validated(held_back), held_back),
            **{part: intake_issues.figures(cold_start(), table) for part, table in tables.items()},
        },
        "nothing_refused": intake_issues.refused(vocabulary, "locked"),
        "ablations": intake_issues.ablations(held_back),
        "complaints": intake_complaints.run(),
        "speed": intake.run(),
    }
    if judged:
        figures["learnt_on_tuning"] = learnt(tables["fresh"])
    if "--no-database" not in arguments:
        with city() as database:
            living = live.read(database, intake_owners.ON)
            parts = {part: intake_city.sentences(part) for part in ("tuning", "locked", *judged)}
            if "unseen" in parts:
                parts["unseen"] = intake_owners.as_the_graph_says(database, parts["unseen"])
            figures["owners"] = {
                part: intake_owners.run(database, living, own, OWNER_CONFIDENCE) for part, own in parts.items()
            }
            figures["owners"].get("unseen", {}).pop("wrong_sentences", None)  # no single one of them is ever read
    show(figures)
    if judged:
        FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")


def learnt(fresh: intake_issues.Table) -> dict[str, Any]:
    """What confirming the tuning half as past cases adds on the fresh part: before and after."""
    cases = tuple(PastCase(s.text, s.issue_types[0]) for s in intake_city.sentences("tuning"))
    vocabulary = Vocabulary.of(intake_city.source(cases))
    tested = intake_issues.table(vocabulary, "fresh", with_nothing=False)
    after = with_cases(intake_city.source(cases), cold_start(), "learnt")
    keys = ("top1", "top3", "calibration_error")
    return {
        "before": {k: intake_issues.figures(cold_start(), fresh)[k] for k in keys},
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
        import_directory(database, haikou.directory(), by=at_the_machine("evaluation"), at=datetime.now(UTC))
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
