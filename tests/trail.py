"""An audit trail for tests: deeds of nothing but themselves, and somebody who does them."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.audit import Deed, Done, perform
from graph.connection import Database
from schema.people import Actor, Means, UserRole

AT = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC)


def actor(name: str = "chen", role: UserRole = UserRole.ADMINISTRATOR) -> Actor:
    """Somebody signed in."""
    return Actor(
        person=f"person-{name}",
        name=name,
        roles=frozenset({role}),
        acting_as=role,
        means=Means.SESSION,
        credential="session-1",
        address="192.0.2.7",
    )


def deed(number: int, action: str = "person.change") -> Deed:
    """A deed with something personal in it."""
    phone = f"1380000{number:04}"
    return Deed(
        action, "Person", f"p{number % 3}", {"phone": None, "title": "王"}, {"phone": phone, "title": "王"}, "改号"
    )


def filled(database: Database, count: int, *, each: int = 1) -> None:
    """Do `count` deeds, `each` to a transaction."""
    for first in range(0, count, each):
        deeds = tuple(deed(first + i) for i in range(each))
        perform(database, actor(), lambda _, deeds=deeds: Done(None, deeds), at=AT)  # type: ignore[misc]
