"""`whose user …`: accounts and roles, at the machine."""

from __future__ import annotations

from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from api import clock
from api.cli.database import connected, user
from api.problems import invalid
from api.security import demonstration
from api.security.people import Administration, Change, Invited, grant_of
from graph import people
from graph.connection import Database
from graph.settings import Settings
from schema.people import AccountName, Grant, Person, UserRole, at_the_machine
from schema.problems import Problem

users = typer.Typer(name="user", help="人员：账号与角色 / People: accounts and roles.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="账号名 / the account's name")]
Department = Annotated[str | None, typer.Option(help="联络员的部门代码 / a liaison's department")]
Reason = Annotated[str | None, typer.Option(help="为什么，记入审计 / why, for the audit trail")]


@users.command()
def add(
    name: Name,
    title: Annotated[str, typer.Option(help="姓名 / the name that others see")],
    role: Annotated[list[UserRole] | None, typer.Option(help="角色，可重复 / a role, repeatable")] = None,
    department: Department = None,
) -> None:
    """新建账号，打印一次性链接 / Create an account and print its one-time link."""
    with connected(Settings.from_environment()) as database:
        try:
            TypeAdapter(AccountName).validate_python(name)
        except ValidationError as error:
            raise invalid([{**each, "loc": ("NAME",)} for each in error.errors()]) from None
        roles = tuple(_wanted(each, department) for each in role or ())
        made = _office(database).add(name, title, roles)
    _told(made)


@users.command("list")
def list_() -> None:
    """列出账号和今天的角色 / List the accounts with the roles held today."""
    table = Table("账号 / name", "姓名 / title", "角色 / roles", "状态 / state")
    with connected(Settings.from_environment()) as database:
        for person in people.list_people(database):
            roles = "\n".join(_role(grant) for grant in person.holds(clock.today()))
            state = "停用 / disabled" if person.disabled else "演示 / demonstration" if person.demonstration else ""
            table.add_row(person.name, person.title, roles, state)
    Console().print(table, markup=False)


@users.command()
def grant(
    name: Name, role: Annotated[UserRole, typer.Option(help="角色 / the role")], department: Department = None
) -> None:
    """从今天起给一个角色 / Give a role from today on."""
    with connected(Settings.from_environment()) as database:
        given = _office(database).grant(_person(database, name).id, _wanted(role, department))
    typer.echo(f"{name}: {_role(given)}")


@users.command("end-role")
def end_role(
    name: Name,
    role: Annotated[UserRole, typer.Option(help="角色 / the role")],
    department: Department = None,
    reason: Reason = None,
) -> None:
    """从今天起去掉一个角色 / Take a role away from today on."""
    with connected(Settings.from_environment()) as database:
        person = _person(database, name)
        held = [g for g in person.holds(clock.today()) if g.role is role and department in (None, g.department)]
        if not held:
            raise Problem(
                "unknown-role",
                zh=f"“{name}”今天没有这个角色。",
                en=f"“{name}” does not hold this role today.",
                next_zh="whose user list 列出各人的角色",
                next_en="whose user list shows who holds what",
            )
        for each in held:
            _office(database).end_grant(person.id, each.id, reason)
    typer.echo(f"已结束 / ended: {', '.join(_role(each) for each in held)}")


@users.command()
def invite(name: Name) -> None:
    """再打印一个一次性链接 / Print another one-time link."""
    with connected(Settings.from_environment()) as database:
        made = _office(database).invite(_person(database, name).id)
    _told(made)


@users.command()
def disable(name: Name, reason: Reason = None) -> None:
    """停用账号，其登录随即结束 / Disable an account; its sessions end."""
    _revise(name, disabled=True, reason=reason)


@users.command()
def enable(name: Name, reason: Reason = None) -> None:
    """重新启用账号 / Enable an account again."""
    _revise(name, disabled=False, reason=reason)


@users.command("drop-demonstration")
def drop_demonstration() -> None:
    """去掉演示人员（转为正式运行前）/ Remove the demonstration's people, before production."""
    with connected(Settings.from_environment()) as database:
        names = demonstration.remove(database, at_the_machine(user()), at=clock.now())
    typer.echo("已去掉 / removed: " + (", ".join(names) or "没有 / none"))


def _office(database: Database) -> Administration:
    return Administration(database, at_the_machine(user()))


def _person(database: Database, name: str) -> Person:
    found = people.account(database, name)
    if found is None:
        raise people.unknown_person(name)
    return found.person


def _wanted(role: UserRole, department: str | None) -> Grant:
    return grant_of(role, department if role is UserRole.LIAISON else None, None, None)


def _revise(name: str, *, disabled: bool, reason: str | None) -> None:
    with connected(Settings.from_environment()) as database:
        _office(database).change(_person(database, name).id, Change(disabled=disabled, reason=reason))
    typer.echo(f"{name}: {'停用 / disabled' if disabled else '启用 / enabled'}")


def _role(grant: Grant) -> str:
    until = f" → {grant.valid_until}" if grant.valid_until else ""
    return f"{grant.role}{f' ({grant.department})' if grant.department else ''}{until}"


def _told(made: Invited) -> None:
    typer.echo(f"{made.person.name}：在网页地址后接上它，24 小时内有效，只能用一次 / append it to the site's address:")
    typer.echo(made.invitation)


def register(app: typer.Typer) -> None:
    """Add these commands to `whose`."""
    app.add_typer(users)
