"""The demonstration city for tests that only read: loaded once, and left standing as long as nobody wipes it."""

from __future__ import annotations

from datetime import UTC, datetime

from graph import catalogue
from graph.connection import Database
from graph.migrate import migrate, pending
from importers import haikou
from importers.load import import_directory
from schema.people import at_the_machine
from tests.conftest import wipe

LOADER = "tests/city.py"  # who imported it: by this the next module knows that it is untouched


def ready(database: Database) -> Database:
    """The database with the demonstration city in its first version, imported only where it is not so already."""
    if not _standing(database):
        wipe(database)
        migrate(database)
        report = import_directory(database, haikou.directory(), by=at_the_machine(LOADER), at=datetime.now(UTC))
        assert report.ok, report.problems[:3]
    return database


def _standing(database: Database) -> bool:
    with database.session() as session:  # asking for a label that never was is a complaint, and fails the test
        if session.run("CALL db.labels() YIELD label WHERE label = 'Import' RETURN label").single() is None:
            return False
    if pending(database):  # an empty graph, whose server would complain of every label asked for
        return False
    found = catalogue.registry(database, haikou.MARK)
    if found is None or not found.marked or found.version != 1:
        return False
    with database.session() as session:
        imports = [record["by"] for record in session.run("MATCH (i:Import) RETURN i.by AS by")]
    return imports == [LOADER]
