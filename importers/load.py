"""One import from folder to registry: get → transform → load → retire, all or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from graph.audit import Deed, Done, perform
from graph.changes import Changes, difference, list_change
from graph.connection import Database
from graph.content import LISTS, Content, Entry, Key
from graph.live import Live, read_live
from graph.registry import Advance, ImportStamp, RegistryWriter
from graph.transactions import READ, Transaction
from graph.warm import replan
from importers.checks import Wanted, check_pairs, check_references, check_trees, suggest_codes
from importers.combine import combine
from importers.files import Files, get
from importers.holders import check_exercises
from importers.report import Count, ImportReport, RowProblem, Severity, in_order
from schema.people import Actor
from schema.problems import Problem
from schema.registry import Location

_MANY = 10  # a list that loses half of at least so many entries is worth a warning


def _silent(_doing: str, _done: int, _total: int) -> None:
    return


class _NothingWrittenError(Exception):
    """Ends a transaction that has nothing to commit; carries the report out of it."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


def import_directory(
    database: Database,
    path: Path,
    *,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
    progress: Advance | None = None,
) -> ImportReport:
    """Import a folder of lists (docs/importing.md) into the registry, in one transaction.

    `by` is who does it, `at` the instant (with a time zone) from which the registry knows it; `progress` is told
    what is done, how many rows, of how many. With `dry_run` nothing is written and the report says what would be.

    Nothing is written either where the report is not `ok`, or where nothing changed. Raises the problems
    `no-such-folder`, `nothing-to-import`, `import-not-later` (another import is recorded at `at` or after it) and
    those of the connection.
    """
    at = at.astimezone(UTC)
    advance = progress or _silent
    files = get(path, advance)

    def work(transaction: Transaction) -> Done[ImportReport]:
        report = _load(transaction, files, by=by.name, at=at, dry_run=dry_run, advance=advance)
        if report.import_id is None:
            raise _NothingWrittenError(report)  # rolls back, so that not even the lock leaves a trace
        return Done(report, (_deed(report, files.digest),))

    try:
        if dry_run:
            with database.session(READ) as session, session.begin_transaction() as transaction:
                return work(transaction).result
        report = perform(database, by, work, at=at)
    except _NothingWrittenError as nothing:
        return nothing.report
    replan(database)
    return report


def _deed(report: ImportReport, digest: str) -> Deed:
    told = {name: {"added": c.added, "changed": c.changed, "retired": c.retired} for name, c in report.counts.items()}
    after = {"version": report.version, "source": report.source, "digest": digest, "lists": told}
    return Deed("registry.import", "Import", report.import_id or "", after=after)


def _load(
    transaction: Transaction, files: Files, *, by: str, at: datetime, dry_run: bool, advance: Advance
) -> ImportReport:
    """load and retire, within one transaction."""
    precedents = files.lists.get("precedents")
    codes = [str(key) for key in precedents.entries] if precedents else []
    live = read_live(transaction, codes, lock=not dry_run)
    wanted, problems = combine(files, live.content)
    problems += _check(wanted, live)
    report = ImportReport(
        source=files.source.folder.resolve().name,
        by=by,
        at=at,
        dry_run=dry_run,
        problems=in_order([*suggest_codes(files.problems, wanted), *problems]),
        files=tuple(files.read),
        absent=files.source.absent(),
    )
    if not report.ok:
        return report
    changes = difference(live, wanted.content)
    report = replace(
        report,
        counts=_counts(live.content, wanted.content),
        respelled=len(changes.respelled_hubs),
        changed=bool(changes),
        version=live.version,
    )
    if dry_run or not changes:
        return report
    _not_earlier(live, at)
    return _write(transaction, live, wanted.content, changes, report, files.digest, advance)


def _write(
    transaction: Transaction,
    live: Live,
    content: Content,
    changes: Changes,
    report: ImportReport,
    digest: str,
    advance: Advance,
) -> ImportReport:
    writer = RegistryWriter(transaction, live, report.at, advance)
    conflicts = writer.apply(changes, content)
    counts = {
        "added": sum(count.added for count in report.counts.values()),
        "changed": sum(count.changed for count in report.counts.values()),
        "retired": sum(count.retired for count in report.counts.values()),
        "conflicts_added": conflicts.added,
        "conflicts_retracted": conflicts.retracted,
    }
    # Made of what it records, so that a repeated attempt at one transaction writes one Import.
    import_id = hashlib.sha256(f"{report.at.isoformat()} {digest}".encode()).hexdigest()[:32]
    version = writer.stamp(ImportStamp(import_id, report.at, report.by, report.source, digest, counts))
    return replace(
        report,
        conflicts=Count(conflicts.added, 0, conflicts.retracted, conflicts.kept),
        version=version,
        import_id=import_id,
    )


def _check(wanted: Wanted, live: Live) -> list[RowProblem]:
    found = [*check_references(wanted), *check_trees(wanted), *check_pairs(wanted), *check_exercises(wanted)]
    for code in sorted(live.taken_numbers):
        origin = wanted.origin("precedents", code)
        found.append(
            RowProblem(
                "code-of-casework",
                origin.file if origin else "precedents.csv",
                f"代码 {code} 已被办件或裁定使用，先例清单不能再用它",
                f"casework has given the code {code} to a case or a ruling; a listed precedent cannot have it",
                origin.line if origin else None,
                "code",
                code,
            )
        )
    for listing in LISTS:
        change = list_change(live.content.entries(listing), wanted.content.entries(listing))
        before = len(live.content.entries(listing))
        if len(change.retired) >= _MANY and len(change.retired) * 2 > before:
            found.append(
                RowProblem(
                    "many-retired",
                    f"{listing}.csv",
                    f"将撤销 {before} 条中的 {len(change.retired)} 条，请确认文件是完整的",
                    f"{len(change.retired)} of {before} entries are retired: make sure that the file is complete",
                    severity=Severity.WARNING,
                )
            )
    return found


def _not_earlier(live: Live, at: datetime) -> None:
    """Refuse an instant that is not after the last import's: what the registry knew then would change."""
    if live.at is not None and at <= live.at:
        raise Problem(
            "import-not-later",
            zh=f"上一次导入记录于 {live.at.isoformat()}，这一次的时刻 {at.isoformat()} 不晚于它",
            en=f"The last import is recorded at {live.at.isoformat()}; {at.isoformat()} is not later",
            next_zh="检查本机时钟",
            next_en="check this machine's clock",
            status=409,
        )


def _counts(before: Content, after: Content) -> dict[str, Count]:
    counts: dict[str, Count] = {}
    for listing in LISTS:
        if listing == "locations":
            for name, division in (("divisions", True), ("locations", False)):
                counts[name] = _count(_locations(before, division), _locations(after, division))
        else:
            counts[listing] = _count(before.entries(listing), after.entries(listing))
    return counts


def _count(before: dict[Key, Entry], after: dict[Key, Entry]) -> Count:
    change = list_change(before, after)
    return Count(len(change.added), len(change.changed), len(change.retired), change.unchanged)


def _locations(content: Content, division: bool) -> dict[Key, Entry]:
    return {
        c: each for c, each in content.locations.items() if isinstance(each, Location) and each.division == division
    }
