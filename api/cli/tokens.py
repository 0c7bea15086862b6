"""`whose token …`: keys for programs, made, listed and revoked at the machine."""

from __future__ import annotations

from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from api import clock
from api.cli.database import connected, user
from api.problems import invalid
from api.security import tokens
from graph import credentials
from graph.settings import Settings
from schema.people import UserRole, at_the_machine

token = typer.Typer(name="token", help="令牌：给程序用的钥匙 / Tokens: the keys of programs.", no_args_is_help=True)


@token.command()
def create(
    role: Annotated[UserRole, typer.Option(help="角色 / the role it acts in")],
    name: Annotated[str | None, typer.Option(help="给谁用 / what it is for")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="只要这项权限，可重复 / only this right of the role, repeatable")
    ] = None,
    department: Annotated[str | None, typer.Option(help="联络员的部门代码 / a liaison's department")] = None,
    days: Annotated[int, typer.Option(help="有效天数，最多 366 / days until it ends")] = tokens.DAYS,
) -> None:
    """新建令牌，标准输出只有密文这一行 / Make a token; standard output is its secret alone."""
    told = {"name": name or f"{user()} {role}", "role": role, "department": department, "days": days}
    try:
        wanted = tokens.NewToken.model_validate({**told, "rights": only or None})
    except ValidationError as error:
        raise invalid(error.errors()) from None
    with connected(Settings.from_environment()) as database:
        made = tokens.create(database, at_the_machine(user()), wanted)
    ends = made.ends_at.astimezone(clock.SHANGHAI)
    typer.echo(f"{made.name}（{made.role}）{made.id}，{ends:%Y-%m-%d} 到期 / ends then", err=True)
    typer.echo("密文只显示这一次 / the secret is shown this once:", err=True)
    typer.echo(made.secret)


@token.command("list")
def list_() -> None:
    """列出令牌 / List the tokens."""
    table = Table("编号 / id", "名称 / name", "角色 / role", "权限 / rights", "到期 / ends", "最近使用 / used")
    with connected(Settings.from_environment()) as database:
        for each in credentials.tokens(database):
            used = f"{each.used_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if each.used_at else ""
            ends = f"{each.ends_at.astimezone(clock.SHANGHAI):%Y-%m-%d}"
            if each.revoked_at is not None:
                ends = "已撤销 / revoked"
            role = f"{each.role} ({each.department})" if each.department else str(each.role)
            table.add_row(each.id, each.name, role, " ".join(each.rights or ()), ends, used)
    Console().print(table, markup=False)


@token.command()
def revoke(token_id: Annotated[str, typer.Argument(metavar="ID", help="编号 / its id")]) -> None:
    """立即撤销一个令牌 / Revoke a token at once."""
    with connected(Settings.from_environment()) as database:
        revoked = tokens.revoke(database, at_the_machine(user()), token_id)
    typer.echo(f"已撤销 / revoked: {revoked.name}")


def register(app: typer.Typer) -> None:
    """Add these commands to `whose`."""
    app.add_typer(token)
