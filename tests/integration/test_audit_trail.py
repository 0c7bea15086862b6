"""The audit trail on a real Neo4j: tampering with the graph itself is found, and said precisely."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from neo4j.exceptions import ConstraintError

from graph import trail
from graph.audit import Deed, Done, perform, record_reading
from graph.chain import FIELDS
from graph.connection import Database
from schema.audit import AuditHead, Verification
from schema.people import UserRole
from schema.problems import Problem
from tests.conftest import wipe
from tests.trail import AT, actor, deed, filled


@pytest.fixture
def ten(database: Database) -> Database:
    """Ten entries, and nothing else."""
    wipe(database)
    filled(database, 6)
    filled(database, 4, each=4)
    return database


def tamper(database: Database, cypher: str, **parameters: object) -> None:
    """What somebody with the database's password may do."""
    with database.session() as session:
        session.run(cypher, parameters).consume()


def told(found: Verification) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.sequence) for finding in found.findings]


def head(database: Database) -> AuditHead:
    found = trail.head(database)
    assert found is not None
    return found


def test_nothing_recorded_yet_holds(database: Database) -> None:
    wipe(database)
    assert trail.head(database) is None
    found = trail.verify(database)
    assert found.ok and found.entries == 0
    with database.session() as session:  # verifying writes nothing
        assert session.run("MATCH (n:AuditHead) RETURN count(n) AS n").single(strict=True)["n"] == 0


def test_a_trail_that_nobody_touched_holds(ten: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "BATCH", 3)
    end = head(ten)
    seen: list[int] = []
    found = trail.verify(ten, end, advance=seen.append)
    assert found.ok and found.entries == 10 and found.erased == 0 and found.head == found.stated == end
    assert seen == [3, 3, 3, 1]
    assert AuditHead.parse(str(end)) == end


OTHER: dict[str, str] = {
    "sequence": "1000",
    "at": "e.at + duration({nanoseconds: 1})",
    "role": "null",
    "credential": "null",
    "details": "e.details + ' '",
    "salt": "reverse(e.salt)",
}


@pytest.mark.parametrize("name", [*FIELDS, "more"])
def test_a_change_of_any_field_is_found(ten: Database, name: str) -> None:
    other = OTHER.get(name, f"coalesce(e.{name}, '') + 'x'" if name in FIELDS else "'x'")
    tamper(ten, f"MATCH (e:AuditEntry {{sequence: 4}}) SET e.{name} = {other}")
    found = told(trail.verify(ten))
    expected: dict[str, list[tuple[str, int | None]]] = {
        "sequence": [("missing", 4), ("missing", 11), ("changed", 1000), ("beyond-head", 11)],
        "details": [("details-changed", 4)],
        "salt": [("details-changed", 4)],
        "hash": [("changed", 4), ("not-linked", 5)],
        "digest": [("changed", 4), ("details-changed", 4)],
    }
    assert found == expected.get(name, [("changed", 4)])
    if name == "more":  # the schema keeps the names that tests make up: leave none behind
        tamper(ten, "MATCH (e:AuditEntry {sequence: 4}) REMOVE e.more")


@pytest.mark.parametrize(
    ("cypher", "expected"),
    [
        ("MATCH (e:AuditEntry {sequence: 4}) DELETE e", [("missing", 4)]),
        ("MATCH (e:AuditEntry {sequence: 1}) DELETE e", [("missing", 1)]),
        ("MATCH (e:AuditEntry) WHERE 3 < e.sequence < 7 DELETE e", [("missing", 4)]),
        ("MATCH (e:AuditEntry {sequence: 10}) DELETE e", [("cut-off", 10)]),
        ("MATCH (e:AuditEntry) WHERE e.sequence > 7 DELETE e", [("cut-off", 8)]),
        ("MATCH (e:AuditEntry) DELETE e", [("cut-off", 1)]),
        ("MATCH (h:AuditHead) DELETE h", [("no-head", None)]),
        ("MATCH (h:AuditHead) SET h.sequence = 8", [("beyond-head", 9)]),
        ("MATCH (h:AuditHead) SET h.sequence = 12", [("cut-off", 11)]),
        ("MATCH (h:AuditHead) SET h.sequence = null", [("no-head", None)]),
        ("MATCH (h:AuditHead) SET h.hash = reverse(h.hash)", [("head-changed", 10)]),
        ("MATCH (e:AuditEntry {sequence: 4}) SET e.sequence = 4.0", [("no-number", None), ("missing", 4)]),
        (
            "MATCH (e:AuditEntry {sequence: 4}) CREATE (n:AuditEntry) SET n = e {.*, sequence: 11}",
            [("changed", 11), ("beyond-head", 11)],
        ),
        ("MATCH (e:AuditEntry {sequence: 4}) CREATE (n:AuditEntry) SET n = e {.*, sequence: 0}", [("strays", None)]),
        ("MATCH (e:AuditEntry {sequence: 4}) CREATE (n:AuditEntry) SET n = e {.*, sequence: null}", [("strays", None)]),
        ("MATCH (e:AuditEntry {sequence: 4}) CREATE (n:AuditEntry) SET n = e {.*, sequence: '4'}", [("strays", None)]),
        (
            "MATCH (a:AuditEntry {sequence: 4}), (b:AuditEntry {sequence: 7}) WITH a, b, properties(a) AS p, "
            "properties(b) AS q SET a.sequence = -1 SET b = p SET a = q",
            [],  # nodes change places, nothing that they say does
        ),
        (
            "MATCH (a:AuditEntry {sequence: 4}), (b:AuditEntry {sequence: 7}) WITH a, b, properties(a) AS p, "
            "properties(b) AS q SET a.sequence = -1 SET b = p {.*, sequence: 7}, a = q {.*, sequence: 4}",
            [("changed", 4), ("not-linked", 5), ("changed", 7), ("not-linked", 8)],
        ),
        ("MATCH (e:AuditEntry {sequence: 4}) SET e.details = null", [("details-changed", 4)]),
        ("MATCH (e:AuditEntry {sequence: 4}) SET e.details = null, e.salt = null", [("erased-without-record", 4)]),
    ],
)
def test_what_is_done_to_the_graph_is_found(
    ten: Database, cypher: str, expected: list[tuple[str, int | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "BATCH", 3)
    tamper(ten, cypher)
    found = trail.verify(ten)
    if ("no-number", None) in expected:
        assert set(expected) <= set(told(found))
    else:
        assert told(found) == expected
    assert all(f.line().isprintable() for f in found.findings)


def test_an_end_cut_off_with_its_head_moved_back_is_found_by_the_stored_head_only(ten: Database) -> None:
    stored = head(ten)
    tamper(
        ten,
        "MATCH (e:AuditEntry) WHERE e.sequence > 7 DELETE e WITH count(e) AS n "
        "MATCH (h:AuditHead), (e:AuditEntry {sequence: 7}) SET h.sequence = 7, h.hash = e.hash",
    )
    assert trail.verify(ten).ok
    assert told(trail.verify(ten, stored)) == [("cut-off", 8)]
    filled(ten, 5)  # grown over again: as long as before, and not the same
    assert trail.verify(ten).ok
    assert told(trail.verify(ten, stored)) == [("not-the-stored-head", 10)]


def test_a_stored_head_still_holds_when_the_trail_has_grown(ten: Database) -> None:
    stored = head(ten)
    filled(ten, 3)
    assert trail.verify(ten, stored).ok


def test_nobody_appends_to_a_chain_whose_head_was_tampered_with(ten: Database) -> None:
    tamper(ten, "MATCH (h:AuditHead) SET h.hash = null")
    with pytest.raises(Problem, match="damaged-audit-head"):
        filled(ten, 1)
    with pytest.raises(Problem, match="damaged-audit-head"):
        trail.head(ten)
    tamper(ten, "MATCH (h:AuditHead) DELETE h")
    with pytest.raises(ConstraintError):  # it would begin at 1 again, which is there
        filled(ten, 1)
    assert told(trail.verify(ten)) == [("no-head", None)]


def test_more_than_can_be_listed_is_counted(ten: Database) -> None:
    filled(ten, 30, each=30)
    tamper(ten, "MATCH (e:AuditEntry) SET e.name = 'nobody'")
    found = trail.verify(ten)
    assert len(found.findings) == 20 and found.more == 20


def test_a_head_is_written_as_it_is_printed() -> None:
    for text in ("", "12", "12:abc", "x:" + "0" * 64, "-1:" + "0" * 64, "1:" + "0" * 65):
        with pytest.raises(Problem, match="malformed-head"):
            AuditHead.parse(text)


def test_erasing_takes_the_details_and_leaves_a_record(ten: Database) -> None:
    by = actor("steward")
    erased = perform(ten, by, lambda tx: trail.erase(tx, [8, 2, 8], "本人要求"), at=AT)
    assert erased == (2, 8)
    record = trail.entry(ten, 2)
    assert record.erased and record.details is None and record.person == "person-chen"
    found = trail.verify(ten)
    assert found.ok and found.erased == 2 and found.entries == 12
    of = trail.Wanted(object_kind="AuditEntry", object_id="2")
    (line,), more = trail.entries(ten, of)
    assert not more and line.action == "audit.erase" and line.person == by.person
    details = trail.entry(ten, line.sequence).details
    assert details is not None and details.reason == "本人要求"
    with ten.session() as session:
        assert not session.run("MATCH (e:AuditEntry) WHERE e.details CONTAINS '13800000001' RETURN e").single()
    assert perform(ten, by, lambda tx: trail.erase(tx, [2], "again"), at=AT) == ()
    assert head(ten).sequence == 12
    # The record of an erasure can itself be erased, and says still what it erased.
    assert perform(ten, by, lambda tx: trail.erase(tx, [line.sequence], "姓名误入理由"), at=AT) == (line.sequence,)
    assert trail.verify(ten).ok


def test_erasing_what_is_not_there_erases_nothing(ten: Database) -> None:
    with pytest.raises(Problem, match="unknown-audit-entry"):
        perform(ten, actor(), lambda tx: trail.erase(tx, [2, 99], "x"), at=AT)
    assert trail.verify(ten).erased == 0 and head(ten).sequence == 10


def test_a_forged_record_does_not_excuse_an_erasure(ten: Database) -> None:
    perform(ten, actor(), lambda tx: trail.erase(tx, [2], "本人要求"), at=AT)
    tamper(ten, "MATCH (e:AuditEntry {sequence: 11}) SET e.object_id = '3'")
    tamper(ten, "MATCH (e:AuditEntry {sequence: 3}) SET e.details = null, e.salt = null")
    assert told(trail.verify(ten)) == [
        ("changed", 11),
        ("erased-without-record", 2),
        ("erased-without-record", 3),
    ]


def test_an_erasure_while_the_trail_is_read_is_not_taken_for_a_fault(
    ten: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "BATCH", 3)
    once = iter([True])

    def meanwhile(_: int) -> None:
        if next(once, False):
            perform(ten, actor(), lambda tx: trail.erase(tx, [8], "本人要求"), at=AT)

    found = trail.verify(ten, advance=meanwhile)
    assert found.ok and found.erased == 1 and found.entries == 11


def test_work_that_fails_leaves_no_entry(ten: Database) -> None:
    def work(_: Any) -> Done[None]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        perform(ten, actor(), work, at=AT)
    perform(ten, actor(), lambda _: Done(None), at=AT)  # nothing done, nothing recorded
    assert head(ten).sequence == 10 and trail.verify(ten).ok


def test_lists_are_filtered_and_paged(ten: Database) -> None:
    perform(
        ten,
        actor("li", UserRole.DATA_STEWARD),
        lambda _: Done(None, (deed(1, "role.grant"),)),
        at=AT + timedelta(hours=1),
    )

    def numbers(wanted: trail.Wanted, **more: Any) -> list[int]:
        return [line.sequence for line in trail.entries(ten, wanted, **more)[0]]

    everything = list(range(11, 0, -1))
    assert numbers(trail.Wanted()) == everything
    assert numbers(trail.Wanted(), before=5, limit=2) == [4, 3]
    assert (
        trail.entries(ten, trail.Wanted(), before=5, limit=2)[1] and not trail.entries(ten, trail.Wanted(), before=3)[1]
    )
    assert numbers(trail.Wanted(person="person-li")) == numbers(trail.Wanted(action="role.grant")) == [11]
    assert numbers(trail.Wanted(role=UserRole.DATA_STEWARD)) == [11]
    assert numbers(trail.Wanted(from_=AT + timedelta(hours=1))) == [11]
    assert numbers(trail.Wanted(until=AT + timedelta(hours=1))) == everything[1:]
    assert numbers(trail.Wanted(from_=AT, until=AT + timedelta(seconds=1), action="person.change")) == everything[1:]
    assert numbers(trail.Wanted(object_kind="Person", object_id="p1")) == [11, 8, 5, 2]
    assert numbers(trail.Wanted(object_kind="Person", object_id="p1", person="person-chen"), before=8) == [5, 2]
    assert numbers(trail.Wanted(object_kind="Person")) == everything
    assert numbers(trail.Wanted(person="nobody")) == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("list_audit_entries", {}),
        ("list_audit_entries_by_person", {}),
        ("list_audit_entries_by_action", {}),
        ("list_audit_entries_of_object", {}),
        ("read_audit_entries", {"after": 0, "until": 10}),
    ],
)
def test_a_page_is_read_off_an_index_without_sorting(ten: Database, name: str, wanted: dict[str, Any]) -> None:
    from graph.transactions import load_query

    names = ("person", "role", "action", "object_kind", "object_id")
    asked = dict.fromkeys(names, "x") | {"from": AT, "until": AT, "before": 9, "limit": 5} | wanted
    with ten.session() as session:
        plan = session.run("EXPLAIN " + load_query(name), asked).consume().plan
    operators: list[str] = []
    todo = [plan]
    while todo:
        step: Any = todo.pop()
        operators.append(step["operatorType"])
        todo += step.get("children", [])
    text = " ".join(operators)
    assert "Index" in text and "Sort" not in text and "Top" not in text and "Scan" not in text, operators


def test_reading_others_data_is_recorded_once_an_hour(ten: Database) -> None:
    by = actor("supervisor", UserRole.SUPERVISOR)
    for minutes in (0, 10, 59):
        record_reading(ten, by, "Person", "p9", at=AT + timedelta(minutes=minutes), what="grants")
    assert head(ten).sequence == 11
    record_reading(ten, by, "Person", "p9", at=AT + timedelta(minutes=61))
    record_reading(ten, by, "Person", "p8", at=AT)
    record_reading(ten, actor(), "Person", "p9", at=AT)
    assert head(ten).sequence == 14
    line = trail.entries(ten, trail.Wanted(object_kind="Person", object_id="p9"))[0][-1]
    assert line.action == "personal-data.read" and line.person == by.person
    assert trail.verify(ten).ok


def test_entries_say_who_and_from_where(ten: Database) -> None:
    record = trail.entry(ten, 3)
    assert (record.person, record.name, record.role, record.means) == (
        "person-chen",
        "chen",
        UserRole.ADMINISTRATOR,
        "session",
    )
    assert record.at == AT and record.credential == "session-1"
    assert record.details is not None and record.details.address == "192.0.2.7"
    assert record.details.before == {"phone": None, "title": "王"}
    with pytest.raises(Problem, match="unknown-audit-entry"):
        trail.entry(ten, 11)
    assert isinstance(deed(1), Deed)
