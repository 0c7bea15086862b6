"""The one door under load and under repetition: many writers, and requests that are sent again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import BaseModel

from graph import trail
from graph.audit import Deed, Done, IdempotencyKey, perform, perform_once
from graph.connection import Database
from graph.settings import Settings
from graph.transactions import Transaction
from schema.problems import Problem
from tests.conftest import wipe
from tests.trail import AT, actor, deed


class Made(BaseModel):
    """What a request that creates is answered."""

    id: str
    secret: str = ""


@pytest.fixture(autouse=True)
def _clean(database: Database) -> None:
    wipe(database)


def creating(made: Made) -> Callable[[Transaction], Done[Made]]:
    """Create a node in the graph, with a deed."""

    def work(transaction: Transaction) -> Done[Made]:
        transaction.run("CREATE (:Device {hash: $id})", id=made.id).consume()
        return Done(made, (Deed("token.create", "ApiToken", made.id),))

    return work


def together(*jobs: Callable[[], Made]) -> list[Made | Exception]:
    """Start them at the same moment."""
    start = threading.Barrier(len(jobs))

    def one(job: Callable[[], Made]) -> Made | Exception:
        start.wait()
        try:
            return job()
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


def devices(database: Database) -> int:
    with database.session() as session:
        found: int = session.run("MATCH (d:Device) RETURN count(d) AS n").single(strict=True)["n"]
    return found


def test_many_writers_make_one_chain(database: Database, test_settings: Settings) -> None:
    """Also writers of several connections, as several processes have."""

    def write(number: int) -> None:
        each = tuple(deed(number) for _ in range(number % 3))
        perform(connections[number % 2], actor(f"writer{number}"), lambda _: Done(None, each), at=AT)

    with Database.open(test_settings) as other:
        connections = (database, other)
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(write, range(120)))
    found = trail.verify(database)
    assert found.ok and found.entries == 120


def test_a_writer_waits_for_what_another_holds_while_it_appends(database: Database) -> None:
    """One changes a node and then appends; the other waits for that node meanwhile: neither waits for ever."""

    def work(transaction: Transaction) -> Done[None]:
        transaction.run("MERGE (d:Device {hash: 'one'}) SET d.locked = true").consume()
        return Done(None, (deed(1),))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: perform(database, actor(), work, at=AT), range(40)))
    assert trail.verify(database).entries == 40


def test_a_transaction_that_is_run_again_is_recorded_once(database: Database) -> None:
    """Two take the same two nodes in opposite order: one of them is rolled back and tries again."""
    perform(database, actor(), creating(Made(id="a")), at=AT)
    perform(database, actor(), creating(Made(id="b")), at=AT)
    holding = threading.Barrier(2)
    attempts: list[str] = []

    def work(first: str, second: str) -> Callable[[Transaction], Done[Made]]:
        def both(transaction: Transaction) -> Done[Made]:
            attempts.append(first)
            lock = "MATCH (d:Device {hash: $id}) SET d.locked = true"
            transaction.run(lock, id=first).consume()
            if attempts.count(first) == 1:
                holding.wait(10)
            transaction.run(lock, id=second).consume()
            return Done(Made(id=first), (deed(1),))

        return both

    made = together(
        lambda: perform(database, actor(), work("a", "b"), at=AT),
        lambda: perform(database, actor(), work("b", "a"), at=AT),
    )
    assert made == [Made(id="a"), Made(id="b")] and len(attempts) > 2
    found = trail.verify(database)
    assert found.ok and found.entries == 4


def test_the_same_request_again_is_done_once(database: Database) -> None:
    def ask(id: str, key: str = "k", request: str = "r", person: str = "chen") -> Made:
        once = IdempotencyKey(key, request, Made, lambda made: Made(id=made.id))
        return perform_once(database, actor(person), creating(Made(id=id, secret="s")), at=AT, key=once)

    assert ask("first") == Made(id="first", secret="s")
    assert ask("second") == Made(id="first"), "the first answer, without what is told once"
    with pytest.raises(Problem, match="idempotency-key-reused") as reused:
        ask("third", request="other")
    assert reused.value.status == 422
    assert ask("fourth", person="li") == Made(id="fourth", secret="s"), "a key is the person's own"
    assert ask("fifth", key="k2") == Made(id="fifth", secret="s")
    assert devices(database) == 3
    assert trail.verify(database).entries == 3


def test_the_same_key_at_the_same_time_acts_once(database: Database) -> None:
    def ask(number: int) -> Callable[[], Made]:
        key = IdempotencyKey("k", "r", Made)
        made = Made(id=f"made-{number}")
        return lambda: perform_once(database, actor(), creating(made), at=AT, key=key)

    answers = together(*(ask(number) for number in range(8)))
    assert len({repr(answer) for answer in answers}) == 1 and isinstance(answers[0], Made)
    assert devices(database) == 1 and trail.verify(database).entries == 1


def test_a_request_that_failed_may_be_sent_again_with_its_key(database: Database) -> None:
    key = IdempotencyKey("k", "r", Made)

    def refuse(_: Transaction) -> Done[Made]:
        raise Problem("name-taken", zh="有人用", en="taken", status=409)

    with pytest.raises(Problem, match="name-taken"):
        perform_once(database, actor(), refuse, at=AT, key=key)
    made = Made(id="made")
    assert perform_once(database, actor(), creating(made), at=AT, key=key) == made
    assert trail.verify(database).entries == 1


def test_without_a_key_every_request_acts(database: Database) -> None:
    for id in ("a", "b"):
        perform_once(database, actor(), creating(Made(id=id)), at=AT, key=None)
    assert trail.verify(database).entries == 2


def test_keys_of_more_than_two_days_ago_are_forgotten_by_those_who_come_together(database: Database) -> None:
    def ask(number: int, days: int) -> Callable[[], Made]:
        key = IdempotencyKey(f"k{number}", "r", Made)
        made = Made(id=f"made-{number}")
        return lambda: perform_once(database, actor(), creating(made), at=AT + timedelta(days=days), key=key)

    for number in range(12):
        ask(number, 0)()
    answers = together(*(ask(100 + number, 3) for number in range(8)))
    assert all(isinstance(answer, Made) for answer in answers)
    with database.session() as session:
        kept = session.run("MATCH (k:IdempotencyKey) RETURN count(k) AS n").single(strict=True)["n"]
    assert kept == 8 and trail.verify(database).ok
