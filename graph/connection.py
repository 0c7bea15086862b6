"""The one connection to Neo4j, wherever the server is: embedded, a container, a cluster or Aura."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConnectionPoolError,
    DatabaseUnavailable,
    DriverError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph import deadline
from graph.embedded.server import USER, EmbeddedServer
from graph.settings import Settings
from graph.transactions import load_query
from schema.problems import Problem

T = TypeVar("T")

OLDEST_SERVER = (5, 26)
RETRY_SECONDS = 15.0
CONNECT_SECONDS = 5.0
ACQUIRE_SECONDS = 10.0
"""A server that takes a connection and then says nothing is given up after this long."""

TIMED_OUT = (
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.ClientError.Transaction.TransactionTimedOut",
)


class Database:
    """The driver and, where we started it, the server behind it.

    One for a process, safe to use from any thread. Every read sees every earlier write of this `Database`, on a
    cluster too (bookmarks). Errors of the connection become `Problem`s: `database-unreachable`, `database-busy`,
    `wrong-password`, `server-too-old`, `unknown-database`; what a query itself does wrong (a ConstraintError, say)
    passes through. Within a deadline (graph/deadline.py) the server itself ends what takes longer: `too-slow`.
    """

    def __init__(self, driver: neo4j.Driver, database: str, address: str, server: EmbeddedServer | None = None) -> None:
        self.driver = driver
        self.name = database
        self.server = server  # the embedded one, None when NEO4J_URI names another
        self._address = address
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self.version: tuple[int, int] = OLDEST_SERVER

    @classmethod
    def open(
        cls, settings: Settings, *, seconds: float = 30.0, advance: Callable[[int], None] = lambda _: None
    ) -> Database:
        """Connect, and wait up to `seconds` until a query is answered.

        Without NEO4J_URI the embedded server of this home is joined or started; `advance` is told of the bytes that
        it must fetch first. Raises the problems of the class and those of `EmbeddedServer.open`.
        """
        if settings.neo4j_uri is None:
            server = EmbeddedServer.open(settings, advance=advance)
            uri, auth, name = server.uri, (USER, server.password), "neo4j"
        else:
            server = None
            password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
            uri, auth, name = settings.neo4j_uri, (settings.neo4j_user, password), settings.neo4j_database
        database: Database | None = None
        try:
            with _explained(uri, name):
                driver = neo4j.GraphDatabase.driver(
                    uri,
                    auth=auth,
                    connection_timeout=CONNECT_SECONDS,
                    connection_acquisition_timeout=ACQUIRE_SECONDS,
                    user_agent="whose",
                )
            database = cls(driver, name, uri, server)
            database.wait_ready(seconds)
        except BaseException:
            if database is not None:
                database.close()
            elif server is not None:
                server.close()
            raise
        return database

    def read(self, query_name: str, /, **parameters: object) -> list[neo4j.Record]:
        """Run a named query as one auto-commit read: a single round trip, on a cluster at a follower."""
        with _explained(self._address, self.name):
            try:
                return self._read(query_name, parameters)
            except (TransientError, SessionExpired):  # a leader moved, a lock was lost: a read may simply be repeated
                return self._read(query_name, parameters)

    def write(self, work: Callable[[neo4j.Transaction], T]) -> T:
        """Run `work` in one transaction and commit it; what it returns is returned.

        After a TransientError (a deadlock, a leader that moved) all of `work` is run again, for up to 15 s, so it must
        be safe to run twice: identifiers are made before it, not in it. Any other error rolls back and is raised.
        """
        until = time.monotonic() + RETRY_SECONDS
        wait = 0.05
        with _explained(self._address, self.name):
            while True:
                try:
                    left = deadline.remaining()
                    with self.session() as session, session.begin_transaction(timeout=left) as transaction:
                        result = work(transaction)
                        transaction.commit()
                        return result
                except TransientError:
                    if time.monotonic() + wait > until:
                        raise
                    time.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 -- spreads retries, guards nothing
                    wait *= 2

    def session(self, access: str = neo4j.WRITE_ACCESS) -> neo4j.Session:
        """A session for what `read` and `write` cannot do: `CALL … IN TRANSACTIONS`, schema statements, PROFILE."""
        return self.driver.session(
            database=self.name, default_access_mode=access, bookmark_manager=self._bookmarks, fetch_size=-1
        )

    def wait_ready(self, seconds: float = 30.0) -> None:
        """Wait until a real query is answered, then check the server's version."""
        until = time.monotonic() + seconds
        with _explained(self._address, self.name):
            while True:
                try:
                    with self.session(neo4j.READ_ACCESS) as session:
                        summary = session.run("RETURN 1").consume()
                    break
                except (ServiceUnavailable, DatabaseUnavailable, SessionExpired):
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.2)
        self.version = supported_version(summary.server.agent)

    def ping(self) -> float:
        """Seconds that an empty question takes; raises the problems of the class."""
        began = time.monotonic()
        with _explained(self._address, self.name), self.session(neo4j.READ_ACCESS) as session:
            session.run(neo4j.Query("RETURN 1", timeout=deadline.remaining())).consume()
        return time.monotonic() - began

    def close(self) -> None:
        """Close the connection; an embedded server stops when nobody else uses it."""
        self.driver.close()
        if self.server is not None:
            self.server.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, query_name: str, parameters: dict[str, object]) -> list[neo4j.Record]:
        with self.session(neo4j.READ_ACCESS) as session:
            return list(session.run(neo4j.Query(load_query(query_name), timeout=deadline.remaining()), parameters))


def supported_version(agent: str) -> tuple[int, int]:
    """Major and minor number in a server's greeting ("Neo4j/2026.09.0"); raises `server-too-old` below 5.26."""
    numbers = agent.partition("/")[2].split(".")
    try:
        version = int(numbers[0]), int(numbers[1].partition("-")[0])
    except (ValueError, IndexError):
        version = (0, 0)
    if version < OLDEST_SERVER:
        raise Problem(
            "server-too-old",
            zh=f"数据库版本太旧或不认识：{agent}",
            en=f"This database server is too old, or not known: {agent}",
            next_zh="使用 Neo4j 5.26 LTS 或 2026.x 以上",
            next_en="use Neo4j 5.26 LTS, or 2026.x and later",
            status=503,
        )
    return version


@contextmanager
def _explained(address: str, name: str) -> Iterator[None]:
    """Turn what the driver says about the connection into a problem that says what to do."""
    try:
        yield
    except AuthError as error:
        raise Problem(
            "wrong-password",
            zh="数据库拒绝了用户名或密码",
            en="The database refuses this user name or password",
            where=address,
            next_zh="检查 NEO4J_USER 与 NEO4J_PASSWORD；多次输错后等几秒再试",
            next_en="check NEO4J_USER and NEO4J_PASSWORD; after several wrong attempts wait some seconds",
            status=503,
        ) from error
    except ClientError as error:
        if error.code == "Neo.ClientError.Security.AuthenticationRateLimit":
            raise Problem(
                "wrong-password",
                zh="密码多次输错，数据库暂时拒绝登录",
                en="After several wrong passwords the database refuses log-ins for a while",
                where=address,
                next_zh="等几秒，改正 NEO4J_PASSWORD 后再试",
                next_en="wait some seconds, correct NEO4J_PASSWORD, try again",
                status=503,
            ) from error
        if error.code == "Neo.ClientError.Database.DatabaseNotFound":
            raise Problem(
                "unknown-database",
                zh=f"服务器上没有名为“{name}”的数据库",
                en=f"The server has no database named “{name}”",
                where=address,
                next_zh="检查 NEO4J_DATABASE（用 SHOW DATABASES 查看）",
                next_en="check NEO4J_DATABASE (SHOW DATABASES lists them)",
                status=503,
            ) from error
        if error.code in TIMED_OUT:
            raise deadline.too_slow() from error
        raise
    except ConfigurationError as error:
        raise _unreachable(address, str(error)) from error
    except (DriverError, DatabaseUnavailable) as error:
        if isinstance(error, (ServiceUnavailable, SessionExpired, DatabaseUnavailable, ConnectionPoolError)):
            raise _unreachable(address, "") from error
        raise
    except TransientError as error:  # also after trying again: locks, memory, a leader being chosen
        raise Problem(
            "database-busy",
            zh="数据库忙不过来，这次没有办成",
            en="The database is too busy; nothing was done this time",
            where=address,
            next_zh="稍后再试；若总是这样，看数据库的内存与日志",
            next_en="try again later; if it keeps happening, look at the database's memory and log",
            status=503,
        ) from error


def _unreachable(address: str, reason: str) -> Problem:
    return Problem(
        "database-unreachable",
        zh="连不上数据库" + (f"：{reason}" if reason else ""),
        en="The database cannot be reached" + (f": {reason}" if reason else ""),
        where=address,
        next_zh="检查 NEO4J_URI、网络与数据库是否在运行；内置的用 `whose neo4j status` 查看",
        next_en="check NEO4J_URI, the network and that the database runs; `whose neo4j status` shows the embedded one",
        status=503,
    )
