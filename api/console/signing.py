"""The sign-in page, and signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from api import language
from api.console import templating
from api.security import demonstration, sign_in
from api.state import Acting, Configured, Graph, Known
from graph import people
from graph.connection import Database
from graph.settings import Settings
from schema.people import UserRole
from schema.problems import Problem

router = APIRouter(include_in_schema=False)


class Filled(BaseModel):
    """What the form sends: name and password, or a role of the demonstration."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    password: str = ""
    demonstration: UserRole | None = None
    next: str = "/"


@router.get("/sign-in")
def show_sign_in(
    request: Request, database: Graph, settings: Configured, next: Annotated[str, Query(max_length=2000)] = "/"
) -> Response:
    """The form; with the demonstration city a button for each role."""
    return _form(request, database, settings, Filled(next=next))


@router.post("/sign-in")
def take_sign_in(
    request: Request, database: Graph, settings: Configured, known: Known, filled: Annotated[Filled, Form()]
) -> Response:
    """Sign in and go where the visitor wanted to go; or the form again, with what is wrong."""
    door = sign_in.Door(request, database, settings, known)
    try:
        if filled.demonstration is not None:
            begun = door.as_demonstration(filled.demonstration)
        else:
            begun = door.by_password(filled.name.strip().lower(), filled.password)
    except Problem as problem:
        return _form(request, database, settings, filled, problem)
    response = RedirectResponse(local(filled.next), status_code=303)
    sign_in.keep(response, begun, settings)
    return response


@router.post("/sign-out")
def take_sign_out(database: Graph, settings: Configured, known: Known, actor: Acting) -> Response:
    """End the session and go back to the door."""
    sign_in.end(database, actor, actor.credential or "", known)
    response = RedirectResponse("/sign-in", status_code=303)
    sign_in.drop(response, settings)
    return response


def local(address: str) -> str:
    """An address of this site, or the first page: nobody is sent elsewhere after signing in."""
    if address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable():
        return address
    return "/"


def _form(
    request: Request, database: Database, settings: Settings, filled: Filled, problem: Problem | None = None
) -> Response:
    roles: list[str] = []
    if settings.env != "production":
        there = {person.name for person in people.list_people(database) if person.demonstration}
        roles = [role.value for role in UserRole if demonstration.name_of(role) in there]
    context = {
        "next": local(filled.next),
        "name": filled.name,
        "demonstration": roles,
        "problem": problem.document(language.of_page(request)) if problem else None,
    }
    headers = {"Cache-Control": "no-store"}
    return templating.page(request, "sign_in.html", context, status=problem.status if problem else 200, headers=headers)
