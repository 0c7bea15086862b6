"""The page of a one-time link: choose a password, and be signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from api import language
from api.console import templating
from api.problems import invalid
from api.security import sign_in
from api.state import Configured, Graph, Known
from schema.people import Password
from schema.problems import Problem

router = APIRouter(include_in_schema=False)

_PASSWORD: TypeAdapter[str] = TypeAdapter(Password)


class Filled(BaseModel):
    """What the form sends."""

    model_config = ConfigDict(frozen=True)

    code: str = ""
    password: str = ""
    again: str = ""


@router.get("/welcome")
def show_welcome(request: Request) -> Response:
    """The form; a script fills in the code from behind the # of the address."""
    return _form(request, Filled())


@router.post("/welcome")
def take_welcome(
    request: Request, database: Graph, settings: Configured, known: Known, filled: Annotated[Filled, Form()]
) -> Response:
    """Set the password and go to the first page; or the form again, with what is wrong."""
    try:
        _check(filled)
        door = sign_in.Door(request, database, settings, known)
        begun = door.by_invitation(filled.code.strip(), filled.password)
    except Problem as problem:
        return _form(request, filled, problem)
    response = RedirectResponse("/", status_code=303)
    sign_in.keep(response, begun, settings)
    return response


def _check(filled: Filled) -> None:
    try:
        _PASSWORD.validate_python(filled.password)
    except ValidationError as error:
        raise invalid([{**each, "loc": ("password",)} for each in error.errors()]) from None
    if filled.again != filled.password:
        raise Problem(
            "passwords-differ",
            zh="两次输入的密码不一样。",
            en="The two passwords differ.",
            status=422,
            where="again",
            next_zh="再输一遍。",
            next_en="Type them again.",
        )


def _form(request: Request, filled: Filled, problem: Problem | None = None) -> Response:
    context = {
        "code": filled.code,
        "problem": problem.document(language.of_page(request)) if problem else None,
    }
    headers = {"Cache-Control": "no-store"}
    return templating.page(request, "welcome.html", context, status=problem.status if problem else 200, headers=headers)
