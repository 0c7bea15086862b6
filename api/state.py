"""What a request may reach: the application's database and settings, handed over rather than imported."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from api.security.identity import Identities
from graph.connection import Database
from graph.settings import Settings
from schema.people import Actor


def database(request: Request) -> Database:
    """The one connection of this application."""
    return cast(Database, request.app.state.database)


def settings(request: Request) -> Settings:
    """The settings it was started with."""
    return cast(Settings, request.app.state.settings)


Graph = Annotated[Database, Depends(database)]
Configured = Annotated[Settings, Depends(settings)]


def acting(request: Request) -> Actor:
    """Who asks, as the guard found them; only behind routes that need somebody (api/security/permissions.py)."""
    return cast(Actor, request.state.actor)


def identities(request: Request) -> Identities:
    """What remembers who is known; told to forget when an account, a session or a token changes."""
    return cast(Identities, request.app.state.identities)


Acting = Annotated[Actor, Depends(acting)]
Known = Annotated[Identities, Depends(identities)]
