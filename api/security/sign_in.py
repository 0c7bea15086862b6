"""Signing in and out: what proves a person, the session that follows, and the cookies that carry it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from fastapi import Request, Response

from api import clock
from api.security import demonstration, passwords
from api.security.guard import address_of
from api.security.identity import DEVICE_COOKIE, Identities, session_cookie
from graph import credentials, people, throttle
from graph.audit import Deed, Done, perform
from graph.connection import Database
from graph.settings import Settings
from graph.transactions import Transaction
from schema.people import Actor, Means, Person, SessionRecord, UserRole
from schema.problems import Problem

log = logging.getLogger(__name__)

BROWSER_SHOWN = 200
"""Characters kept of what a browser calls itself, by which its owner recognises a session."""


@dataclass(frozen=True)
class SignedIn:
    """A session that has just begun, with the secrets for the browser's cookies."""

    person: Person
    session: SessionRecord
    secret: str
    device: str | None = None


class Door:
    """Lets people in, for one request. In production only over TLS: every way raises `https-required` without."""

    def __init__(self, request: Request, database: Database, settings: Settings, identities: Identities) -> None:
        self._request = request
        self._database = database
        self._settings = settings
        self._identities = identities

    def by_password(self, name: str, password: str) -> SignedIn:
        """Sign in; the problem is the same, and takes as long, whether the name or the password is wrong.

        Raises `wrong-credentials` (401) and `too-many-tries` (429).
        """
        self._over_tls()
        at = clock.now()
        account = people.account(self._database, name)
        counted, known = self._counted(name, account, at)
        right, newer = passwords.check(password, account.password if account else None)
        if account is None or not right or account.person.disabled:
            throttle.failed(self._database, counted, at=at)
            log.warning("sign-in refused")
            raise _wrong()
        if newer:
            people.rehash_password(self._database, account.person.id, newer)
        device = known or credentials.new_secret()
        person = account.person

        def remember(transaction: Transaction) -> tuple[Deed, ...]:
            throttle.succeeded(transaction, person, counted, device, at=at)
            return ()

        return self._begin(person, "password", remember, device)

    def as_demonstration(self, role: UserRole) -> SignedIn:
        """Sign in as the demonstration's person of a role; nobody proves anything, so never in production.

        Raises `no-demonstration` (403).
        """
        found = None
        if self._settings.env != "production":
            found = people.account(self._database, demonstration.name_of(role))
        if found is None or not found.person.demonstration or found.person.disabled:
            raise _no_demonstration()
        return self._begin(found.person, "demonstration")

    def by_invitation(self, code: str, password: str) -> SignedIn:
        """Choose a password with a one-time code, and be signed in. Raises `unknown-invitation` and `weak-password`."""
        self._over_tls()
        at = clock.now()
        person = credentials.invited(self._database, code, at=at)
        if person is None:
            raise _unknown_invitation()
        passwords.strong_enough(password, person.name)
        hashed = passwords.hashed(password)

        def choose(transaction: Transaction) -> tuple[Deed, ...]:
            if not credentials.accept_invitation(transaction, code, at=at):
                raise _unknown_invitation()
            return people.set_password(transaction, person, hashed, keep_session=None).deeds

        return self._begin(person, "invitation", choose)

    def change_password(self, actor: Actor, old: str, new: str) -> None:
        """Another password for who is signed in; all their other sessions end. Wrong tries count as those to sign in.

        Raises `wrong-old-password`, `weak-password` and `too-many-tries`.
        """
        self._over_tls()
        at = clock.now()
        account = people.account_of(self._database, actor.person)
        if account is None:
            raise people.unknown_person(actor.person)
        person = account.person
        counted, _ = self._counted(person.name, account, at)
        if not passwords.check(old, account.password)[0]:
            throttle.failed(self._database, counted, at=at)
            raise _wrong_old()
        passwords.strong_enough(new, person.name)
        hashed = passwords.hashed(new)
        perform(
            self._database,
            actor,
            lambda tx: people.set_password(tx, person, hashed, keep_session=actor.credential),
            at=at,
        )
        self._identities.forget()

    def _counted(
        self, name: str, account: people.Account | None, at: datetime
    ) -> tuple[tuple[throttle.Counter, ...], str | None]:
        """What a wrong password counts for, and the browser's secret where it is known for this account.

        Raises `too-many-tries`.
        """
        shown = self._request.cookies.get(DEVICE_COOKIE)
        known = shown if throttle.knows(self._database, account, shown, at=at) else None
        counted = throttle.counters(name, address_of(self._request), known)
        wait = throttle.wait(self._database, counted, at=at)
        if wait is not None:
            raise _too_many(wait)
        return counted, known

    def _over_tls(self) -> None:
        if self._settings.env == "production" and self._request.url.scheme != "https":
            raise Problem(
                "https-required",
                zh="正式运行时不能在明文 HTTP 上登录。",
                en="In production nobody signs in over plain HTTP.",
                status=403,
                next_zh="用 https:// 打开；若前面有代理，请管理员按 docs/operations.md 设置 WHOSE_TRUSTED_PROXIES。",
                next_en="Open the https:// address; behind a proxy, set WHOSE_TRUSTED_PROXIES (docs/operations.md).",
            )

    def _begin(
        self,
        person: Person,
        way: str,
        first: Callable[[Transaction], tuple[Deed, ...]] = lambda _: (),
        device: str | None = None,
    ) -> SignedIn:
        """A new session under a new secret; the one that this browser had ends, so that none can be planted."""
        at = clock.now()
        session = SessionRecord(
            id=str(uuid4()),
            started_at=at,
            seen_at=at,
            ends_at=at + timedelta(hours=self._settings.session_hours),
            address=address_of(self._request),
            browser=self._request.headers.get("user-agent", "")[:BROWSER_SHOWN] or None,
        )
        secret = credentials.new_secret()
        before = self._request.cookies.get(session_cookie(self._settings))

        def work(transaction: Transaction) -> Done[SessionRecord]:
            deeds = first(transaction)
            begun = credentials.start_session(transaction, person, session, secret, ending=before, way=way)
            return Done(session, (*deeds, *begun.deeds))

        perform(self._database, _actor(person, session), work, at=at)
        self._identities.forget()
        return SignedIn(person, session, secret, device)


def keep(response: Response, signed_in: SignedIn, settings: Settings) -> None:
    """Give the browser its cookies: the session's goes when it is closed, as desks are shared."""
    secure = settings.env == "production"
    response.set_cookie(session_cookie(settings), signed_in.secret, httponly=True, samesite="lax", secure=secure)
    if signed_in.device is not None:
        age = throttle.DEVICE_DAYS * 24 * 3600
        response.set_cookie(
            DEVICE_COOKIE, signed_in.device, max_age=age, httponly=True, samesite="strict", secure=secure
        )
    response.headers["Cache-Control"] = "no-store"


def end(database: Database, actor: Actor, session_id: str, identities: Identities) -> bool:
    """End one of one's own sessions; False where there is none of that id."""
    at = clock.now()
    person = people.required(database, actor.person)
    ended = perform(database, actor, lambda tx: credentials.end_session(tx, person, session_id, at=at), at=at)
    identities.forget()
    return ended


def drop(response: Response, settings: Settings) -> None:
    """Take the session's cookie back."""
    response.delete_cookie(session_cookie(settings), httponly=True, samesite="lax", secure=settings.env == "production")
    response.headers["Cache-Control"] = "no-store"


def _actor(person: Person, session: SessionRecord) -> Actor:
    return Actor(
        person=person.id,
        name=person.name,
        title=person.title,
        roles=frozenset(grant.role for grant in person.holds(clock.today())),
        means=Means.SESSION,
        credential=session.id,
        address=session.address,
        demonstration=person.demonstration,
    )


def _wrong() -> Problem:
    return Problem(
        "wrong-credentials",
        zh="账号或密码不对。",
        en="The name or the password is wrong.",
        status=401,
        next_zh="检查大小写和输入法后再试；忘了密码请管理员重发一次性链接。",
        next_en="Check the keyboard and try again; an administrator can send a new one-time link.",
    )


def _wrong_old() -> Problem:
    return Problem(
        "wrong-old-password",
        zh="原密码不对。",
        en="The old password is wrong.",
        status=422,
        where="old",
        next_zh="检查大小写和输入法后再试；忘了请管理员发一次性链接。",
        next_en="Check the keyboard and try again; an administrator can send a one-time link.",
    )


def _too_many(wait: timedelta) -> Problem:
    minutes = max(1, round(wait.total_seconds() / 60))
    return Problem(
        "too-many-tries",
        zh=f"这里试错太多次了，请 {minutes} 分钟后再试。",
        en=f"There were too many failed tries here; try again in {minutes} minutes.",
        status=429,
        next_zh="从前用这台电脑登录过的人不受影响；急用请管理员重发一次性链接。",
        next_en="Whoever has signed in with this browser before is not affected; an administrator can send a link.",
    )


def _no_demonstration() -> Problem:
    return Problem(
        "no-demonstration",
        zh="这里没有演示账号。",
        en="There are no demonstration people here.",
        status=403,
        where="demonstration",
        next_zh="用账号和密码登录。",
        next_en="Sign in with a name and a password.",
    )


def _unknown_invitation() -> Problem:
    return Problem(
        "unknown-invitation",
        zh="这个一次性链接不对、已用过或已过期。",
        en="This one-time link is wrong, was used or has ended.",
        status=404,
        where="code",
        next_zh="请管理员再发一个。",
        next_en="Ask an administrator for another.",
    )
