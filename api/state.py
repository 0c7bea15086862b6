"""What a request may reach: the application's database and settings, handed over rather than imported."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from graph.connection import Database
from graph.settings import Settings


def database(request: Request) -> Database:
    """The one connection of this application."""
    return cast(Database, request.app.state.database)


def settings(request: Request) -> Settings:
    """The settings it was started with."""
    return cast(Settings, request.app.state.settings)


Graph = Annotated[Database, Depends(database)]
Configured = Annotated[Settings, Depends(settings)]
