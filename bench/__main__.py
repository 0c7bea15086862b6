"""`make bench`: ratios of one run; a table, docs/performance.json and docs/performance.md."""

from __future__ import annotations

import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import audit, doors, resolution
from graph.connection import Database
from graph.migrate import migrate
from graph.settings import Settings
from importers import haikou
from importers.load import import_directory
from schema.people import at_the_machine

DOCS = Path(__file__).parent.parent / "docs"


def main() -> None:
    """Measure on an embedded server of its own, show, write."""
    console = Console()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="whose-bench-") as home:
        settings = Settings(home=Path(home))
        figures["start"] = {"first_s": _opened(settings), "again_s": _opened(settings)}
        with Database.open(settings) as database:
            migrate(database)
            at = datetime.now(UTC)
            started = time.perf_counter()
            report = import_directory(database, haikou.directory(), by=at_the_machine("bench"), at=at)
            seconds = time.perf_counter() - started
            rows = sum(file.rows for file in report.files)
            figures["import"] = {"seconds": round(seconds, 2), "rows_per_second": round(rows / seconds)}
            console.print(figures)
            figures["http"] = doors.run(database)
            console.print(figures["http"])
            figures["resolution"] = resolution.run(database, datetime.now(UTC), at.date())
            figures["audit"] = audit.run(database)
    console.print_json(json.dumps(figures))
    (DOCS / "performance.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (DOCS / "performance.md").write_text(page(figures), encoding="utf-8")


def _opened(settings: Settings) -> float:
    started = time.perf_counter()
    Database.open(settings).close()
    return round(time.perf_counter() - started, 1)


def page(figures: dict[str, Any]) -> str:
    """The last run as a page."""
    rows = [
        f"| {size} | {name} | {m['return_1_ms']} | {m['query']} | {m['resolution']} |"
        for size, questions in figures["resolution"].items()
        for name, m in questions.items()
    ]
    start, load, http, trail = figures["start"], figures["import"], figures["http"], figures["audit"]
    audited = [
        f"| {length} | {writers} | {m['bare_per_second']} | {m['audited_per_second']} | {m['cost']} |"
        for length, by_writers in trail["writers"].items()
        for writers, m in by_writers.items()
    ]
    return "\n".join(
        [
            "# 性能 / Performance",
            "",
            "The last run of `make bench`: ratios within one run, so that machines can be compared. A resolution is",
            "set against a bare `RETURN 1` on the same connection; the goal is 2.5 with the argument built, and flat",
            "as precedents grow. `fine` asks at an estate, `coarse` at a park in a district below which finer",
            "divisions have precedents.",
            "",
            "| precedents | question | `RETURN 1`, ms | query, × | resolution, × |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "## A write and its record",
            "",
            "A bare write creates one node in its own transaction, the audited one its record too (graph/audit.py).",
            "",
            "| entries before | writers | bare, a second | audited, a second | bare : audited |",
            "|---|---|---|---|---|",
            *audited,
            "",
            f"`whose audit verify` takes {trail['verified_per_second']} entries a second (of {trail['entries']}).",
            "",
            "## The rest",
            "",
            f"An HTTP answer costs {http['resolution']} × an empty route ({http['empty_ms']} ms).",
            f"The demonstration city is imported in {load['seconds']} s ({load['rows_per_second']} rows a second).",
            f"The embedded server opens in {start['first_s']} s the first time, {start['again_s']} s the next.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
