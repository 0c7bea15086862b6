"""Small random registries: every rule of DESIGN §3 can meet every other in them.

Hypothesis draws a seed and `random.Random` the rest: drawn value by value, most registries would have nobody to answer.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

from hypothesis import strategies as st

from resolver.snapshot import SettledCase, Snapshot
from schema import registry as r
from schema.resolution import Inquiry

DAYS = [date(2010, 1, 1), date(2015, 1, 1), date(2018, 1, 1), date(2019, 3, 1), date(2021, 1, 1), date(2024, 1, 1)]
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ISSUES: dict[str, tuple[str, ...]] = {"i": (), "i.a": ("i",), "i.b": ("i",), "i.a.x": ("i.a",), "i.ab": ("i.a", "i.b")}
DIVISIONS: dict[str, tuple[str, ...]] = {
    "city": (),
    "east": ("city",),
    "west": ("city",),
    "east.1": ("east",),
    "east.2": ("east",),
    "west.1": ("west",),
}
PLACES: dict[str, tuple[str, ...]] = {
    "park": ("east",),
    "lake": ("park",),
    "road": ("city",),
    "border": ("east", "west"),
    "yard": ("east.1",),
}
FACTORS = {"f": ("1", "2"), "g": ("1", "2", "3")}
DEPARTMENTS = ("d1", "d2", "d3", "d4", "d5")
AUTHORITIES = ("a1", "a2", "a3", "a4")

seeds = st.tuples(*[st.integers(0, 9999)] * 3).map(str)
snapshots = seeds.map(lambda seed: snapshot(Random(seed)))
inquiries = seeds.map(lambda seed: inquiry(Random(seed), most=2))
plain_inquiries = seeds.map(lambda seed: inquiry(Random(seed), most=1))


def span(random: Random) -> tuple[date, date | None]:
    """Mostly from the start and without an end."""
    if random.random() < 0.7:
        return DAYS[0], None
    start = random.choice(DAYS[:-1])
    return start, random.choice([None, None, None, *(d for d in DAYS if d > start)])


def conditions(random: Random) -> tuple[r.Pair, ...]:
    pairs = [(f, random.choice(values)) for f, values in FACTORS.items()]
    return tuple(sorted(random.sample(pairs, random.choice([0, 0, 0, 1, 1, 2]))))


def area(random: Random) -> str:
    return random.choice([*["city"] * 10, "east", "east", "east.1", "park", *DIVISIONS, *PLACES])


def mandate(random: Random, code: str, statutes: list[str]) -> r.Mandate:
    start, end = span(random)
    return r.Mandate(
        code=code,
        authority=random.choice(AUTHORITIES),
        issue_type=random.choice(["i", "i", "i.a", "i.a", "i.a", *ISSUES]),
        location=area(random),
        role=random.choice([r.Role.LEAD, r.Role.LEAD, r.Role.LEAD, r.Role.NOT_RESPONSIBLE, r.Role.ASSIST]),
        conditions=conditions(random),
        statute=random.choice(statutes),
        valid_from=start,
        valid_until=end,
    )


def mandates(random: Random, statutes: list[str]) -> list[r.Mandate]:
    """Duties; some continued by a twin, with or without a gap."""
    found = [mandate(random, f"m{number}", statutes) for number in range(random.randint(3, 9))]
    for old in list(found):
        if old.valid_until is not None and random.random() < 0.5:
            start = random.choice([old.valid_until, old.valid_until, DAYS[-1]])
            twin = old.model_dump() | {"code": f"{old.code}.next", "valid_from": start, "valid_until": None}
            found.append(r.Mandate(**twin))
    return found


def precedent(random: Random, code: str) -> SettledCase:
    return SettledCase(
        r.Precedent(
            code=code,
            title=code,
            issue_type=random.choice(["i.a", "i.a.x", *ISSUES]),
            location=area(random),
            conditions=conditions(random),
            department=random.choice(DEPARTMENTS),
            ruled_on=random.choice([*DAYS[2:], TODAY]),
        ),
        overruled_on=random.choice([None, None, None, DAYS[-1]]),
        considered=random.choice([None, None, None, ("m0", "m1")]),
    )


def snapshot(random: Random) -> Snapshot:
    """A registry of a few departments, authorities and mandates over a fixed small city."""
    departments = {
        code: r.Department(
            code=code,
            name=code,
            kind=r.DepartmentKind.BUREAU,
            level=r.Level.CITY,
            serves=random.choice([*["city"] * 6, "east", "west", "east.1", "east.2", "park"]),
            valid_from=DAYS[0],
            valid_until=random.choice([*[None] * 6, date(2019, 3, 1)]),
        )
        for code in DEPARTMENTS
    }
    exercises = []
    for authority in AUTHORITIES:
        for department in random.sample(DEPARTMENTS, random.choice([1, 1, 1, 2, 2, 3, 4])):
            start, end = span(random)
            exercises.append(r.Exercise(department=department, authority=authority, valid_from=start, valid_until=end))
    statutes = {
        code: r.Statute(
            code=code,
            title=code,
            rank=random.choice(random.choice([list(r.Rank), [r.Rank.LAW, r.Rank.DEPARTMENT_RULE, r.Rank.LOCAL_RULE]])),
            issuer=random.choice(["o", "o", "p", ""]),
            effective=random.choice([None, *DAYS]),
        )
        for code in ("s1", "s2", "s3", "s4")
    }
    successions = [
        r.Succession(
            department=old, successor=new, on=date(2019, 3, 1), authorities=random.choice([(), ("a1",), ("a2", "a3")])
        )
        for old, new in {(random.choice(DEPARTMENTS), random.choice(DEPARTMENTS)) for _ in range(random.randint(0, 4))}
        if old != new
    ]
    places = {c: r.Location(code=c, name=c, kind="area", within=w, division=True) for c, w in DIVISIONS.items()}
    for code, within in PLACES.items():
        facts = random.choice([(), (), conditions(random)])
        places[code] = r.Location(code=code, name=code, kind="place", within=within, facts=facts)
    if random.random() < 0.2:
        places["east"] = places["east"].model_copy(update={"facts": conditions(random)})
    return Snapshot(
        departments=departments,
        authorities={c: r.Authority(code=c, name=c, level=r.Level.CITY) for c in AUTHORITIES},
        exercises=tuple(exercises),
        successions=tuple(sorted(successions, key=lambda s: (s.department, s.successor))),
        issue_types={c: r.IssueType(code=c, name=c, parents=above) for c, above in ISSUES.items()},
        locations=places,
        factors={
            c: r.Factor(code=c, name=c, question=f"{c}?", values=tuple(r.FactorValue(value=v, label=v) for v in values))
            for c, values in FACTORS.items()
        },
        statutes=statutes,
        mandates=tuple(mandates(random, sorted(statutes))),
        precedents=tuple(precedent(random, f"p{number}") for number in range(random.choice([0, 0, 0, 1, 2, 3]))),
    )


def inquiry(random: Random, most: int) -> Inquiry:
    """A question about that city; sometimes with several candidates, a division, facts known or not to be known."""
    several = random.random() < 0.3
    issues = [random.choice(["i.a.x", "i.a.x", "i.ab", "i.ab", *ISSUES])]
    if several and most > 1:
        issues += random.sample(list(ISSUES), random.randint(0, most - 1))
    places = random.sample(["lake", "yard", *DIVISIONS, *PLACES], random.randint(1, most) if several else 1)
    facts: dict[str, str | None] = {}
    for factor, values in FACTORS.items():
        told = random.choice(["open", "open", "told", "unknown"])
        if told != "open":
            facts[factor] = random.choice(values) if told == "told" else None
    for choice in ("division", "issue_type", "location"):
        if random.random() < 0.1:
            facts[choice] = None
    return Inquiry(
        issue_types=tuple(dict.fromkeys(issues)),
        locations=tuple(places),
        division=random.choice([*[None] * 15, *DIVISIONS]),
        facts=facts,
        on=random.choice([*[TODAY] * 8, *DAYS]),
        known_at=NOW,
    )
