"""What is made sure before anybody is let in: nothing of the demonstration in production, and one who can begin."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from api import clock
from graph import credentials, people
from graph.audit import Done, perform
from graph.connection import Database
from graph.settings import Settings
from graph.transactions import Transaction
from schema.people import Grant, Person, UserRole, the_program
from schema.problems import Problem

INVITATION_HOURS = 24
SHORTEST_SECRET = 12
KNOWN_SECRETS = frozenset({"neo4j", "password", "whose", "secret", "changeme", "change-me", "test"})


def refuse_defaults(settings: Settings) -> None:
    """In production no secret that others may know. Raises `default-secret`."""
    if settings.env != "production" or settings.neo4j_password is None:
        return
    secret = settings.neo4j_password.get_secret_value()
    if len(secret) < SHORTEST_SECRET or secret.lower().rstrip("0123456789!") in KNOWN_SECRETS or "change" in secret:
        raise Problem(
            "default-secret",
            zh="正式运行（WHOSE_ENV=production）不接受默认的或太短的 NEO4J_PASSWORD。",
            en="In production (WHOSE_ENV=production) a default or short NEO4J_PASSWORD is refused.",
            next_zh=f"换成至少 {SHORTEST_SECRET} 个字符的随机密码，例如 openssl rand -base64 24 的输出。",
            next_en=f"Set a random one of at least {SHORTEST_SECRET} characters, as openssl rand -base64 24 prints.",
        )


def refuse_demonstration(database: Database, settings: Settings) -> None:
    """In production nobody whom a click lets in. Raises `demonstration-people`."""
    if settings.env != "production":
        return
    names = [person.name for person in people.list_people(database) if person.demonstration]
    if names:
        raise Problem(
            "demonstration-people",
            zh="正式运行（WHOSE_ENV=production）时不能有演示人员：" + "、".join(names),
            en="In production (WHOSE_ENV=production) there can be no demonstration people: " + ", ".join(names),
            next_zh="运行 whose user drop-demonstration 去掉他们",
            next_en="run whose user drop-demonstration to remove them",
        )


def first_administrator(database: Database, at: datetime) -> str | None:
    """A one-time code for an administrator to choose a password with; None where one can sign in already.

    Each start without an administrator makes a new code, and the one before ends.
    """
    if people.administrators(database, clock.today()):
        return None
    everybody = people.list_people(database)
    today = clock.today()
    waiting = (
        person
        for person in everybody
        if not person.demonstration and any(g.role is UserRole.ADMINISTRATOR for g in person.holds(today))
    )
    found = next(waiting, None)
    taken = {person.name for person in everybody}
    name = next(name for name in ("admin", *(f"admin-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    grant = Grant(id=str(uuid4()), role=UserRole.ADMINISTRATOR, valid_from=today)
    person = found or Person(id=str(uuid4()), name=name, title="系统管理员", grants=(grant,), created_at=at)
    code = credentials.new_secret()

    def work(transaction: Transaction) -> Done[None]:
        made = () if found else people.create(transaction, person).deeds
        ends_at = at + timedelta(hours=INVITATION_HOURS)
        return Done(None, (*made, *credentials.invite(transaction, person, code, ends_at=ends_at).deeds))

    perform(database, the_program("first start"), work, at=at)
    return code
