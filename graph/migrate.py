"""Migrations of the graph: `schema/migrations/V001__name.cypher`, applied in order and written down in the graph.

A file holds statements that end in `;` at the end of a line. Schema statements cannot share a transaction with the
record of them, so a process that dies in between leaves a migration applied but not recorded; it is then applied
again. Therefore every statement must be safe to run twice (`IF NOT EXISTS`, `MERGE`).
"""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from graph.connection import Database
from graph.transactions import load_query, run
from schema.problems import Problem

INDEX_SECONDS = 600

_FILE_NAME = re.compile(r"V(\d{3})__([a-z0-9_]+)\.cypher")
_STATEMENT_END = re.compile(r";[ \t]*$", re.MULTILINE)


class Migration(NamedTuple):
    """One migration file; `text` is normalised (line ends, trailing blanks), `checksum` is its SHA-256."""

    version: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the normalised text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def label(self) -> str:
        """As in the file name: V001__name."""
        return f"V{self.version:03d}__{self.name}"

    def statements(self) -> list[str]:
        """The statements in order, without comment lines."""
        kept = "\n".join(line for line in self.text.splitlines() if not line.lstrip().startswith("//"))
        return [statement.strip() for statement in _STATEMENT_END.split(kept) if statement.strip()]


def available(folder: Traversable | None = None) -> list[Migration]:
    """The migrations of this code (or of `folder`), in order; ValueError where a number is missing or used twice."""
    found = []
    for file in (folder or resources.files("schema").joinpath("migrations")).iterdir():
        if match := _FILE_NAME.fullmatch(file.name):
            lines = file.read_text(encoding="utf-8").splitlines()
            text = "\n".join(line.rstrip() for line in lines).strip() + "\n"
            found.append(Migration(int(match[1]), match[2], text))
    found.sort()
    if [migration.version for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations must be numbered 1, 2, 3 …: {[migration.label for migration in found]}")
    return found


def pending(database: Database, folder: Traversable | None = None) -> list[Migration]:
    """The migrations that this graph still lacks; changes nothing.

    Raises `history-newer` when the graph has migrations that this code does not know, and `history-altered` when one
    that was applied has another text now.
    """
    known = available(folder)
    applied: dict[int, dict[str, Any]] = {}
    if database.read("has_migrations")[0]["found"]:
        applied = {row["migration"]["version"]: row["migration"] for row in database.read("list_migrations")}
    newer = sorted(set(applied) - {migration.version for migration in known})
    if newer:
        raise _newer(", ".join(f"V{version:03d}__{applied[version]['name']}" for version in newer))
    for migration in known:
        if migration.version in applied and applied[migration.version]["checksum"] != migration.checksum:
            raise _altered(migration.label)
    return [migration for migration in known if migration.version not in applied]


def migrate(database: Database, folder: Traversable | None = None, *, dry_run: bool = False) -> list[Migration]:
    """Apply what is pending and return it; with `dry_run` only return it. Raises what `pending` raises.

    Any number of processes may do this at once: one works, the others wait for it and find nothing left to do.
    """
    wanted = pending(database, folder)
    if dry_run or not wanted:
        return wanted
    _statement(database, load_query("constrain_migration_version"))
    _statement(database, load_query("constrain_migration_lock"))
    with database.session() as session, session.begin_transaction() as lock:
        run(lock, "lock_migrations")  # held until this transaction ends, and dropped by the server should we die
        wanted = pending(database, folder)
        for migration in wanted:
            for statement in migration.statements():
                _statement(database, statement)
            record = {"version": migration.version, "name": migration.name, "checksum": migration.checksum}
            database.write(lambda transaction, record=record: run(transaction, "record_migration", record))  # type: ignore[misc]
        lock.commit()
    database.read("await_indexes", seconds=INDEX_SECONDS)
    return wanted


def _statement(database: Database, text: str) -> None:
    if "IN TRANSACTIONS" in text:  # makes its own transactions, so it cannot run inside one
        with database.session() as session:
            session.run(text).consume()
    else:
        database.write(lambda transaction: transaction.run(text).consume())


def _newer(labels: str) -> Problem:
    return Problem(
        "history-newer",
        zh=f"数据库由更新的版本升级过，本程序不认识：{labels}",
        en=f"A newer release has migrated this database; not known here: {labels}",
        next_zh="安装不旧于它的版本，或从升级前的备份恢复",
        next_en="install a release that is not older, or restore a backup from before the upgrade",
        status=503,
    )


def _altered(label: str) -> Problem:
    return Problem(
        "history-altered",
        zh=f"已执行的迁移 {label} 与本程序中的内容不一致",
        en=f"The migration {label} was applied with another text than this release has",
        next_zh="安装原来的版本；迁移发布后不可更改，只能新增",
        next_en="install the original release; a released migration is never changed, only followed by another",
        status=503,
    )
