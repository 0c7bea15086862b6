"""What Prometheus is told: one set of counters an application, so that several may live in one process."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import HTTPConnection

from graph import catalogue, deadline
from graph.connection import Database
from graph.migrate import pending
from schema.problems import Problem

log = logging.getLogger(__name__)

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
PING_SECONDS: Final = 2.0
"""How long a scrape waits for the database; Prometheus itself waits ten seconds by default."""

OUTCOMES: Final = ("settled", "needs_fact", "contested", "unassigned", "not_understood")
DOORS: Final = ("api", "page")


@dataclass(frozen=True)
class Health:
    """What the database said to a scrape; None where it did not."""

    seconds: float
    lacking: int | None
    version: int | None


class Metrics:
    """The counters of one application. Every label has a fixed set of values."""

    content_type: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.latency = Histogram(
            "whose_http_request_seconds",
            "Seconds until the end of the answer.",
            ("route", "method", "status"),
            buckets=BUCKETS,
            registry=registry,
        )
        self.in_flight = Gauge("whose_http_requests_in_flight", "Requests being worked on.", registry=registry)
        self.resolutions = Counter(
            "whose_resolutions", "Answers to whose it is, by outcome and door.", ("outcome", "door"), registry=registry
        )
        for outcome in OUTCOMES:  # zero is an answer too, and rates need it
            for door in DOORS:
                self.resolutions.labels(outcome, door)
        self.up = Gauge("whose_database_up", "1 while the database answers.", registry=registry)
        self.ping = Gauge("whose_database_ping_seconds", "Seconds of an empty query.", registry=registry)
        self.lacking = Gauge("whose_migrations_pending", "Migrations that the graph lacks.", registry=registry)
        self.version = Gauge("whose_registry_version", "Version of the registry; 0: empty.", registry=registry)
        self.ready = Gauge("whose_ready", "1 when /readyz says so.", registry=registry)
        self._asking: asyncio.Future[Health] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="metrics")

    def resolved(self, outcome: str, door: str) -> None:
        """Count an answer to whose it is; `door` is `api` or `page`."""
        self.resolutions.labels(str(outcome), door).inc()

    async def exposition(self, database: Database, *, warming: bool) -> bytes:
        """Everything as Prometheus reads it, the database asked now, for `PING_SECONDS` at the longest."""
        if self._asking is None or self._asking.done():  # never two: one that hangs is waited for by all
            loop = asyncio.get_running_loop()
            self._asking = loop.run_in_executor(self._thread, _health, database)
            self._asking.add_done_callback(_looked_at)
        done, _ = await asyncio.wait({self._asking}, timeout=PING_SECONDS)
        answered = done and self._asking.exception() is None
        self._tell(self._asking.result() if answered else None, warming=warming)
        return generate_latest(self.registry)

    def close(self) -> None:
        """Give back the thread that asks."""
        self._thread.shutdown(wait=False)

    def _tell(self, health: Health | None, *, warming: bool) -> None:
        nothing = float("nan")
        lacking, version = (health.lacking, health.version) if health else (None, None)
        self.up.set(health is not None)
        self.ping.set(health.seconds if health else nothing)
        self.lacking.set(nothing if lacking is None else lacking)
        self.version.set(nothing if version is None else version)
        self.ready.set(lacking == 0 and bool(version) and not warming)


def metrics(connection: HTTPConnection) -> Metrics:
    """The counters of the application that is being asked."""
    found: Metrics = connection.app.state.metrics
    return found


def _health(database: Database) -> Health:
    with deadline.within(PING_SECONDS):
        seconds = database.ping()
        try:
            lacking = len(pending(database))
        except Problem:  # a history that is newer or altered: up, and not ready
            return Health(seconds, None, None)
        registry = None if lacking else catalogue.registry(database)
        return Health(seconds, lacking, registry.version if registry else 0 if not lacking else None)


def _looked_at(asking: asyncio.Future[Health]) -> None:
    """Fetch the error, so that nobody complains that nobody did; that the database is away is what the gauge says."""
    if not asking.cancelled() and (error := asking.exception()) is not None and not isinstance(error, Problem):
        log.error("the database could not be asked for the metrics", exc_info=error)
