"""What must hold between rows: references, trees, conditions. Checked on what the registry would become."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from graph.content import Content, Entry, Key
from importers.nearest import Nearest
from importers.registry_csv import Origin
from importers.report import RowProblem
from schema.registry import Department, IssueType, Location


@dataclass(slots=True)
class Wanted:
    """What the registry would become: its content, and where each entry was read (those that stay live have no origin).

    `left_out` and `incomplete` are the codes of rows with errors and the lists not read to their end: what refers to
    these is not called unknown as well.
    """

    content: Content
    live: Content
    origins: dict[str, dict[Key, Origin]] = field(default_factory=lambda: defaultdict(dict))
    left_out: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    incomplete: set[str] = field(default_factory=set)

    def origin(self, listing: str, key: Key) -> Origin | None:
        return self.origins[listing].get(key)


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of one list that names entries of another; `column` is what the file calls it."""

    listing: str
    field: str
    column: str
    target: str


REFERENCES = (
    Reference("departments", "part_of", "part_of", "departments"),
    Reference("departments", "serves", "serves", "locations"),
    Reference("exercises", "department", "department", "departments"),
    Reference("exercises", "authority", "authority", "authorities"),
    Reference("successions", "department", "department", "departments"),
    Reference("successions", "successor", "successor", "departments"),
    Reference("successions", "authorities", "authorities", "authorities"),
    Reference("issue_types", "parents", "parent", "issue_types"),
    Reference("locations", "within", "within", "locations"),
    Reference("mandates", "authority", "authority", "authorities"),
    Reference("mandates", "issue_type", "issue_type", "issue_types"),
    Reference("mandates", "location", "within", "locations"),
    Reference("mandates", "statute", "statute", "statutes"),
    Reference("precedents", "issue_type", "issue_type", "issue_types"),
    Reference("precedents", "location", "place", "locations"),
    Reference("precedents", "department", "department", "departments"),
)
PAIRS = (
    ("locations", "facts", "facts"),
    ("mandates", "conditions", "conditions"),
    ("precedents", "conditions", "conditions"),
)
KINDS = {
    "departments": ("单位", "department"),
    "authorities": ("职能", "authority"),
    "issue_types": ("事项", "issue type"),
    "locations": ("地点", "place"),
    "factors": ("判定要素", "factor"),
    "statutes": ("依据", "statute"),
    "exercises": ("职能行使", "exercise"),
    "successions": ("单位承接", "succession"),
    "mandates": ("职责", "mandate"),
    "precedents": ("先例", "precedent"),
}


def check_references(wanted: Wanted) -> Iterator[RowProblem]:
    """Every code that an entry names exists: in the files, or live where its list is not among the files."""
    nearest = {target: _nearest(wanted.content, target) for target in {r.target for r in REFERENCES}}
    still_used: dict[tuple[str, str], list[str]] = defaultdict(list)
    for reference in REFERENCES:
        known = wanted.content.entries(reference.target)
        if reference.target in wanted.incomplete:
            continue
        for key, entry in wanted.content.entries(reference.listing).items():
            for code in _codes(getattr(entry, reference.field)):
                if code in known or code in wanted.left_out[reference.target]:
                    continue
                origin = wanted.origin(reference.listing, key)
                if origin is None:
                    still_used[reference.target, code].append(f"{reference.listing} {_named(key)}")
                else:
                    yield _unknown(reference, code, origin, nearest[reference.target], wanted)
    for (target, code), users in still_used.items():
        yield _retired_in_use(target, code, users)


def _unknown(reference: Reference, code: str, origin: Origin, nearest: Nearest, wanted: Wanted) -> RowProblem:
    zh, en = KINDS[reference.target]
    retired = code in wanted.live.entries(reference.target)
    return RowProblem(
        "retired-code" if retired else "unknown-code",
        origin.file,
        f"{zh} {code} 已不在它的名册里（本次导入会撤销它）" if retired else f"没有代码为 {code} 的{zh}",
        f"the {en} {code} is no longer in its list: this import would retire it"
        if retired
        else f"there is no {en} with the code {code}",
        origin.line,
        reference.column,
        code,
        nearest(code),
    )


def _retired_in_use(target: str, code: str, users: list[str]) -> RowProblem:
    zh, en = KINDS[target]
    return RowProblem(
        "retired-in-use",
        f"{target}.csv",
        f"{zh} {code} 不在名册里了，但登记册中仍有 {len(users)} 处引用它，例如 {users[0]}；"
        "请先改这些，或一并导入它们的名册",
        f"the {en} {code} is no longer listed, but {len(users)} live entries refer to it, such as {users[0]}; "
        "change them first, or import their list too",
        value=code,
    )


def suggest_codes(problems: Iterable[RowProblem], wanted: Wanted) -> Iterator[RowProblem]:
    """The problems again; where a name was written in place of a code, with the codes that have this name."""
    targets = {(f"{reference.listing}.csv", reference.column): reference.target for reference in REFERENCES}
    nearest: dict[str, Nearest] = {}
    for problem in problems:
        target = targets.get((problem.file.lower(), problem.column or ""))
        if problem.code != "bad-code" or target is None:
            yield problem
            continue
        if target not in nearest:
            nearest[target] = _nearest(wanted.content, target)
        yield replace(problem, nearest=nearest[target](problem.value))


def check_trees(wanted: Wanted) -> Iterator[RowProblem]:
    """Nothing lies within itself: issue types, places, departments' superiors."""
    content = wanted.content
    yield from _cycles(wanted, "issue_types", "parent", {c: e.parents for c, e in content.issue_types.items()})
    yield from _cycles(wanted, "locations", "within", {c: e.within for c, e in content.locations.items()})
    superiors = {c: (e.part_of,) if e.part_of else () for c, e in content.departments.items()}
    yield from _cycles(wanted, "departments", "part_of", superiors)
    for key, succession in content.successions.items():
        if succession.department == succession.successor:
            file, line = _place(wanted.origin("successions", key), "successions")
            yield RowProblem(
                "own-successor",
                file,
                f"{succession.department} 不能由自己承接",
                f"{succession.department} cannot succeed itself",
                line,
                "successor",
                succession.successor,
            )


def _cycles(wanted: Wanted, listing: str, column: str, above: Mapping[str, tuple[str, ...]]) -> Iterator[RowProblem]:
    """One problem for each cycle, at the row of it that comes first."""
    remaining = _in_or_below_cycles(above)
    seen: set[str] = set()
    for start in above:
        path: list[str] = []
        code = start
        while code in remaining and code not in seen:
            seen.add(code)
            path.append(code)
            code = next(parent for parent in above[code] if parent in remaining)
        if code in path:
            cycle = path[path.index(code) :]
            rows = [(origin.line, c, origin) for c in cycle if (origin := wanted.origin(listing, c))]
            line, first, origin = min(rows, default=(0, cycle[0], None), key=lambda row: row[:2])
            turned = [*cycle[cycle.index(first) :], *cycle[: cycle.index(first)], first]
            yield RowProblem(
                "cycle",
                origin.file if origin else f"{listing}.csv",
                f"绕成了圈：{' → '.join(turned)}",
                f"this goes round in a circle: {' → '.join(turned)}",
                line or None,
                column,
                first,
            )


def _in_or_below_cycles(above: Mapping[str, tuple[str, ...]]) -> set[str]:
    """What is left after taking away, from the top, everything whose parents are all taken away."""
    waiting_for = {code: sum(parent in above for parent in parents) for code, parents in above.items()}
    below: dict[str, list[str]] = defaultdict(list)
    for code, parents in above.items():
        for parent in parents:
            below[parent].append(code)
    free = [code for code, count in waiting_for.items() if count == 0]
    remaining = set(above)
    while free:
        code = free.pop()
        remaining.discard(code)
        for lower in below[code]:
            waiting_for[lower] -= 1
            if waiting_for[lower] == 0:
                free.append(lower)
    return remaining


def check_pairs(wanted: Wanted) -> Iterator[RowProblem]:
    """Every condition and every implied fact names a factor, and one of its values."""
    if "factors" in wanted.incomplete:
        return
    factors = wanted.content.factors
    values = {code: [value.value for value in factor.values] for code, factor in factors.items()}
    near_factor = _nearest(wanted.content, "factors")
    for listing, field_, column in PAIRS:
        for key, entry in wanted.content.entries(listing).items():
            pairs: tuple[tuple[str, str], ...] = getattr(entry, field_)
            for factor, value in pairs:
                if value in values.get(factor, ()) or factor in wanted.left_out["factors"]:
                    continue
                origin = wanted.origin(listing, key)
                file, line = _place(origin, "factors")
                used = "" if origin else f"（{listing} {_named(key)}）"
                if factor in values:
                    yield RowProblem(
                        "unknown-value",
                        file,
                        f"判定要素 {factor} 没有 {value} 这个取值{used}；可选：{'、'.join(values[factor])}",
                        f"the factor {factor} has no value {value}{used}; it has {', '.join(values[factor])}",
                        line,
                        column,
                        f"{factor}={value}",
                        tuple(f"{factor}={near}" for near in Nearest(values[factor])(value)),
                    )
                else:
                    yield RowProblem(
                        "unknown-factor",
                        file,
                        f"没有代码为 {factor} 的判定要素{used}",
                        f"there is no factor with the code {factor}{used}",
                        line,
                        column,
                        f"{factor}={value}",
                        near_factor(factor),
                    )


def _place(origin: Origin | None, listing: str) -> tuple[str, int | None]:
    return (origin.file, origin.line) if origin else (f"{listing}.csv", None)


def _codes(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _named(key: Key) -> str:
    return key if isinstance(key, str) else " / ".join(str(part) for part in key)


def _nearest(content: Content, listing: str) -> Nearest:
    """Suggestions for one list, also by the names people write."""
    names: dict[str, str] = {}
    entries = content.entries(listing)
    for entry in entries.values():
        for name in _names(entry):
            names.setdefault(name, getattr(entry, "code", ""))
    return Nearest([str(code) for code in entries], names)


def _names(entry: Entry) -> tuple[str, ...]:
    name = getattr(entry, "name", None) or getattr(entry, "title", None)
    aliases = entry.aliases if isinstance(entry, (Department, Location)) else ()
    terms = entry.terms if isinstance(entry, IssueType) else ()
    return (*((name,) if name else ()), *aliases, *terms)
