"""人员: `/api/v1/people`, one's own password, and the first password by a one-time link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api import paging
from api.openapi import problems
from api.repeats import Repeats
from api.routes.sessions import Me, me_of, unknown_session
from api.security import sign_in
from api.security.people import Administration, Change, Invited, grant_of, untold
from api.state import Acting, Configured, Graph, Known
from graph import people
from schema.catalogue import Page
from schema.people import AccountName, Grant, Password, Person, SessionRecord, UserRole
from schema.registry import Code

router = APIRouter(tags=["people"])

MOST_ROLES = 20
Id = Annotated[str, Path(max_length=40, description="编号 / id")]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    Field(description="姓名 / the name that others see", examples=["王敏"]),
]
Reason = Annotated[str | None, Field(max_length=200, description="原因，记入审计 / why, for the audit trail")]


class NewGrant(BaseModel):
    """A role to give, from today unless said; a liaison's names its department."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: UserRole
    department: Code | None = None
    valid_from: date | None = None
    valid_until: date | None = Field(default=None, description="这一天起不再有 / gone from this day on")

    def grant(self) -> Grant:
        """As it is kept; see `grant_of` for what is wrong with it."""
        return grant_of(self.role, self.department, self.valid_from, self.valid_until)


class NewPerson(BaseModel):
    """Somebody who is to have an account."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: AccountName
    title: Title
    roles: tuple[NewGrant, ...] = Field(default=(), max_length=MOST_ROLES)


class PersonChange(BaseModel):
    """What is to change; what is left out stays. An empty `single_sign_on` takes it away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title | None = None
    disabled: bool | None = None
    single_sign_on: str | None = Field(
        default=None, max_length=255, description="先记下，还不能用它登录 / kept; nobody signs in by it yet"
    )
    reason: Reason = None


class NoBody(BaseModel):
    """Nothing is asked beyond the address."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PasswordChange(BaseModel):
    """The password as it is, and as it is to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    old: str = Field(max_length=200)
    new: Password


class Welcome(BaseModel):
    """The code of a one-time link (what follows the #), and the password chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(max_length=200)
    password: Password


class Wanted(paging.Cut):
    """Which people."""

    q: str = Field(default="", max_length=100, description="姓名或账号 / title or account name")


@router.get("/people", summary="人员列表 / People", responses=problems(400))
def list_everybody(database: Graph, wanted: Annotated[Wanted, Query()]) -> Page[Person]:
    """所有账号，按账号名；含停用的和过往的角色。All accounts by name, with disabled ones and with past roles."""
    after = ""
    if wanted.cursor is not None:
        position = paging.decode(wanted.cursor)
        if not isinstance(position, str):
            raise paging.bad_cursor()
        after = position
    found = [each for each in matching(people.list_people(database), wanted.q) if each.name > after]
    items = tuple(found[: wanted.limit])
    return Page[Person](items=items, next=paging.encode(items[-1].name) if len(found) > len(items) else None)


def matching(everybody: list[Person], q: str) -> list[Person]:
    """Those whose name or title has these words in it."""
    words = q.lower().split()
    return [each for each in everybody if all(word in f"{each.name} {each.title}".lower() for word in words)]


@router.post(
    "/people",
    summary="新建人员 / A new person",
    status_code=201,
    response_model=Invited,
    responses=problems(400, 404, 409),
)
def create_person(database: Graph, actor: Acting, repeats: Repeats, new: NewPerson) -> Invited:
    """建账号并给一次性链接（只给这一次，24 小时内有效）；本人用它设密码。
    An account and its one-time link, told only here and good for 24 hours, with which its owner chooses a password."""
    grants = tuple(each.grant() for each in new.roles)
    return Administration(database, actor).add(new.name, new.title, grants, repeats.of(Invited, new, untold))


@router.get("/people/{id}", summary="一个人 / One person", responses=problems(404))
def get_person(database: Graph, id: Id) -> Person:
    """一个账号和它的全部角色。One account with all its roles."""
    return people.required(database, id)


@router.patch(
    "/people/{id}", summary="修改、停用、启用 / Change or disable a person", responses=problems(400, 404, 409)
)
def change_person(database: Graph, actor: Acting, known: Known, id: Id, change: PersonChange) -> Person:
    """没写的不变；停用立即结束他的全部登录。What is left out stays; disabling ends all sessions at once."""
    return Administration(database, actor, known).change(id, Change(**change.model_dump()))


@router.post(
    "/people/{id}/roles",
    summary="给角色 / Give a role",
    status_code=201,
    response_model=Grant,
    responses=problems(400, 404, 409),
)
def give_role(database: Graph, actor: Acting, known: Known, repeats: Repeats, id: Id, new: NewGrant) -> Grant:
    """立即生效，或从起日起。In force at once, or from its first day on."""
    return Administration(database, actor, known).grant(id, new.grant(), repeats.of(Grant, new))


@router.delete(
    "/people/{id}/roles/{grant}",
    summary="收回角色 / End a role",
    status_code=204,
    response_model=None,
    responses=problems(404, 409),
)
def end_role(database: Graph, actor: Acting, known: Known, id: Id, grant: Id) -> Response:
    """从今天起不再有；还没开始的就取消。Gone from today on; one that has not begun is taken back."""
    Administration(database, actor, known).end_grant(id, grant)
    return Response(status_code=204)


@router.post(
    "/people/{id}/invitations",
    summary="一次性链接 / A one-time link",
    status_code=201,
    response_model=Invited,
    responses=problems(400, 404, 409),
)
def invite_person(database: Graph, actor: Acting, known: Known, repeats: Repeats, id: Id) -> Invited:
    """给忘了密码的人；之前的链接作废，原密码在设新密码前仍可用。
    For whoever forgot the password; the link before ends, and the password stays until another is chosen."""
    return Administration(database, actor, known).invite(id, repeats.of(Invited, NoBody(), untold))


@router.get("/people/{id}/sessions", summary="某人的登录 / Somebody's sessions", responses=problems(404))
def list_sessions_of(database: Graph, settings: Configured, actor: Acting, id: Id) -> list[SessionRecord]:
    """含地址和浏览器，属个人信息：看了会记入审计。With addresses and browsers, which are personal: the reading is
    recorded in the audit trail."""
    return Administration(database, actor).sessions(id, timedelta(minutes=settings.session_idle_minutes))


@router.delete(
    "/people/{id}/sessions/{session}",
    summary="结束某人的登录 / End somebody's session",
    status_code=204,
    response_model=None,
    responses=problems(404),
)
def end_session_of(database: Graph, actor: Acting, known: Known, id: Id, session: Id) -> Response:
    """立即生效。At once."""
    if not Administration(database, actor, known).end_session(id, session):
        raise unknown_session(session)
    return Response(status_code=204)


@router.put(
    "/me/password",
    summary="改密码 / Change one's password",
    status_code=204,
    response_model=None,
    responses=problems(400, 429),
)
def change_password(
    request: Request, database: Graph, settings: Configured, known: Known, actor: Acting, change: PasswordChange
) -> Response:
    """结束自己其余的登录；原密码试错和登录一样计数。Ends one's other sessions; wrong tries count as at sign-in."""
    sign_in.Door(request, database, settings, known).change_password(actor, change.old, change.new)
    return Response(status_code=204)


@router.post(
    "/welcome",
    summary="用一次性链接设密码 / The first password",
    status_code=201,
    response_model=Me,
    responses=problems(400, 404),
)
def take_welcome(
    request: Request, database: Graph, settings: Configured, known: Known, response: Response, given: Welcome
) -> Me:
    """设密码并登录；链接随即作废。Choose a password and be signed in; the link ends with it."""
    begun = sign_in.Door(request, database, settings, known).by_invitation(given.code, given.password)
    sign_in.keep(response, begun, settings)
    return me_of(begun.person, known.look_up(begun.secret))
