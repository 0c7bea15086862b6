"""The `whose` command."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from api.cli import ask, audit, conflicts, database, importing, learning, people, serve, tokens
from schema.problems import Problem

app = typer.Typer(
    name="whose",
    help="该谁管：谁负责什么的登记册 / Whose: the registry of who is responsible for what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def root() -> None:
    """该谁管 / Whose."""


database.register(app)
importing.register(app)
ask.register(app)
conflicts.register(app)
learning.register(app)
serve.register(app)
people.register(app)
tokens.register(app)
audit.register(app)


def run() -> None:
    """Run the command; a `Problem` becomes its sentences on standard error, never a traceback."""
    try:
        app()
    except Problem as problem:
        console = Console(stderr=True)
        for line in problem.lines():
            console.print(line, markup=False, highlight=False)
        sys.exit(problem.exit_code)
