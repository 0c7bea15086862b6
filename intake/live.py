"""The vocabulary of a running registry: read from the graph, renewed when its stamp moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from graph import vocabulary as stored
from graph.connection import Database
from intake.calibration import Calibration, cold_start
from intake.past_cases import PastCase
from intake.vocabulary import Current, Source, Vocabulary


def read(database: Database, on: date) -> Vocabulary:
    """The vocabulary as the graph has it now; a learnt model brings the cases that it was learnt from."""
    stamp = stored.stamp(database)
    calibration = Calibration.load(stamp.calibration) if stamp.calibration else cold_start()
    return Vocabulary.of(source(database, on, stamp, cases(database, stamp.until)), calibration)


def source(database: Database, on: date, stamp: stored.Stamp, learnt: list[PastCase]) -> Source:
    """Everything that a vocabulary is built from."""
    words = stored.words(database, on)
    return Source(str(stamp.registry), words.locations, words.issue_types, words.factors, learnt, words.factors_of)


def cases(database: Database, until: datetime | None) -> list[PastCase]:
    """Confirmed sayings and precedents' words up to an instant; none where nothing was ever learnt."""
    if until is None:
        return []
    return [PastCase(s.text, s.issue_type, s.at, s.location) for s in stored.said(database, until.astimezone(UTC))]


def current(database: Database, today: Callable[[], date]) -> Current:
    """The vocabulary in use by a process; each question asks the graph for the stamp, a fraction of a millisecond."""
    return Current(lambda: str(stored.stamp(database)), lambda: read(database, today()))
