"""What intake reads from the registry and what it gives back: names and words, confirmed sayings, learnt models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graph.audit import Deed, Done, perform
from graph.connection import Database
from graph.transactions import Transaction, run
from schema.people import Actor
from schema.registry import Factor, FactorValue, IssueType, Location


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether anything changed: the registry's version, and the learnt model in use with its calibration."""

    registry: int
    model: str | None
    calibration: str | None
    until: datetime | None

    def __str__(self) -> str:
        return f"{self.registry}/{self.model or ''}"


@dataclass(frozen=True, slots=True)
class Said:
    """A text that may be learnt from, what it was about, and when; `confirmed` by an operator, else a precedent's."""

    text: str
    issue_type: str
    location: str | None
    at: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Words:
    """All live names and words; `factors` maps an issue type to the factors that its own duties in force name."""

    locations: tuple[Location, ...]
    issue_types: tuple[IssueType, ...]
    factors: tuple[Factor, ...]
    factors_of: dict[str, frozenset[str]]


def stamp(database: Database) -> Stamp:
    """One cheap round trip."""
    row = database.read("read_vocabulary_stamp")[0]
    until = row["until"].to_native() if row["until"] is not None else None
    return Stamp(row["registry"], row["model"], row["calibration"], until)


def words(database: Database, on: date) -> Words:
    """Everything live, with the factors of duties in force on a day."""
    rows = database.read("list_vocabulary_issue_types", on=on)
    issue_types = tuple(
        IssueType.model_construct(
            code=r["code"],
            name=r["name"],
            definition=r["definition"],
            terms=tuple(r["terms"]),
            parents=tuple(r["parents"]),
        )
        for r in rows
    )
    return Words(
        tuple(_location(r) for r in database.read("list_vocabulary_places")),
        issue_types,
        tuple(
            Factor(
                code=r["code"],
                name=r["name"],
                question=r["question"],
                values=tuple(FactorValue(value=v, label=s) for v, s in zip(r["values"], r["labels"], strict=True)),
            )
            for r in database.read("list_vocabulary_factors")
        ),
        _with_inherited({r["code"]: (r["parents"], frozenset(r["factors"])) for r in rows}),
    )


def _location(row: Any) -> Location:
    return Location.model_construct(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        within=tuple(row["within"]),
        facts=(),
        division=row["division"],
        outline=None,
        source="",
    )


def _with_inherited(own: dict[str, tuple[Sequence[str], frozenset[str]]]) -> dict[str, frozenset[str]]:
    """A duty covers what is below its issue type, so its factors matter there too."""

    def of(code: str, seen: frozenset[str]) -> frozenset[str]:
        parents, factors = own.get(code, ((), frozenset()))
        above = (of(parent, seen | {parent}) for parent in parents if parent not in seen)
        return factors.union(*above)

    return {code: of(code, frozenset({code})) for code in own}


def said(database: Database, until: datetime) -> list[Said]:
    """Precedents' words and confirmed sayings recorded before an instant."""
    rows = database.read("list_vocabulary_cases", until=until)
    return [Said(r["text"], r["issue_type"], r["location"], r["at"], r["confirmed"]) for r in rows]


def record_saying(
    transaction: Transaction, saying: dict[str, object], proposals: Sequence[dict[str, str]], at: datetime
) -> tuple[Deed, ...]:
    """Keep a saying (its text masked already) and propose words."""
    run(transaction, "record_saying", {"saying": saying, "proposals": list(proposals), "at": at})
    told = {name: saying[name] for name in ("issue_type", "location") if saying[name] is not None}
    before = {name: saying[f"understood_{name}"] for name in told}
    return (Deed("saying.correct", "Saying", str(saying["id"]), before=before, after=told),)


def proposed_terms(database: Database, limit: int = 200) -> list[dict[str, Any]]:
    """Words proposed to the steward, the most often met first."""
    return [row.data() for row in database.read("list_proposed_terms", limit=limit)]


def record_model(database: Database, actor: Actor, model: dict[str, object], at: datetime, *, active: bool) -> None:
    """Keep a learnt model's version; with `active` it is used from now on."""

    def work(transaction: Transaction) -> Done[None]:
        run(transaction, "record_intake_model", {"model": model, "at": at, "active": active})
        after = {"active": active, "cases": model["cases"], "report": model["report"]}
        return Done(None, (Deed("model.learn", "IntakeModel", str(model["version"]), after=after),))

    perform(database, actor, work, at=at)


def activate_model(database: Database, actor: Actor, version: str | None, at: datetime) -> bool:
    """Use an earlier model again, or (None) the one that comes with the program; False where there is none such."""

    def work(transaction: Transaction) -> Done[bool]:
        found = bool(run(transaction, "activate_intake_model", {"version": version})[0]["found"])
        deed = Deed("model.use", "IntakeModel", version or "cold-start")
        return Done(found, (deed,) if found else ())

    return perform(database, actor, work, at=at)


def models(database: Database) -> list[dict[str, Any]]:
    """Learnt models, newest first."""
    return [row.data() for row in database.read("list_intake_models")]
