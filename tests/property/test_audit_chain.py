"""The audit chain without a database: whatever is done to a sound one is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.chain import FIELDS, GENESIS, Checker, canonical, digest_of, hash_of, spelled
from schema.audit import AuditHead, Verification

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
DAY = datetime(2026, 11, 24, tzinfo=UTC)


@st.composite
def chains(draw: st.DrawFn, least: int = 1) -> list[dict[str, Any]]:
    """A sound chain; some entries erased, each with a record of it behind."""
    chain: list[dict[str, Any]] = []
    previous = GENESIS

    def add(action: str, kind: str, of: str, details: str) -> None:
        nonlocal previous
        salt = draw(st.sampled_from(["00", "a5", "ff"]))
        raw: dict[str, Any] = dict.fromkeys(FIELDS) | {
            "sequence": len(chain) + 1,
            "at": spelled(DAY + timedelta(microseconds=draw(st.integers(0, 10**12)))),
            "person": draw(TEXT),
            "name": draw(TEXT),
            "role": draw(st.sampled_from([None, "operator", "administrator"])),
            "means": draw(st.sampled_from(["session", "command"])),
            "action": action,
            "object_kind": kind,
            "object_id": of,
            "details": details,
            "salt": salt,
            "digest": digest_of(salt, details),
            "previous": previous,
        }
        previous = raw["hash"] = hash_of(raw)
        chain.append(raw)

    for _ in range(draw(st.integers(least, 8))):
        add(draw(TEXT.filter(lambda a: a != "audit.erase")), draw(TEXT), draw(TEXT), canonical({"after": draw(TEXT)}))
    for sequence in draw(st.lists(st.integers(1, len(chain)), unique=True, max_size=3)):
        add("audit.erase", "AuditEntry", str(sequence), canonical({"reason": draw(TEXT)}))
        chain[sequence - 1] |= {"details": None, "salt": None}
    return chain


def head_of(chain: list[dict[str, Any]]) -> AuditHead:
    return AuditHead(sequence=chain[-1]["sequence"], hash=chain[-1]["hash"])


def checked(chain: list[dict[str, Any]], head: AuditHead, stored: AuditHead | None = None) -> Verification:
    checker = Checker(stored)
    for raw in chain:
        checker.take(raw)
    return checker.end(head)


@given(chains())
def test_a_sound_chain_holds(chain: list[dict[str, Any]]) -> None:
    found = checked(chain, head_of(chain), head_of(chain))
    assert found.ok, found
    assert found.entries == len(chain) and found.head == head_of(chain)
    assert found.erased == sum(raw["details"] is None for raw in chain)


@given(chains(), st.data())
def test_any_other_value_in_any_field_is_found_where_it_is(chain: list[dict[str, Any]], data: st.DataObject) -> None:
    head = head_of(chain)
    raw = data.draw(st.sampled_from(chain))
    name = data.draw(st.sampled_from([*FIELDS, "more"]))
    value = data.draw(st.one_of(TEXT, st.none(), st.integers(-3, 12), st.floats(allow_nan=False), st.booleans()))
    before = raw.get(name)
    if canonical(before) == canonical(value):
        return
    changed = raw["sequence"]
    raw[name] = value
    found = checked(chain, head)
    assert not found.ok
    if name != "sequence":
        assert found.findings[0].sequence in (changed, changed + 1)


@given(chains(2), st.data())
def test_what_is_taken_out_put_in_or_moved_is_found(chain: list[dict[str, Any]], data: st.DataObject) -> None:
    head = head_of(chain)
    index = data.draw(st.integers(0, len(chain) - 1))
    other = data.draw(st.integers(0, len(chain) - 1).filter(lambda i: i != index))
    deed = data.draw(st.sampled_from(["delete", "insert", "swap", "swap numbers"]))
    if deed == "delete":
        del chain[index]
    elif deed == "insert":
        chain.insert(index, dict(chain[other]))
    elif deed == "swap":
        chain[index], chain[other] = chain[other], chain[index]
    else:
        chain[index]["sequence"], chain[other]["sequence"] = chain[other]["sequence"], chain[index]["sequence"]
        chain[index], chain[other] = chain[other], chain[index]
    assert not checked(chain, head).ok


@given(chains(2), st.data())
def test_a_changed_entry_hashed_anew_does_not_fit_the_next(chain: list[dict[str, Any]], data: st.DataObject) -> None:
    head = head_of(chain)
    raw = data.draw(st.sampled_from(chain))
    raw["person"] += "x"
    raw["hash"] = hash_of(raw)
    assert not checked(chain, head).ok


@given(chains(2), st.data())
def test_only_a_stored_head_tells_of_an_end_that_was_cut_off_or_rewritten(
    chain: list[dict[str, Any]], data: st.DataObject
) -> None:
    stored = head_of(chain)
    kept = data.draw(st.integers(0, len(chain) - 1))
    unerased = [raw for raw in chain[:kept] if raw["details"] is not None]
    if len(unerased) == kept:
        cut = chain[:kept]
        assert checked(cut, head_of(cut) if cut else AuditHead(sequence=0, hash=GENESIS)).ok
    cut = chain[:kept]
    found = checked(cut, head_of(cut) if cut else AuditHead(sequence=0, hash=GENESIS), stored)
    assert any(f.code == "cut-off" and f.sequence == kept + 1 for f in found.findings)

    previous = GENESIS
    for raw in chain:  # all of it written anew, as somebody with the database's password can
        raw["name"] += "x"
        raw["previous"] = previous
        previous = raw["hash"] = hash_of(raw)
    assert checked(chain, head_of(chain)).ok
    again = checked(chain, head_of(chain), stored)
    assert [f.code for f in again.findings] == ["not-the-stored-head"]


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-23, 23))
def test_a_moment_has_one_spelling(at: datetime, hours: int) -> None:
    if not 2 < at.year < 9998:
        return
    assert spelled(at) == spelled(at.astimezone(timezone(timedelta(hours=hours))))
    assert datetime.fromisoformat(spelled(at)) == at


@given(chains(), st.data())
def test_details_that_go_without_a_record_are_missed(chain: list[dict[str, Any]], data: st.DataObject) -> None:
    left = [raw for raw in chain if raw["details"] is not None]
    if not left:
        return
    raw = data.draw(st.sampled_from(left))
    raw |= {"details": None, "salt": None}
    found = checked(chain, head_of(chain))
    assert [(f.code, f.sequence) for f in found.findings] == [("erased-without-record", raw["sequence"])]
