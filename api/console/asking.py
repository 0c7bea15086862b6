"""The question as a page's address carries it, and back: what is in the address is all that a page needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from api import clock, facts
from schema.problems import Problem
from schema.resolution import Inquiry

MOST = 20


@dataclass(frozen=True)
class Asking:
    """A question on its way: codes where they are chosen, else what was typed; days and instants where given."""

    issues: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    issue_text: str = ""
    place_text: str = ""
    division: str | None = None
    facts: dict[str, str | None] = field(default_factory=dict)
    on: date | None = None
    known_at: datetime | None = None
    why_not: str = ""

    @classmethod
    def of(cls, query: QueryParams) -> Asking:
        """The question in an address. Raises the problems `invalid-day`, `invalid-instant`, `invalid-fact`."""
        return cls(
            issues=_codes(query, "issue"),
            places=_codes(query, "place"),
            issue_text=query.get("issue_text", "").strip()[:80],
            place_text=query.get("place_text", "").strip()[:80],
            division=query.get("division") or None,
            facts=facts.parse([pair for pair in query.getlist("fact") if pair][:MOST], where="fact"),
            on=_day(query.get("on", "")),
            known_at=_moment(query.get("known_at", "")),
            why_not=query.get("why_not", "").strip()[:80],
        )

    @property
    def begun(self) -> bool:
        """Whether anything was asked at all."""
        return bool(self.issues or self.places or self.issue_text or self.place_text)

    @property
    def moment(self) -> datetime:
        """The instant of the question, now unless given."""
        return self.known_at or clock.now()

    @property
    def day(self) -> date:
        """The day of the question, today unless given."""
        return self.on or clock.today()

    def inquiry(self, issues: tuple[str, ...], places: tuple[str, ...]) -> Inquiry:
        """The question for the rules, once its words have become codes."""
        return Inquiry(
            issue_types=issues,
            locations=places,
            division=self.division,
            facts=self.facts,
            on=self.day,
            known_at=self.moment,
        )

    def settled(self, issues: tuple[str, ...], places: tuple[str, ...]) -> Asking:
        """The same question in codes: what was typed has done its work."""
        return replace(self, issues=issues, places=places, issue_text="", place_text="")

    def without(self, factor: str) -> Asking:
        """The same question, one fact forgotten; `division` too is a fact in this sense."""
        told = {code: value for code, value in self.facts.items() if code != factor}
        return replace(self, facts=told, division=None if factor == "division" else self.division, why_not="")

    def pairs(self, *, but: str = "") -> list[tuple[str, str]]:
        """Names and values for hidden fields and addresses, without the empty ones and those named `but`."""
        every = [
            *(("issue", code) for code in self.issues),
            *(("place", code) for code in self.places),
            ("issue_text", self.issue_text),
            ("place_text", self.place_text),
            ("division", self.division or ""),
            *(("fact", f"{factor}={value or ''}") for factor, value in self.facts.items()),
            ("on", self.on.isoformat() if self.on else ""),
            ("known_at", shown(self.known_at) if self.known_at else ""),
            ("why_not", self.why_not),
        ]
        return [(name, value) for name, value in every if value and name != but]

    def address(self, **more: str) -> str:
        """The page's address for this question."""
        query = urlencode([*self.pairs(), *more.items()], safe=":=")
        return f"/?{query}" if query else "/"


def shown(moment: datetime) -> str:
    """An instant as the form's field has it: the city's own time, to the minute."""
    return moment.astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def _codes(query: QueryParams, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.strip()[:120] for code in query.getlist(name) if code.strip()))[:MOST]


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Problem(
            "invalid-day",
            zh=f"“{text}”不是日期。",
            en=f"“{text}” is not a day.",
            status=422,
            where="on",
            next_zh="写作 2026-11-24。",
            next_en="Write it as 2026-11-24.",
        ) from error


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return clock.instant(datetime.fromisoformat(text.strip()))
    except ValueError as error:
        raise Problem(
            "invalid-instant",
            zh=f"“{text}”不是时刻。",
            en=f"“{text}” is not an instant.",
            status=422,
            where="known_at",
            next_zh="写作 2026-11-24T08:00。",
            next_en="Write it as 2026-11-24T08:00.",
        ) from error
