"""A resolution against a bare `RETURN 1` on the same connection, as precedents grow; ratios of medians in one run.

Precedents are spread over all leaf issue types and 20,000 made-up estates of the city's villages. `fine` asks at an
estate whose division has no finer ones; `coarse` at a park in a district, below which precedents pile up.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import neo4j

from graph.claims import collect
from graph.connection import Database
from resolver.resolve import resolve
from schema.resolution import Inquiry

SIZES = (0, 10_000, 100_000, 1_000_000)
ESTATES = 20_000
WARM, ROUNDS = 3_000, 1_500
SECONDS = 20.0  # at most, for each of warming and measuring: a slow question needs fewer rounds
QUESTIONS = {
    "fine": ("water.supply.pipe-burst", "siji-huating"),
    "coarse": ("water.supply.pipe-burst", "renmin-park"),
}

_ESTATES = """
MATCH (v:Division {kind: 'village'}) WITH collect(v) AS villages
UNWIND range(0, $estates - 1) AS n
CALL (n, villages) {
  WITH n, villages[n % size(villages)] AS v
  CREATE (:Location {code: 'bench.' + n, name: '测试小区' + n, kind: 'estate', facts: [], recorded_at: $at})
    -[:WITHIN {recorded_at: $at}]->(v)
} IN TRANSACTIONS OF 2000 ROWS
"""
_PRECEDENTS = """
MATCH (t:IssueType) WHERE NOT EXISTS { (t)<-[:KIND_OF]-() } WITH collect(t.code) AS leaves
MATCH (d:Department {code: 'longhua.housing'})
UNWIND range($from, $until - 1) AS n
CALL (n, leaves, d) {
  WITH leaves[n % size(leaves)] AS issue, 'bench.' + ((n * 7919) % $estates) AS place, n, d
  CREATE (:Case {number: 'bench.' + n, recorded_at: $at})
    -[:PRECEDENT {code: 'bench.' + n, ruling: 'bench', issue_type: issue, location: place, conditions: [],
                  ruled_on: date('2024-01-01'), ruled_by: '', recorded_at: $at}]->(d)
  WITH issue, place
  MATCH (i:IssueType {code: issue}), (l:Location {code: place})
  MERGE (i)-[:RULED_AT]->(l)
} IN TRANSACTIONS OF 5000 ROWS
"""


def run(database: Database, at: datetime, on: date) -> dict[str, Any]:
    """Size → question → ratio to `RETURN 1` (query alone; with the argument built), and milliseconds of `RETURN 1`."""
    figures: dict[str, Any] = {}
    made = 0
    with database.session() as session:
        session.run(_ESTATES, estates=ESTATES, at=at).consume()
    for size in SIZES:
        with database.session() as session:
            session.run(_PRECEDENTS, {"from": made, "until": size, "estates": ESTATES, "at": at}).consume()
        made = size
        known_at = at + timedelta(days=1)
        figures[f"{size:,}"] = {
            name: measure(database, Inquiry(issue_types=(issue,), locations=(place,), on=on, known_at=known_at))
            for name, (issue, place) in QUESTIONS.items()
        }
        print(f"{size:,}", figures[f"{size:,}"], flush=True)
    return figures


def measure(database: Database, inquiry: Inquiry) -> dict[str, float]:
    """Medians as ratios; the three are taken in turn, so that whatever else the machine does meets them all."""
    for _ in _rounds(WARM):
        resolve(collect(database, inquiry), inquiry)
    bare, query, whole = [], [], []
    for _ in _rounds(ROUNDS):
        bare.append(_time(lambda: _bare(database)))
        query.append(_time(lambda: collect(database, inquiry)))
        whole.append(_time(lambda: resolve(collect(database, inquiry), inquiry)))
    one = statistics.median(bare)
    return {
        "return_1_ms": round(one * 1000, 3),
        "query": round(statistics.median(query) / one, 2),
        "resolution": round(statistics.median(whole) / one, 2),
    }


def _rounds(most: int) -> Iterator[int]:
    until = time.monotonic() + SECONDS
    for number in range(most):
        yield number
        if time.monotonic() > until:
            return


def _bare(database: Database) -> None:
    with database.session(neo4j.READ_ACCESS) as session:
        list(session.run("RETURN 1"))


def _time(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
