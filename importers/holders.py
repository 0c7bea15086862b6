"""Who exercises an authority when: no department twice at once, none beyond its own life."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from graph.content import Key
from importers.checks import Wanted
from importers.report import RowProblem, Severity
from resolver.scope import Tree
from schema.intervals import in_common
from schema.registry import Exercise

SHARED = "shared:"
"""Opens `source` where two departments hold one authority in one place on purpose."""


def check_exercises(wanted: Wanted) -> Iterator[RowProblem]:
    """Errors for overlaps within one department and for exercises beyond its life; warnings for rivals."""
    by_authority: dict[str, list[tuple[Key, Exercise]]] = defaultdict(list)
    for key, exercise in wanted.content.exercises.items():
        by_authority[exercise.authority].append((key, exercise))
        yield from _beyond_life(wanted, key, exercise)
    places = wanted.content.place_tree()
    for held in by_authority.values():
        for (_, first), (later, second) in combinations(held, 2):
            if in_common(first.valid_from, first.valid_until, second.valid_from, second.valid_until):
                yield from _at_once(wanted, places, first, second, later)


def _beyond_life(wanted: Wanted, key: Key, exercise: Exercise) -> Iterator[RowProblem]:
    department = wanted.content.departments.get(exercise.department)
    if department is None:
        return  # reported as an unknown reference
    starts_early = exercise.valid_from < department.valid_from
    end = department.valid_until
    if not starts_early and (end is None or (exercise.valid_until is not None and exercise.valid_until <= end)):
        return
    origin = wanted.origin("exercises", key) or wanted.origin("departments", exercise.department)
    life = f"{department.valid_from} – {end or '…'}"
    yield RowProblem(
        "beyond-life",
        origin.file if origin else "exercises.csv",
        f"{exercise.department} 行使 {exercise.authority} 的时间超出了单位本身的存续期 {life}",
        f"{exercise.department} exercises {exercise.authority} at a time when it does not exist ({life})",
        origin.line if origin else None,
        "valid_from" if starts_early else "valid_until",
        str(exercise.valid_from if starts_early else exercise.valid_until or ""),
    )


def _at_once(wanted: Wanted, places: Tree, first: Exercise, second: Exercise, key: Key) -> Iterator[RowProblem]:
    origin = wanted.origin("exercises", key)
    earlier = wanted.origin("exercises", (first.department, first.authority, first.valid_from))
    beside = f"（第 {earlier.line} 行）" if earlier else ""
    beside_en = f" (line {earlier.line})" if earlier else ""
    file, line = (origin.file, origin.line) if origin else ("exercises.csv", None)
    if first.department == second.department:
        yield RowProblem(
            "overlapping-intervals",
            file,
            f"{second.department} 行使 {second.authority} 的两段时间重叠{beside}",
            f"{second.department} exercises {second.authority} twice at once{beside_en}",
            line,
            "valid_from",
            str(second.valid_from),
        )
        return
    one, two = (wanted.content.departments.get(each.department) for each in (first, second))
    on_purpose = first.source.startswith(SHARED) and second.source.startswith(SHARED)
    if one is None or two is None or on_purpose or origin is None:
        return
    if places.on_one_line(one.serves, two.serves):
        yield RowProblem(
            "rival-holders",
            file,
            f"{first.department}{beside}和 {second.department} 同时在同一地方行使 {second.authority}，"
            f"相关事项会判为有争议；若确实共管，请让两行的 source 都以 {SHARED} 开头",
            f"{first.department}{beside_en} and {second.department} exercise {second.authority} in one place at one "
            f"time: its issues will be contested; if that is meant, let source begin with {SHARED} in both rows",
            line,
            "department",
            second.department,
            severity=Severity.WARNING,
        )
