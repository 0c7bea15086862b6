"""The first questions are slow: the database plans each query once (the claims' takes seconds) and its JVM compiles
what runs often. So a server asks some before it calls itself ready."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import cycle, islice
from typing import Any

from neo4j.exceptions import Neo4jError

from graph import catalogue, claims
from graph.connection import Database
from resolver.resolve import resolve
from schema.problems import Problem
from schema.resolution import Inquiry

QUESTIONS = 40
REPLANNING_SECONDS = 60
TYPED = ("路灯", "gongyuan")  # by pairs of characters, and inside words

# What type-ahead searches while somebody types.
SEARCHED: tuple[catalogue.Kind[Any, Any], ...] = (
    catalogue.ISSUE_TYPES,
    catalogue.LOCATIONS,
)

log = logging.getLogger(__name__)


def warm(
    database: Database,
    *,
    on: date,
    known_at: datetime,
    questions: int = QUESTIONS,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Ask `questions` questions of the registry's own codes, and search as somebody types; return how many were asked.

    Fewer once `stop()` says so. In an empty registry it asks in vain, which plans the queries all the same. Raises the
    problems of the connection.
    """
    # Two at a time: planning one query takes one processor.
    with ThreadPoolExecutor(1, thread_name_prefix="warm") as pool:
        searching = pool.submit(_search, database, known_at, stop)
        asked = _ask(database, on, known_at, questions, stop)
        searching.result()
    log.info("warm after %s questions", asked)
    return asked


def replan(database: Database) -> None:
    """Have the next questions planned for the data that are there now, after an import.

    Planned by what the indexes looked like before it, they would scan them. What has been imported stands whether or
    not this succeeds: a server that does not let us, or is gone, is only told of in the log.
    """
    try:
        database.read("prepare_for_replanning", seconds=REPLANNING_SECONDS)
    except (Problem, Neo4jError) as error:
        log.warning("not planned anew after the import: %s", type(error).__name__)


def _ask(database: Database, on: date, known_at: datetime, questions: int, stop: Callable[[], bool]) -> int:
    sample = database.read("sample_codes", most=questions)[0]
    issues, places = sample["issue_types"] or ["none"], sample["locations"] or ["none"]
    asked = 0
    for issue, place in islice(zip(cycle(issues), cycle(places), strict=False), questions):
        if stop():
            break
        inquiry = Inquiry(issue_types=(issue,), locations=(place,), on=on, known_at=known_at)
        try:
            resolve(claims.collect(database, inquiry), inquiry)
        except Problem as problem:
            if problem.status == 503:  # the database is gone
                raise
            continue  # an entry that has been retired
        asked += 1
    return asked


def _search(database: Database, known_at: datetime, stop: Callable[[], bool]) -> None:
    for kind in SEARCHED:
        for typed in TYPED:
            if stop():
                return
            catalogue.page(database, kind, catalogue.Listing(known_at=known_at, q=typed, limit=10))
