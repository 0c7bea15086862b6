"""登录: `POST /api/v1/sessions` and one's own sessions, and who one is: `GET /api/v1/me`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api import clock
from api.openapi import problems
from api.security import sign_in
from api.security.permissions import RIGHTS
from api.state import Acting, Configured, Graph, Known
from graph import credentials, people
from schema.people import Actor, Grant, Person, SessionRecord, UserRole
from schema.problems import Problem

router = APIRouter(tags=["people"])

SessionId = Annotated[str, Path(max_length=40, description="编号，或 current / its id, or `current`")]


class Credentials(BaseModel):
    """What one signs in with: name and password, or a role of the demonstration."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(default=None, max_length=40)
    password: str | None = Field(default=None, max_length=200)
    demonstration: UserRole | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Credentials:
        by_password = self.name is not None and self.password is not None
        if by_password == (self.demonstration is not None) or (self.name is None) != (self.password is None):
            raise ValueError("name and password, or demonstration")
        return self


class Me(BaseModel):
    """Who is signed in, with the roles held today and what they allow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    title: str
    demonstration: bool
    roles: tuple[Grant, ...]
    rights: tuple[str, ...]


@router.post(
    "/sessions",
    summary="登录 / Sign in",
    status_code=201,
    response_model=Me,
    responses=problems(400, 429),
)
def create_session(
    request: Request, database: Graph, settings: Configured, known: Known, response: Response, shown: Credentials
) -> Me:
    """登录：成功后浏览器得到 HttpOnly 的会话 cookie；同一浏览器原来的会话随之结束。
    Sign in: the browser gets a session's cookie (HttpOnly); the session that it had before ends."""
    door = sign_in.Door(request, database, settings, known)
    if shown.demonstration is not None:
        begun = door.as_demonstration(shown.demonstration)
    else:
        begun = door.by_password(shown.name or "", shown.password or "")
    sign_in.keep(response, begun, settings)
    return me_of(begun.person, known.look_up(begun.secret))


@router.get("/me", summary="我是谁 / Who am I", response_model=Me, responses=problems())
def get_me(database: Graph, actor: Acting) -> Me:
    """当前登录的人、今天的角色、能做的事。The person signed in, the roles held today, and what they allow."""
    return me_of(people.required(database, actor.person), actor)


@router.get("/sessions", summary="我的登录 / My sessions", response_model=list[SessionRecord], responses=problems())
def list_sessions(database: Graph, settings: Configured, actor: Acting) -> list[SessionRecord]:
    """自己还有效的登录，最近用过的在前。One's own sessions that have not ended, the last used first."""
    idle = timedelta(minutes=settings.session_idle_minutes)
    found = credentials.sessions(database, actor.person, at=clock.now(), idle=idle)
    return [each.model_copy(update={"current": each.id == actor.credential}) for each in found]


@router.delete(
    "/sessions/{id}", summary="退出 / Sign out", status_code=204, response_model=None, responses=problems(404)
)
def delete_session(database: Graph, settings: Configured, actor: Acting, known: Known, id: SessionId) -> Response:
    """结束自己的一个登录；current 是当前这个。End one of one's own sessions; `current` is the one that asks."""
    current = id in ("current", actor.credential)
    ended = sign_in.end(database, actor, (actor.credential or "") if current else id, known)
    if not ended:
        raise unknown_session(id)
    response = Response(status_code=204)
    if current:
        sign_in.drop(response, settings)
    return response


def me_of(person: Person, actor: Actor | None) -> Me:
    """What one is told of oneself."""
    return Me(
        id=person.id,
        name=person.name,
        title=person.title,
        demonstration=person.demonstration,
        roles=person.holds(clock.today()),
        rights=tuple(right.name for right in RIGHTS if right.held_by(actor)),
    )


def unknown_session(id: str) -> Problem:
    """The problem of an id that none of the person's sessions has."""
    return Problem(
        "unknown-session",
        zh=f"没有编号为“{id}”的登录，或已结束。",
        en=f"There is no session with the id “{id}”, or it has ended.",
        status=404,
        where="id",
        next_zh="在 /api/v1/sessions 查到编号。",
        next_en="Look the id up at /api/v1/sessions.",
    )
