"""Lists are read page by page with an opaque cursor, on both clocks."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api import clock
from graph import catalogue
from graph.connection import Database
from graph.nearest import known_codes, unknown_among
from schema.catalogue import Page
from schema.problems import Problem
from schema.registry import Code

EntryT = TypeVar("EntryT", bound=BaseModel)
DetailT = TypeVar("DetailT", bound=BaseModel)

Instant = Annotated[datetime, AfterValidator(clock.instant)]
OnDay = Annotated[date | None, Field(description="某日有效 / in force on this day", examples=["2026-11-24"])]
KnownAt = Annotated[
    Instant | None,
    Field(description="当时登记簿所知，缺省为现在 / as the registry knew it then; now unless given",
          examples=["2026-11-24T00:00:00Z"]),
]  # fmt: skip
CodeFilter = Annotated[Code | None, Field(description="编码 / a code")]


class Clocks(BaseModel):
    """The two clocks of a reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: OnDay = None
    known_at: KnownAt = None

    @property
    def instant(self) -> datetime:
        """The instant read at."""
        return self.known_at or clock.now()


class Cut(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(default=50, ge=1, le=200, description="每页条数 / entries on a page")
    cursor: str | None = Field(default=None, max_length=400, description="上一页的 next / `next` of the page before")


class Paged(Cut, Clocks):
    """What every list of the registry takes."""


class Searched(Paged):
    """What a list takes that can be searched."""

    q: str = Field(
        default="",
        max_length=200,
        description="名称、别名、俗称、拼音或首字母、编码 / name, alias, term, pinyin or its initials, code",
        examples=["rmgy"],
    )


def encode(position: object) -> str:
    """A position as a cursor: opaque, safe in an address."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def decode(cursor: str) -> object:
    """The position in a cursor; a problem (400) where it was not made here."""
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise bad_cursor() from error


def bad_cursor() -> Problem:
    """The problem of a cursor that this list never gave out."""
    return Problem(
        "bad-cursor",
        zh="这个 cursor 不是本列表给出的。",
        en="This cursor was not given out by this list.",
        status=400,
        where="query.cursor",
        next_zh="去掉 cursor 从第一页读起，之后原样使用每页的 next。",
        next_en="Leave the cursor out to start from the first page, then use each page's next as it is.",
    )


_NAMED = {
    "department": "Department",
    "part_of": "Department",
    "authority": "Authority",
    "issue_type": "IssueType",
    "parent": "IssueType",
    "location": "Location",
    "serves": "Location",
    "within": "Location",
    "statute": "Statute",
}


def check_codes(database: Database, filters: Mapping[str, object]) -> None:
    """Tell an empty list from a filter by a code that does not exist: a problem (404) with the nearest codes."""
    for name, code in filters.items():
        label = _NAMED.get(name)
        if label is not None and isinstance(code, str):
            known = known_codes(database, label)
            if all(code != each for each, _ in known):
                raise unknown_among(label, code, known, where=f"query.{name}")


def page(
    database: Database,
    kind: catalogue.Kind[EntryT, DetailT],
    query: Searched,
    filters: Mapping[str, object] | None = None,
    key: Callable[[EntryT], str] = lambda entry: str(entry.code),  # type: ignore[attr-defined]
) -> Page[EntryT]:
    """One page of a kind of entry; a search goes on by rank, a plain list by code."""
    searching = bool(query.q.strip())
    after, skip = "", 0
    if query.cursor is not None:
        position = decode(query.cursor)
        if searching and isinstance(position, int) and 0 <= position <= catalogue.MOST_FOUND:
            skip = position
        elif not searching and isinstance(position, str):
            after = position
        else:
            raise bad_cursor()
    listing = catalogue.Listing(
        known_at=query.instant,
        past=query.known_at is not None,
        q=query.q,
        limit=query.limit,
        after=after,
        skip=skip,
        filters=dict(filters or {}),
    )
    found = catalogue.page(database, kind, listing)
    if not found.items:
        check_codes(database, listing.filters)
    following = encode(found.skip if searching else key(found.items[-1])) if found.more and found.items else None
    return Page[EntryT](items=found.items, next=following)
