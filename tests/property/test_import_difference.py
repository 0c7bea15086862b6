"""Any change of the registry, conflicts derived as a difference: the same as deriving them all from nothing."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from graph.changes import touched_mandates, wanted_conflicts
from graph.content import Content
from schema.registry import IssueType, Location, Mandate, Rank, Role, Statute

ISSUES = ("water", "water.burst", "water.burst.street", "order")
PLACES = ("city", "east", "west", "park")
STATUTES = ("s1", "s2", "s3")
DAYS = (date(2010, 1, 1), date(2015, 1, 1), date(2020, 1, 1))


@st.composite
def trees(draw: st.DrawFn, codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Each code below any of those before it, so that there is no cycle; several parents are possible."""
    return {
        code: tuple(sorted(draw(st.sets(st.sampled_from(codes[:position]), max_size=2)))) if position else ()
        for position, code in enumerate(codes)
    }


@st.composite
def mandates(draw: st.DrawFn, code: str) -> Mandate:
    start, end = draw(st.sampled_from([(DAYS[0], None), (DAYS[0], DAYS[1]), (DAYS[1], DAYS[2]), (DAYS[2], None)]))
    return Mandate(
        code=code,
        authority=draw(st.sampled_from(["a", "b"])),
        issue_type=draw(st.sampled_from(ISSUES)),
        location=draw(st.sampled_from(PLACES)),
        role=draw(st.sampled_from([Role.LEAD, Role.LEAD, Role.NOT_RESPONSIBLE, Role.ASSIST])),
        conditions=draw(st.sampled_from([(), (("f", "x"),), (("f", "y"),)])),
        statute=draw(st.sampled_from(STATUTES)),
        quote=draw(st.sampled_from(["", "q"])),
        valid_from=start,
        valid_until=end,
    )


@st.composite
def contents(draw: st.DrawFn) -> Content:
    codes = draw(st.sets(st.sampled_from([f"m{n}" for n in range(7)])))
    return Content(
        issue_types={
            code: IssueType(code=code, name=code, parents=parents) for code, parents in draw(trees(ISSUES)).items()
        },
        locations={
            code: Location(code=code, name=code, kind="place", within=within)
            for code, within in draw(trees(PLACES)).items()
        },
        statutes={
            code: Statute(
                code=code,
                title=code,
                rank=draw(st.sampled_from([Rank.LAW, Rank.DEPARTMENT_RULE, Rank.LOCAL_RULE])),
                issuer=draw(st.sampled_from(["", "city"])),
                effective=draw(st.sampled_from([None, *DAYS])),
            )
            for code in STATUTES
        },
        mandates={code: draw(mandates(code)) for code in sorted(codes)},
    )


@given(contents(), contents())
def test_the_difference_is_the_whole(before: Content, after: Content) -> None:
    touched = touched_mandates(before, after)
    untouched = {pair: own for pair, own in wanted_conflicts(before).items() if touched.isdisjoint(pair[1:])}
    assert untouched | wanted_conflicts(after, touched) == wanted_conflicts(after)


@given(contents())
def test_nothing_changed_touches_nothing(content: Content) -> None:
    assert touched_mandates(content, content) == frozenset()
