"""The audit pages: who did what, one entry with what it changed, one object's history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from api import clock, language, wording
from api.console import templating
from api.problems import invalid
from api.routes.audit import Sequence, Wanted, filters_of, page
from api.state import Acting, Graph
from graph import trail
from schema.people import UserRole
from schema.problems import Language

router = APIRouter(include_in_schema=False)

Say = Callable[..., str]
DAYS = ("from", "until")
FILTERS = ("person", "role", "action", "object_kind", "object_id", *DAYS)


@dataclass(frozen=True)
class Row:
    """One field before and after, in words; `change` is added, removed, changed or same."""

    field: str
    before: str
    after: str
    change: str


@router.get("/audit")
def show_trail(request: Request, database: Graph) -> Response:
    """A page of entries, the newest first."""
    spoken = language.of_page(request)
    typed = {name: request.query_params.get(name, "").strip() for name in FILTERS}
    given = {name: value for name, value in typed.items() if value}
    cursor = request.query_params.get("cursor") or None
    found = page(database, filters_of(database, _wanted(given)), limit=50, cursor=cursor)
    context = {
        "entries": found.items,
        "older": _address({**given, "cursor": found.next}) if found.next else None,
        "newest": _address(given) if cursor else None,
        "typed": typed,
        "filtered": bool(given),
        "roles": tuple(UserRole),
        "actions": _choices("deed", typed["action"], spoken),
        "kinds": _choices("object", typed["object_kind"], spoken),
        "switch": _address({**given, "lang": "en" if spoken == "zh" else "zh"}),
        "named": _named(spoken),
        "address": _address,
        "second": _second,
    }
    return templating.page(request, "audit.html", context)


@router.get("/audit/{sequence}")
def show_entry(request: Request, database: Graph, actor: Acting, sequence: Sequence) -> Response:
    """One entry; that it was read is recorded as the interface does."""
    spoken = language.of_page(request)
    record = trail.read(database, actor, sequence, at=clock.now())
    told = record.details
    context = {
        "record": record,
        "rows": difference(told.before, told.after, spoken) if told else (),
        "named": _named(spoken),
        "address": _address,
        "second": _second,
        "of_entry": _address({"object_kind": "AuditEntry", "object_id": str(sequence)}),
    }
    return templating.page(request, "audit_entry.html", context)


def difference(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None, spoken: Language
) -> tuple[Row, ...]:
    """What changed, field by field in the order they were told; what is nested becomes a path of names."""
    old, new = dict(_flat(before or {})), dict(_flat(after or {}))
    rows = []
    for path in dict.fromkeys(chain(old, new)):
        if path not in old:
            change = "added"
        elif path not in new:
            change = "removed"
        else:
            change = "same" if old[path] == new[path] else "changed"
        rows.append(
            Row(
                field=" · ".join(_label("told", name, spoken) for name in path),
                before=_shown(path, old[path], spoken) if path in old else "",
                after=_shown(path, new[path], spoken) if path in new else "",
                change=change,
            )
        )
    return tuple(rows)


def _flat(value: Mapping[str, object], path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], object]]:
    found: list[tuple[tuple[str, ...], object]] = []
    for name, each in value.items():
        if isinstance(each, Mapping) and each:
            found += _flat(each, (*path, name))
        else:
            found.append(((*path, name), each))
    return found


def _shown(path: tuple[str, ...], value: object, spoken: Language) -> str:
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return wording.say("audit.yes" if value else "audit.no", spoken)
    if isinstance(value, list | tuple):
        return ("、" if spoken == "zh" else ", ").join(_shown(path, each, spoken) for each in value)
    if path[-1] == "role":
        return _label("role", str(value), spoken)
    return str(value)


def _label(prefix: str, code: str, spoken: Language) -> str:
    """What a code is called; the code itself where this release has no word for it."""
    key = f"{prefix}.{code}"
    known = wording.keys()
    return wording.say(key, spoken) if key in known else code


def _named(spoken: Language) -> Say:
    return lambda prefix, code: _label(prefix, code, spoken)


def _choices(prefix: str, chosen: str, spoken: Language) -> list[tuple[str, str]]:
    known = wording.keys()
    codes = {key.removeprefix(f"{prefix}.") for key in known if key.startswith(f"{prefix}.")}
    return sorted((_label(prefix, code, spoken), code) for code in codes | ({chosen} if chosen else set()))


def _wanted(given: Mapping[str, str]) -> Wanted:
    """The form as the interface would be asked: whole days of the city, the last one included."""
    asked: dict[str, object] = dict(given)
    for name in DAYS:
        day = _day(given.get(name, ""))
        if day is not None:
            day += timedelta(days=name == "until")
            asked[name] = datetime.combine(day, time(), clock.SHANGHAI)
    try:
        return Wanted.model_validate(asked)
    except ValidationError as error:
        raise invalid([{**each, "loc": ("query", *each["loc"])} for each in error.errors()]) from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _second(at: datetime) -> str:
    return at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _address(query: Mapping[str, str | None]) -> str:
    given = urlencode({name: value for name, value in query.items() if value})
    return "/audit" + (f"?{given}" if given else "")
