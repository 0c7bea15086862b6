"""Accounts and their roles: who may act. Every change is a deed (graph/audit.py), done in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graph.audit import Deed, Done
from graph.connection import Database
from graph.transactions import Transaction, run
from schema.people import Grant, Person, UserRole
from schema.problems import Problem


@dataclass(frozen=True)
class Account:
    """A person with what proves them: the hash of their password, absent until they have chosen one."""

    person: Person
    password: str | None


def account(database: Database, name: str) -> Account | None:
    """The account of that name."""
    return _account(database.read("find_person", name=name, id=None))


def account_of(database: Database, person: str) -> Account | None:
    """The account with that id."""
    return _account(database.read("find_person", name=None, id=person))


def list_people(database: Database) -> list[Person]:
    """Everybody, by name, with all roles that they hold, held or will hold."""
    return [person_of(row) for row in database.read("list_people")]


def required(database: Database, person: str) -> Person:
    """The person with that id; raises `unknown-person`."""
    found = account_of(database, person)
    if found is None:
        raise unknown_person(person)
    return found.person


def held(transaction: Transaction, person: str) -> Person:
    """The person with that id, as they stay until this transaction ends: changes to people wait for one another, so
    that two of them cannot each leave the last administrator to the other. Raises `unknown-person`.

    Their lock is one of their own: who held the audit chain's head here would wait for a turn (graph/queues.py) that
    another has who waits for that head.
    """
    run(transaction, "lock_people")
    found = _account(run(transaction, "find_person", {"name": None, "id": person}))
    if found is None:
        raise unknown_person(person)
    return found.person


def still_administered(transaction: Transaction, on: date) -> None:
    """Refuse a change after which nobody is left who can administer on that day. Raises `last-administrator`."""
    if not _administrators(run(transaction, "list_people"), on):
        raise Problem(
            "last-administrator",
            zh="这是最后一位能登录的系统管理员，停用或收回角色后就没人能管理了。",
            en="This is the last administrator who can sign in; nobody could manage people afterwards.",
            status=409,
            next_zh="先让另一位管理员设好密码，再做这一步。",
            next_en="Let another administrator choose a password first.",
        )


def create(transaction: Transaction, person: Person) -> Done[Person]:
    """A new account, without a password and with the roles given. Raises `name-taken`."""
    row = run(transaction, "create_person", {"person": person.model_dump(exclude={"grants"}, exclude_none=True)})[0]
    if row["existed"]:
        raise Problem(
            "name-taken",
            zh=f"账号名“{person.name}”已有人用（停用的账号也算）。",
            en=f"The account name “{person.name}” is taken (a disabled account keeps its name).",
            status=409,
            where="name",
            next_zh="换一个账号名。",
            next_en="Choose another name.",
        )
    deeds = [Deed("person.create", "Person", person.id, after={"name": person.name, "title": person.title})]
    for grant in person.grants:
        deeds += add_grant(transaction, person, grant, at=person.created_at).deeds
    return Done(person, tuple(deeds))


def revise(transaction: Transaction, person: Person, after: Person, *, reason: str | None = None) -> Done[Person]:
    """Change a person's title, whether they are disabled, and who they are at the identity provider."""
    names = ("title", "disabled", "single_sign_on")
    old, new = ({name: getattr(each, name) for name in names} for each in (person, after))
    if old == new:
        return Done(person)
    row = run(transaction, "revise_person", {"id": person.id, "changes": new})[0]
    if row["taken"]:
        raise Problem(
            "name-taken",
            zh="这个单点登录身份已属于另一个账号。",
            en="This single sign-on identity belongs to another account already.",
            status=409,
            where="single_sign_on",
            next_zh="先从那个账号上去掉。",
            next_en="Take it off that account first.",
        )
    if after.disabled and not person.disabled:
        run(transaction, "end_credentials_of", {"person": person.id})
    changed = [name for name in names if old[name] != new[name]]
    deed = Deed("person.change", "Person", person.id, _only(old, changed), _only(new, changed), reason)
    return Done(after, (deed,))


def add_grant(transaction: Transaction, person: Person, grant: Grant, *, at: datetime) -> Done[Grant]:
    """Give a role. Raises `unknown-department` where a liaison's is not in the registry."""
    row = run(
        transaction,
        "add_grant",
        {"person": person.id, "at": at, "grant": grant.model_dump(exclude_none=True), "department": grant.department},
    )[0]
    if not row["added"]:
        raise Problem(
            "unknown-department",
            zh=f"登记册里没有代码为“{grant.department}”的部门。",
            en=f"The registry has no department with the code “{grant.department}”.",
            status=404,
            where="department",
            next_zh="在 /api/v1/departments 查到代码再填。",
            next_en="Look the code up at /api/v1/departments.",
        )
    return Done(grant, (Deed("role.grant", "Person", person.id, after=_told(grant)),))


def end_grant(
    transaction: Transaction, person: Person, grant: Grant, on: date, *, at: datetime, reason: str | None = None
) -> Done[Grant]:
    """Take a role away from a day on; one that has not begun by then is taken back altogether."""
    ended = grant.model_copy(update={"valid_until": max(on, grant.valid_from)})
    run(transaction, "end_grant", {"id": grant.id, "on": ended.valid_until, "at": at})
    return Done(ended, (Deed("role.end", "Person", person.id, _told(grant), _told(ended), reason),))


def set_password(transaction: Transaction, person: Person, hashed: str, *, keep_session: str | None) -> Done[Person]:
    """Set the hash of a password; every other session of that person ends."""
    run(transaction, "set_password", {"id": person.id, "password": hashed, "keep": keep_session})
    return Done(person, (Deed("password.set", "Person", person.id),))


def rehash_password(database: Database, person: str, hashed: str) -> None:
    """The same password under newer parameters of the hash: nothing that anybody decided, so no deed."""
    database.write(lambda tx: run(tx, "rehash_password", {"id": person, "password": hashed}))


def remove_demonstration(transaction: Transaction) -> Done[list[str]]:
    """Take the demonstration's people away; returns their names."""
    rows = run(transaction, "delete_demonstration_people")
    deeds = (Deed("person.remove", "Person", row["id"], before={"name": row["name"]}) for row in rows)
    return Done([row["name"] for row in rows], tuple(deeds))


def administrators(database: Database, on: date) -> int:
    """How many people can administer on that day: not those of the demonstration, nor who cannot sign in yet."""
    return _administrators(database.read("list_people"), on)


def _administrators(rows: Iterable[Mapping[str, Any]], on: date) -> int:
    return sum(
        any(grant.role is UserRole.ADMINISTRATOR for grant in person_of(row).holds(on))
        for row in rows
        if not row["person"]["demonstration"] and row["person"].get("password")
    )


def unknown_person(person: str) -> Problem:
    """The problem of an id that nobody has."""
    return Problem(
        "unknown-person",
        zh=f"没有编号为“{person}”的人。",
        en=f"There is nobody with the id “{person}”.",
        status=404,
        where="id",
        next_zh="在 /api/v1/people 查到编号。",
        next_en="Look the id up at /api/v1/people.",
    )


def _account(rows: list[Any]) -> Account | None:
    return Account(person_of(rows[0]), rows[0]["person"].get("password")) if rows else None


def person_of(row: Mapping[str, Any]) -> Person:
    """A person as the queries give one: `person`, and `grants` that were not taken back."""
    node = row["person"]
    grants = (
        Grant(
            id=each["id"],
            role=UserRole(each["role"]),
            department=each.get("department"),
            valid_from=each["valid_from"].to_native(),
            valid_until=each["valid_until"].to_native() if each.get("valid_until") else None,
        )
        for each in row["grants"]
    )
    return Person(
        id=node["id"],
        name=node["name"],
        title=node["title"],
        grants=tuple(sorted(grants, key=lambda g: (g.valid_from, g.role, g.id))),
        disabled=node["disabled"],
        demonstration=node["demonstration"],
        single_sign_on=node.get("single_sign_on"),
        created_at=node["created_at"].to_native(),
    )


def _told(grant: Grant) -> dict[str, object]:
    return grant.model_dump(mode="json", exclude_none=True)


def _only(values: Mapping[str, object], names: list[str]) -> dict[str, object]:
    return {name: values[name] for name in names}
