"""The golden cases on the demonstration city: in a real Neo4j, and by the same rules in memory."""

from __future__ import annotations

import pytest

from graph.claims import bearer, collect
from graph.connection import Database
from importers import haikou
from resolver.snapshot import Snapshot
from tests import city
from tests.golden.checking import check, check_why_not
from tests.golden.reading import FOLDER, Case, read_cases, snapshot_of

CASES = [case for path in sorted((FOLDER / "cases").glob("*.yaml")) for case in read_cases(path)]
WHY_NOT = [(case, department) for case in CASES for department in case.why_not]


@pytest.fixture(scope="module")
def haikou_city(_connection: Database) -> Database:
    return city.ready(_connection)


@pytest.fixture(scope="module")
def haikou_in_memory() -> Snapshot:
    return snapshot_of(haikou.directory())[0]


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_in_the_graph(haikou_city: Database, case: Case) -> None:
    check(case, collect(haikou_city, case.now()))


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_in_memory(haikou_in_memory: Snapshot, case: Case) -> None:
    check(case, haikou_in_memory.evidence(case.inquiry))


@pytest.mark.parametrize(("case", "department"), WHY_NOT, ids=[f"{case.title}：{code}" for case, code in WHY_NOT])
def test_why_not(haikou_city: Database, case: Case, department: str) -> None:
    inquiry = case.now()
    check_why_not(case, department, collect(haikou_city, inquiry), bearer(haikou_city, department, inquiry))
