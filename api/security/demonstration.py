"""The demonstration's people: one for each role, whom a visitor becomes by one click; never in production."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from api import clock
from graph import people
from graph.audit import Done, perform
from graph.connection import Database
from graph.transactions import Transaction
from schema.people import Actor, Grant, Person, UserRole, the_program

TITLES: dict[UserRole, str] = {
    UserRole.OPERATOR: "演示·接线员",
    UserRole.DUTY_LEADER: "演示·轮值领导",
    UserRole.LIAISON: "演示·市水务局联络员",
    UserRole.SUPERVISOR: "演示·督办员",
    UserRole.POLICY_ANALYST: "演示·政策分析员",
    UserRole.DATA_STEWARD: "演示·数据管理员",
    UserRole.ADMINISTRATOR: "演示·系统管理员",
}
DEPARTMENT = "city.water"
"""Whose liaison the demonstration has."""


def name_of(role: UserRole) -> str:
    """The account name of a role's demonstration person."""
    return "demo-" + role.value.replace("_", "-")


def is_one_of_the_seven(person: Person) -> bool:
    """Whether that is one of those whom a visitor becomes by one click."""
    return person.demonstration and person.name in {name_of(role) for role in UserRole}


def ensure(database: Database, at: datetime) -> list[Person]:
    """Create those that are missing, and return them."""
    wanted = [role for role in UserRole if people.account(database, name_of(role)) is None]
    made = [_person(role, at) for role in wanted]

    def work(transaction: Transaction) -> Done[list[Person]]:
        return Done(made, tuple(deed for each in made for deed in people.create(transaction, each).deeds))

    return perform(database, the_program("whose run"), work, at=at)


def remove(database: Database, actor: Actor, *, at: datetime) -> list[str]:
    """Take them all away; returns their names."""
    return perform(database, actor, people.remove_demonstration, at=at)


def _person(role: UserRole, at: datetime) -> Person:
    department = DEPARTMENT if role is UserRole.LIAISON else None
    grant = Grant(id=str(uuid4()), role=role, department=department, valid_from=clock.today())
    return Person(
        id=str(uuid4()),
        name=name_of(role),
        title=TITLES[role],
        grants=(grant,),
        demonstration=True,
        created_at=at,
    )
