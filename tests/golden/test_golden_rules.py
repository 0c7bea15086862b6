"""The golden cases of rules that the demonstration city has no example of, on small registries; and the two clocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.claims import bearer, collect
from graph.connection import Database
from importers.load import import_directory
from schema.people import at_the_machine
from tests.conftest import wipe
from tests.golden.checking import check, check_why_not
from tests.golden.reading import FOLDER, read_cases
from tests.golden.versions import known, versions

FILES = sorted((FOLDER / "rules").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_small_registry(database: Database, tmp_path: Path, path: Path) -> None:
    found = versions(path, tmp_path)
    wipe(database)
    for version in found:
        report = import_directory(database, version.folder, by=at_the_machine("test"), at=version.at)
        assert report.ok and report.changed, report.problems
    for case in read_cases(path):
        check(case, known(found, case.inquiry.known_at).evidence(case.inquiry))
        check(case, collect(database, case.inquiry))
        for department in case.why_not:
            evidence, who = collect(database, case.inquiry), bearer(database, department, case.inquiry)
            check_why_not(case, department, evidence, who)
