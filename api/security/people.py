"""What an administrator does with people: the same acts for the interface, the pages and the command line.

Three rules keep the demonstration apart, where one click makes anybody an administrator: whom the demonstration's
people create belongs to the demonstration and goes with it; they reach nobody else; and the seven themselves stay as
they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from api import clock
from api.security import demonstration
from api.security.identity import Identities
from api.security.start import INVITATION_HOURS
from graph import credentials, people
from graph.audit import Done, IdempotencyKey, perform, perform_once, record_reading
from graph.connection import Database
from graph.transactions import Transaction
from schema.intervals import in_force
from schema.people import Actor, Grant, Person, SessionRecord, UserRole
from schema.problems import Problem

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class Invited(BaseModel):
    """A person with the address at which they choose a password, told once; null where it was told before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: Person
    invitation: str | None = Field(description="一次性链接 /welcome#…，只给一次 / the one-time link, told once")


def untold(invited: Invited) -> Invited:
    """What may be kept of it: not the code."""
    return invited.model_copy(update={"invitation": None})


@dataclass(frozen=True)
class Change:
    """What is to become of a person; None leaves a thing as it is, and an empty `single_sign_on` takes it away."""

    title: str | None = None
    disabled: bool | None = None
    single_sign_on: str | None = None
    reason: str | None = None


def grant_of(role: UserRole, department: str | None, valid_from: date | None, valid_until: date | None) -> Grant:
    """A new role, from today unless said. Raises `role-without-department` and `role-ends-before-it-begins`."""
    if (role is UserRole.LIAISON) != (department is not None):
        raise Problem(
            "role-without-department",
            zh="联络员的角色要写明单位；别的角色不写单位。",
            en="A liaison's role names its department, and no other role does.",
            status=422,
            where="department",
            next_zh="联络员选一个单位，别的角色留空。",
            next_en="Choose a department for a liaison; leave it empty for the others.",
        )
    begins = valid_from or clock.today()
    if valid_until is not None and valid_until <= begins:
        raise Problem(
            "role-ends-before-it-begins",
            zh=f"角色的止日 {valid_until} 不在起日 {begins} 之后。",
            en=f"The role would end on {valid_until}, which is not after it begins on {begins}.",
            status=422,
            where="valid_until",
            next_zh="止日当天起不再有这个角色；改后重试，或留空表示长期。",
            next_en="From that day on the role is gone; choose a later day, or leave it empty.",
        )
    return Grant(id=str(uuid4()), role=role, department=department, valid_from=begins, valid_until=valid_until)


class Administration:
    """The people of the registry in the hands of one actor. What may not be done raises its `Problem`."""

    def __init__(self, database: Database, actor: Actor, known: Identities | None = None) -> None:
        self._database = database
        self._actor = actor
        self._known = known

    def add(
        self, name: str, title: str, grants: tuple[Grant, ...], key: IdempotencyKey[Invited] | None = None
    ) -> Invited:
        """A new person with a one-time link. Raises `name-taken` and `unknown-department`."""
        at = clock.now()
        code = credentials.new_secret()
        person = Person(
            id=str(uuid4()),
            name=name,
            title=title,
            grants=grants,
            demonstration=self._actor.demonstration,
            created_at=at,
        )

        def work(transaction: Transaction) -> Done[Invited]:
            made = people.create(transaction, person)
            asked = credentials.invite(transaction, person, code, ends_at=at + timedelta(hours=INVITATION_HOURS))
            return Done(Invited(person=person, invitation=_link(code)), (*made.deeds, *asked.deeds))

        return perform_once(self._database, self._actor, work, at=at, key=key)

    def change(self, id: str, change: Change) -> Person:
        """Raises `unknown-person`, `name-taken` and `last-administrator`."""

        def work(transaction: Transaction, person: Person) -> Done[Person]:
            wanted = {
                "title": person.title if change.title is None else change.title,
                "disabled": person.disabled if change.disabled is None else change.disabled,
                "single_sign_on": person.single_sign_on
                if change.single_sign_on is None
                else (change.single_sign_on or None),
            }
            after = person.model_copy(update=wanted)
            done = people.revise(transaction, person, after, reason=change.reason)
            _mind_the_last(transaction, person)
            return done

        return self._perform(id, work)

    def grant(self, id: str, grant: Grant, key: IdempotencyKey[Grant] | None = None) -> Grant:
        """Raises `unknown-person` and `unknown-department`."""
        at = clock.now()

        def work(transaction: Transaction, person: Person) -> Done[Grant]:
            return people.add_grant(transaction, person, grant, at=at)

        return self._perform(id, work, lambda done: perform_once(self._database, self._actor, done, at=at, key=key))

    def end_grant(self, id: str, grant: str, reason: str | None = None) -> Person:
        """Take a role away from today on; one that has ended stays as it is.

        Raises `unknown-person`, `unknown-role` and `last-administrator`.
        """
        at, today = clock.now(), clock.today()

        def work(transaction: Transaction, person: Person) -> Done[Person]:
            found = next((each for each in person.grants if each.id == grant), None)
            if found is None:
                raise _unknown_role(grant)
            if found.valid_until is not None and found.valid_until <= today:
                return Done(person)
            done = people.end_grant(transaction, person, found, today, at=at, reason=reason)
            _mind_the_last(transaction, person)
            return Done(people.held(transaction, person.id), done.deeds)

        return self._perform(id, work)

    def invite(self, id: str, key: IdempotencyKey[Invited] | None = None) -> Invited:
        """A new one-time link; the one before ends. Raises `unknown-person` and `disabled-person`."""
        at = clock.now()
        code = credentials.new_secret()

        def work(transaction: Transaction, person: Person) -> Done[Invited]:
            if person.disabled:
                raise _disabled(person)
            done = credentials.invite(transaction, person, code, ends_at=at + timedelta(hours=INVITATION_HOURS))
            return Done(Invited(person=person, invitation=_link(code)), done.deeds)

        return self._perform(id, work, lambda done: perform_once(self._database, self._actor, done, at=at, key=key))

    def sessions(self, id: str, idle: timedelta) -> list[SessionRecord]:
        """Somebody's sessions, whose addresses and browsers are personal: that they are read is recorded."""
        person = people.required(self._database, id)
        self._mind_the_demonstration(person, reading=True)
        at = clock.now()
        if id != self._actor.person:
            record_reading(self._database, self._actor, "Person", id, at=at, what="sessions")
        return credentials.sessions(self._database, id, at=at, idle=idle)

    def end_session(self, id: str, session: str) -> bool:
        """End one session of somebody; False where they have none of that id."""
        at = clock.now()
        person = people.required(self._database, id)
        self._mind_the_demonstration(person, reading=True)
        ended = perform(
            self._database, self._actor, lambda tx: credentials.end_session(tx, person, session, at=at), at=at
        )
        self._forget()
        return ended

    def _perform(
        self,
        id: str,
        work: Callable[[Transaction, Person], Done[T]],
        run: Callable[[Callable[[Transaction], Done[T]]], T] | None = None,
    ) -> T:
        at = clock.now()

        def on_the_person(transaction: Transaction) -> Done[T]:
            person = people.held(transaction, id)
            self._mind_the_demonstration(person)
            return work(transaction, person)

        done = run(on_the_person) if run else perform(self._database, self._actor, on_the_person, at=at)
        self._forget()
        return done

    def _mind_the_demonstration(self, person: Person, *, reading: bool = False) -> None:
        if self._actor.demonstration and not person.demonstration:
            raise Problem(
                "demonstration-only",
                zh="演示人员只能管理演示人员：演示账号谁都能进。",
                en="The demonstration's people manage only one another: anybody can become them.",
                status=403,
                where="id",
                next_zh="用自己的管理员账号登录后再做。",
                next_en="Sign in with an administrator's own account.",
            )
        if not reading and demonstration.is_one_of_the_seven(person):
            raise Problem(
                "demonstration-person",
                zh=f"“{person.title}”是内置的演示人员，不能改成真人，也不能改动。",
                en=f"“{person.name}” belongs to the demonstration and stays as it is.",
                status=409,
                where="id",
                next_zh="新建一个账号；不再演示时运行 whose user drop-demonstration。",
                next_en="Create an account; whose user drop-demonstration removes the demonstration's people.",
            )

    def _forget(self) -> None:
        if self._known is not None:
            self._known.forget()


def _link(code: str) -> str:
    return f"/welcome#{code}"


def _mind_the_last(transaction: Transaction, before: Person) -> None:
    """Only who administered before can have been the last."""
    today = clock.today()
    if not before.demonstration and any(
        each.role is UserRole.ADMINISTRATOR and in_force(each.valid_from, each.valid_until, today)
        for each in before.holds(today)
    ):
        people.still_administered(transaction, today)


def _unknown_role(grant: str) -> Problem:
    return Problem(
        "unknown-role",
        zh=f"这个人没有编号为“{grant}”的角色。",
        en=f"This person has no role with the id “{grant}”.",
        status=404,
        where="grant",
        next_zh="在 /api/v1/people/{id} 的 grants 里查到编号。",
        next_en="Look the id up in `grants` at /api/v1/people/{id}.",
    )


def _disabled(person: Person) -> Problem:
    return Problem(
        "disabled-person",
        zh=f"“{person.title}”已停用，不能发一次性链接。",
        en=f"“{person.name}” is disabled and gets no one-time link.",
        status=409,
        where="id",
        next_zh="先启用。",
        next_en="Enable the account first.",
    )
