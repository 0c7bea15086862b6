"""Reading the registry entry by entry: lists with filters and search, and single entries, on both clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from graph import words
from graph.connection import Database
from graph.nearest import unknown
from schema import catalogue as entries

EntryT = TypeVar("EntryT", bound=BaseModel)
DetailT = TypeVar("DetailT", bound=BaseModel)
MOST_FOUND = 1000  # what a search ranks at most; nobody pages further than that
SIMILAR = 10  # the tier of what merely resembles what was typed
MOST_SIMILAR = 20


@dataclass(frozen=True)
class Kind(Generic[EntryT, DetailT]):
    """One kind of entry: its label, its queries and what its rows become. `names` is the index of a hub's names,
    `text` that of a text; `filters` are the parameters that its list query knows."""

    label: str
    plural: str
    entry: type[EntryT]
    detail: type[DetailT]
    filters: tuple[str, ...] = ()
    names: str | None = None
    text: str | None = None
    describe: str | None = None


DEPARTMENTS = Kind(
    "Department", "departments", entries.DepartmentEntry, entries.DepartmentDetail,
    ("on", "kind", "level", "part_of", "serves"), names="department_names", describe="describe_department",
)  # fmt: skip
AUTHORITIES = Kind(
    "Authority", "authorities", entries.AuthorityEntry, entries.AuthorityDetail,
    ("on", "level", "department"), names="authority_names", describe="describe_authority",
)  # fmt: skip
ISSUE_TYPES = Kind(
    "IssueType", "issue_types", entries.IssueTypeEntry, entries.IssueTypeDetail,
    ("parent", "emergency"), names="issue_type_names", describe="describe_issue_type",
)  # fmt: skip
LOCATIONS = Kind(
    "Location", "locations", entries.LocationEntry, entries.LocationDetail,
    ("within", "kind", "division"), names="location_names", describe="describe_location",
)  # fmt: skip
FACTORS = Kind("Factor", "factors", entries.FactorEntry, entries.FactorEntry, names="factor_names")
STATUTES = Kind(
    "Statute", "statutes", entries.StatuteEntry, entries.StatuteEntry, ("on", "rank", "issuer"), names="statute_names"
)
MANDATES = Kind(
    "Mandate", "mandates", entries.MandateEntry, entries.MandateDetail,
    ("on", "authority", "issue_type", "location", "role", "statute", "department"),
    text="mandate_words", describe="describe_mandate",
)  # fmt: skip
PRECEDENTS = Kind(
    "Precedent", "precedents", entries.PrecedentEntry, entries.PrecedentEntry,
    ("on", "issue_type", "location", "department"), text="case_words",
)  # fmt: skip
CONFLICT_FILTERS = ("on", "issue_type", "location", "authority", "statute", "department")


@dataclass(frozen=True)
class Listing:
    """What part of a list is wanted. `after` is the last code seen (without a search) and `skip` the number of ranked
    hits seen (with one); `known_at` is the instant, and `past` says that it is not simply now."""

    known_at: datetime
    past: bool = False
    q: str = ""
    limit: int = 50
    after: str = ""
    skip: int = 0
    filters: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Slice(Generic[EntryT]):
    """The entries found; `skip` of the next slice where there may be more, else None. Without a search the last
    entry's code is where the next one starts."""

    items: tuple[EntryT, ...]
    more: bool
    skip: int = 0


EXACT = 2  # the last tier of what was typed in full: code, name, alias or term


def find(database: Database, kind: Kind[EntryT, DetailT], q: str, known_at: datetime, past: bool = False) -> list[str]:
    """Codes of the entries that meet what was typed, the best first."""
    if kind.text is not None:
        query = words.lucene(q)
        if not query:
            return []
        return [row["code"] for row in database.read("search_words", index=kind.text, words=query, most=MOST_FOUND)]
    return [code for code, _ in _ranked(database, kind, q, known_at, past)]


def candidates(database: Database, kind: Kind[EntryT, DetailT], typed: str, known_at: datetime, most: int) -> list[str]:
    """What may be meant by a code or a name: the one with that code, else those so named, else up to `most` likely."""
    found = _ranked(database, kind, typed, known_at, past=True)
    if typed in [code for code, _ in found]:
        return [typed]
    exact = [code for code, tier in found if tier <= EXACT]
    return (exact or [code for code, _ in found])[:most]


def _ranked(
    database: Database, kind: Kind[EntryT, DetailT], q: str, known_at: datetime, past: bool
) -> list[tuple[str, int]]:
    """Codes with their tier, the best first; what merely resembles the text only where nothing else was found."""
    query = words.lucene(q)
    if not query:
        return []
    rows = database.read(
        "search_names",
        indexes=[kind.names, "revision_names"] if past else [kind.names],
        words=query,
        typed=words.plain(q),
        label=kind.label,
        known_at=known_at,
        most=MOST_FOUND,
    )
    strict = [(row["code"], row["tier"]) for row in rows if row["tier"] < SIMILAR]
    return strict or [(row["code"], row["tier"]) for row in rows[:MOST_SIMILAR]]


def page(database: Database, kind: Kind[EntryT, DetailT], listing: Listing) -> Slice[EntryT]:
    """One slice of a list, in a stable order: by code, or with a search by how well an entry meets it."""
    codes: list[str] | None = None
    if listing.q.strip():
        codes = find(database, kind, listing.q, listing.known_at, listing.past)[listing.skip :]
        if not codes:
            return Slice((), False)
    positions = {code: at for at, code in enumerate(codes or ())}
    parameters: dict[str, object] = dict.fromkeys(kind.filters) | listing.filters
    rows = database.read(
        f"list_{kind.plural}",
        codes=codes,
        positions=positions,
        after=listing.after if codes is None else "",
        known_at=listing.known_at,
        past=listing.past,
        limit=listing.limit + 1,
        **parameters,
    )
    items = tuple(kind.entry.model_validate(_tidy(row["item"])) for row in rows[: listing.limit])
    more = len(rows) > listing.limit
    last = rows[len(items) - 1]["item"]["code"] if items else ""
    return Slice(items, more, listing.skip + positions[last] + 1 if more and codes is not None else 0)


def get(
    database: Database,
    kind: Kind[EntryT, DetailT],
    code: str,
    *,
    known_at: datetime,
    past: bool = False,
    on: date | None = None,
) -> DetailT:
    """One entry with what belongs to it; a problem (404) with the nearest codes where there is none."""
    none: dict[str, object] = dict.fromkeys(kind.filters)
    rows = database.read(
        f"list_{kind.plural}",
        codes=[code],
        positions={},
        after="",
        known_at=known_at,
        past=past,
        limit=1,
        **none,
    )
    if not rows:
        raise unknown(database, kind.label, code, where="path.code")
    item = rows[0]["item"]
    if kind.describe is not None:
        described = database.read(kind.describe, code=code, known_at=known_at, on=on)
        item = item | (described[0]["item"] if described else {})
    return kind.detail.model_validate(_tidy(item))


def conflicts(
    database: Database,
    *,
    known_at: datetime,
    after: tuple[str, str] = ("", ""),
    limit: int = 50,
    filters: Mapping[str, object] | None = None,
) -> tuple[tuple[entries.Collision, ...], bool]:
    """Colliding pairs after the pair `after`, in order of their codes, and whether there are more."""
    parameters: dict[str, object] = dict.fromkeys(CONFLICT_FILTERS) | dict(filters or {})
    rows = database.read(
        "list_conflicts",
        known_at=known_at,
        after={"first": after[0], "second": after[1]},
        limit=limit + 1,
        **parameters,
    )
    found = tuple(
        entries.Collision.model_validate({"first": _tidy(row["first"]), "second": _tidy(row["second"])})
        for row in rows[:limit]
    )
    return found, len(rows) > limit


def names(
    database: Database,
    *,
    issue_types: tuple[str, ...] = (),
    locations: tuple[str, ...] = (),
    departments: tuple[str, ...] = (),
) -> dict[tuple[str, str], str]:
    """Names by `(kind, code)`, kind `issue_type`, `location` or `department`; unknown codes are left out."""
    rows = database.read(
        "name_codes", issue_types=list(issue_types), locations=list(locations), departments=list(departments)
    )
    return {(row["kind"], row["code"]): row["name"] for row in rows}


def _tidy(item: dict[str, Any]) -> dict[str, Any]:
    """A row as its model wants it: pairs as a mapping, parallel lists as one, absent texts left to their default."""
    tidy = {key: value for key, value in item.items() if value is not None}
    for key in ("conditions", "facts"):
        if isinstance(tidy.get(key), list):
            tidy[key] = dict(pair.split("=", 1) for pair in tidy[key])
    if "labels" in tidy:
        tidy["values"] = [
            {"value": value, "label": label} for value, label in zip(tidy["values"], tidy.pop("labels"), strict=True)
        ]
    return tidy


@dataclass(frozen=True)
class Registry:
    """The state of the data: its version, when it last changed, and whether it holds the statute asked about."""

    version: int
    at: datetime
    marked: bool


def registry(database: Database, mark: str = "") -> Registry | None:
    """The state of the data, or None while nothing was ever imported."""
    row = database.read("describe_registry", mark=mark)[0]
    if row["version"] is None:
        return None
    return Registry(row["version"], row["at"].to_native(), row["marked"])
