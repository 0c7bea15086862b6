"""The connection: what goes wrong is said in words; reads see writes; only transient errors are tried again."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import ClientError, ConstraintError, TransientError
from pydantic import SecretStr

import graph.connection
from graph.connection import Database, supported_version
from graph.settings import Settings
from graph.transactions import load_query
from schema.problems import Problem


@pytest.fixture
def address(test_settings: Settings, database: Database) -> Callable[..., Settings]:
    """Settings that name the run's server by its address, as if it were somebody else's."""
    if test_settings.neo4j_uri is None:
        server = database.server
        assert server is not None
        password, uri = SecretStr(server.password), server.uri
    else:
        assert test_settings.neo4j_password is not None
        password, uri = test_settings.neo4j_password, test_settings.neo4j_uri

    def with_changes(**changes: object) -> Settings:
        known: dict[str, object] = {"home": test_settings.home, "neo4j_uri": uri, "neo4j_password": password}
        return Settings(**{**known, **changes})  # type: ignore[arg-type]

    return with_changes


def test_a_read_sees_the_write_before_it(database: Database) -> None:
    database.write(lambda tx: tx.run("CREATE (:Import {id: 'read-after-write'})").consume())
    with database.session("READ") as session:
        found = session.run("MATCH (n:Import {id: 'read-after-write'}) RETURN count(n) AS n").single(strict=True)["n"]
        assert list(session.last_bookmarks().raw_values), "on a cluster, a follower waits for these"
    assert found == 1


def test_the_same_server_by_its_address(address: Callable[..., Settings]) -> None:
    with Database.open(address()) as database:
        assert database.server is None
        assert database.version >= (5, 26)
        assert isinstance(database.read("has_migrations")[0]["found"], bool)


def test_a_read_cannot_write(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph.connection, "load_query", lambda _: "CREATE (:Import {id: 'forbidden'})")
    with pytest.raises(ClientError):
        database.read("any")


def test_a_transient_error_is_tried_again_from_the_start(database: Database) -> None:
    tries = 0

    def work(transaction: neo4j.Transaction) -> int:
        nonlocal tries
        tries += 1
        transaction.run("CREATE (:Import {id: 'retried'})").consume()
        if tries < 3:
            raise TransientError("a deadlock, say")
        return tries

    assert database.write(work) == 3
    with database.session("READ") as session:
        assert session.run("MATCH (n:Import {id: 'retried'}) RETURN count(n) AS n").single(strict=True)["n"] == 1


def test_a_violated_constraint_is_an_answer_not_an_outage(database: Database) -> None:
    tries = 0

    def work(transaction: neo4j.Transaction) -> None:
        nonlocal tries
        tries += 1
        transaction.run("CREATE (:Import {id: 'twice'}), (:Import {id: 'twice'})").consume()

    with pytest.raises(ConstraintError):
        database.write(work)
    assert tries == 1
    with database.session("READ") as session:
        assert session.run("MATCH (n:Import {id: 'twice'}) RETURN count(n) AS n").single(strict=True)["n"] == 0


def test_an_error_in_the_work_rolls_everything_back(database: Database) -> None:
    def work(transaction: neo4j.Transaction) -> None:
        transaction.run("CREATE (:Import {id: 'half'})").consume()
        raise KeyError("a mistake of ours")

    with pytest.raises(KeyError):
        database.write(work)
    with database.session("READ") as session:
        assert session.run("MATCH (n:Import {id: 'half'}) RETURN count(n) AS n").single(strict=True)["n"] == 0


def test_nobody_there(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        uri = f"bolt://127.0.0.1:{probe.getsockname()[1]}"
        with pytest.raises(Problem, match="database-unreachable") as caught:
            Database.open(Settings(home=tmp_path, neo4j_uri=uri), seconds=0.1)
    assert caught.value.status == 503 and caught.value.where == uri
    assert "连不上数据库" in caught.value.zh and "cannot be reached" in caught.value.en
    assert "NEO4J_URI" in caught.value.next_zh and "NEO4J_URI" in caught.value.next_en


def test_wrong_password(address: Callable[..., Settings]) -> None:
    # Another user name: three wrong passwords would lock the run's own user out for some seconds.
    with pytest.raises(Problem, match="wrong-password") as caught:
        Database.open(address(neo4j_user="nobody", neo4j_password=SecretStr("wrong")))
    assert "密码" in caught.value.zh and "password" in caught.value.en and "NEO4J_PASSWORD" in caught.value.next_en
    assert "wrong" not in "".join(caught.value.lines()).replace("wrong attempts", "")


def test_too_many_wrong_passwords(address: Callable[..., Settings], database: Database) -> None:
    with database.driver.session(database="system") as system:
        system.run("CREATE USER somebody SET PASSWORD 'a-password-of-its-own'").consume()
    try:
        problems = []
        for _ in range(5):
            with pytest.raises(Problem, match="wrong-password") as caught:
                Database.open(address(neo4j_user="somebody", neo4j_password=SecretStr("wrong")))
            problems.append(caught.value.zh)
    finally:
        with database.driver.session(database="system") as system:
            system.run("DROP USER somebody").consume()
    assert any("暂时拒绝" in sentence for sentence in problems)


def test_unknown_database(address: Callable[..., Settings]) -> None:
    with pytest.raises(Problem, match="unknown-database") as caught:
        Database.open(address(neo4j_database="atlantis"), seconds=0.1)
    assert "atlantis" in caught.value.zh and "NEO4J_DATABASE" in caught.value.next_en


def test_a_server_too_old(address: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph.connection, "OLDEST_SERVER", (9999, 0))
    with pytest.raises(Problem, match="server-too-old") as caught:
        Database.open(address())
    assert "太旧" in caught.value.zh and "5.26" in caught.value.next_zh and "too old" in caught.value.en


@pytest.mark.parametrize(
    ("agent", "version"),
    [
        ("Neo4j/5.26.0", (5, 26)),
        ("Neo4j/5.27-aura", (5, 27)),
        ("Neo4j/2026.09.0", (2026, 9)),
        ("Neo4j/5.25.1", None),
        ("Neo4j/4.4.40", None),
        ("Memgraph", None),
        ("Neo4j/dev", None),
    ],
)
def test_versions(agent: str, version: tuple[int, int] | None) -> None:
    if version is None:
        with pytest.raises(Problem, match="server-too-old") as caught:
            supported_version(agent)
        assert agent in caught.value.zh and agent in caught.value.en
    else:
        assert supported_version(agent) == version


def test_queries_come_from_files_only() -> None:
    assert "db.labels" in load_query("has_migrations")
    with pytest.raises(FileNotFoundError):
        load_query("no_such_query")
