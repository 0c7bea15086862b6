"""The registry's CSV lists (haikou/registry/FORMAT.md): which columns each has, and how their cells are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph.content import Entry
from importers import cells
from importers.cells import Parser
from schema.registry import (
    Authority,
    Department,
    DepartmentKind,
    Exercise,
    Factor,
    FactorValue,
    IssueType,
    Level,
    Location,
    Mandate,
    Precedent,
    Rank,
    Role,
    Statute,
    Succession,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the file, how its cells are read, and the model's field where that has another name."""

    name: str
    parse: Parser = cells.text
    required: bool = False
    field: str = ""

    @property
    def target(self) -> str:
        return self.field or self.name


@dataclass(frozen=True, slots=True)
class Format:
    """One list: its columns, the model a row becomes, and which day must come before which."""

    model: Callable[..., Entry]
    columns: tuple[Column, ...]
    ordered: tuple[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _factor(values: tuple[tuple[str, str], ...], **others: Any) -> Factor:
    return Factor(values=tuple(FactorValue(value=value, label=label) for value, label in values), **others)


_code = Column("code", cells.code, required=True)
_name = Column("name", required=True)
_aliases = Column("aliases", cells.words)
_level = Column("level", cells.one_of(Level), required=True)
_source = Column("source")
_valid_from = Column("valid_from", cells.day, required=True)
_valid_until = Column("valid_until", cells.day)
_conditions = Column("conditions", cells.pairs)
_VALIDITY = ("valid_from", "valid_until")

FORMATS: dict[str, Format] = {
    "locations": Format(
        Location,
        (
            _code,
            _name,
            _aliases,
            Column("kind", required=True),
            Column("within", cells.codes, required=True),
            Column("facts", cells.pairs),
            _source,
        ),
    ),
    "authorities": Format(Authority, (_code, _name, _aliases, _level, Column("description"))),
    "departments": Format(
        Department,
        (
            _code,
            _name,
            _aliases,
            Column("kind", cells.one_of(DepartmentKind), required=True),
            _level,
            Column("part_of", cells.code),
            Column("serves", cells.code, required=True),
            _valid_from,
            _valid_until,
            _source,
        ),
        _VALIDITY,
    ),
    "exercises": Format(
        Exercise,
        (
            Column("department", cells.code, required=True),
            Column("authority", cells.code, required=True),
            _valid_from,
            _valid_until,
            _source,
        ),
        _VALIDITY,
    ),
    "successions": Format(
        Succession,
        (
            Column("department", cells.code, required=True),
            Column("successor", cells.code, required=True),
            Column("on", cells.day, required=True),
            Column("authorities", cells.codes),
            Column("note"),
        ),
    ),
    "issue_types": Format(
        IssueType,
        (
            _code,
            _name,
            Column("parent", cells.codes, field="parents"),
            Column("definition"),
            Column("terms", cells.words),
            Column("emergency", cells.code),
            Column("response_minutes", cells.number),
            Column("resolve_hours", cells.number),
        ),
    ),
    "factors": Format(
        _factor,
        (
            _code,
            _name,
            Column("question", required=True),
            Column("values", cells.labelled_values, required=True),
            Column("explanation"),
        ),
    ),
    "statutes": Format(
        Statute,
        (
            _code,
            Column("title", required=True),
            Column("rank", cells.one_of(Rank), required=True),
            Column("issuer"),
            Column("enacted", cells.day),
            Column("effective", cells.day),
            Column("repealed", cells.day),
            Column("file"),
        ),
        ("effective", "repealed"),
    ),
    "mandates": Format(
        Mandate,
        (
            _code,
            Column("authority", cells.code, required=True),
            Column("issue_type", cells.code, required=True),
            Column("within", cells.code, required=True, field="location"),
            Column("role", cells.one_of(Role), required=True),
            _conditions,
            Column("statute", cells.code, required=True),
            Column("article"),
            Column("quote"),
            _valid_from,
            _valid_until,
            Column("note"),
        ),
        _VALIDITY,
    ),
    "precedents": Format(
        Precedent,
        (
            _code,
            Column("title", required=True),
            Column("facts"),
            Column("issue_type", cells.code, required=True),
            Column("place", cells.code, required=True, field="location"),
            _conditions,
            Column("department", cells.code, required=True),
            Column("ruled_on", cells.day, required=True),
            Column("ruled_by"),
            Column("reason"),
            _source,
        ),
    ),
}
"""Every list of the registry format, by the file's name without `.csv`."""
