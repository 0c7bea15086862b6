"""Questions to try, on the demonstration city: one of each outcome, and one about the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.console.asking import Asking
from graph import catalogue
from graph.connection import Database
from schema.problems import Language


@dataclass(frozen=True)
class Example:
    """A question with its words."""

    asking: Asking
    words: dict[Language, str]

    @property
    def address(self) -> str:
        """Where it is answered."""
        return self.asking.address()


def _example(issue: str, place: str, zh: str, en: str, on: date | None = None) -> Example:
    return Example(Asking(issues=(issue,), places=(place,), on=on), {"zh": zh, "en": en})


EXAMPLES = (
    _example(
        "water.supply.pipe-burst",
        "donghu",
        "人民公园东湖边水管爆了",
        "A pipe has burst by the lake in the People's Park",
    ),
    _example("gas.leak", "siji-huating", "四季华庭里闻到煤气味", "A smell of gas on an estate"),
    _example("noise.square-dancing", "renmin-park", "人民公园广场舞太吵", "Loud square dancing in the People's Park"),
    _example("building.facade-falling", "jilin-building", "龙昆北路23号楼檐掉块", "Cornices fall off a building"),
    _example(
        "land.public-area-illegal-lease",
        "siji-huating",
        "2018 年，小区公共用地被出租",
        "In 2018: an estate's common ground leased out",
        date(2018, 6, 1),
    ),
)


def known(database: Database) -> tuple[Example, ...]:
    """The examples whose issue and place this registry knows."""
    names = catalogue.names(
        database,
        issue_types=tuple(each.asking.issues[0] for each in EXAMPLES),
        locations=tuple(each.asking.places[0] for each in EXAMPLES),
    )
    return tuple(
        each
        for each in EXAMPLES
        if ("issue_type", each.asking.issues[0]) in names and ("location", each.asking.places[0]) in names
    )
