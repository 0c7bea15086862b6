"""The first questions are slow: the database plans its queries and its JVM compiles. Ask some first."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from api import clock
from graph import catalogue, claims
from graph.connection import Database
from resolver.resolve import resolve
from schema.problems import Problem
from schema.resolution import Inquiry

ROUNDS = 40
KINDS: tuple[catalogue.Kind[Any, Any], ...] = (
    catalogue.ISSUE_TYPES,
    catalogue.LOCATIONS,
    catalogue.DEPARTMENTS,
    catalogue.AUTHORITIES,
    catalogue.STATUTES,
    catalogue.FACTORS,
    catalogue.MANDATES,
    catalogue.PRECEDENTS,
)

log = logging.getLogger(__name__)


def warm(database: Database, rounds: int = ROUNDS) -> None:
    """Ask `rounds` questions from the registry itself; a problem on the way is nobody's concern here."""
    with suppress(Problem):
        now = clock.now()
        for kind in KINDS:
            catalogue.page(database, kind, catalogue.Listing(known_at=now, q="a", limit=1))
        issues = catalogue.page(database, catalogue.ISSUE_TYPES, catalogue.Listing(known_at=now, limit=rounds)).items
        places = catalogue.page(database, catalogue.LOCATIONS, catalogue.Listing(known_at=now, limit=rounds)).items
        for issue, place in zip(issues, places, strict=False):
            inquiry = Inquiry(issue_types=(issue.code,), locations=(place.code,), on=clock.today(), known_at=now)
            resolve(claims.collect(database, inquiry), inquiry)
        catalogue.conflicts(database, known_at=now, limit=1)
        log.info("warm after %s questions", len(issues))
