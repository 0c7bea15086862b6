"""The first page: a question, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request, Response

from api import candidates, language
from api.console import examples, templating
from api.console.asking import Asking, shown
from api.metrics import metrics
from api.state import Graph
from graph import catalogue, claims
from graph.connection import Database
from importers import haikou
from resolver.resolve import resolve
from resolver.why_not import why_not
from schema.problems import Language, Problem
from schema.resolution import Claim, ClaimState, Inquiry, Named, Resolution, WhyNot

router = APIRouter(include_in_schema=False)

FRAGMENT = "partial"  # what htmx says it wants when it swaps a part of the page


BESIDE = ("assist", "supervise")
JOINED = " / "  # between the names of several candidates in one box (fields.html)


@dataclass(frozen=True)
class Answered:
    """What the page shows of an answer: the resolution, its claims sorted for reading, and why not.

    `standing` compete and hold, `beaten` competed and lost, `beside` only assist or supervise, and `rest` do not
    count at all.
    """

    resolution: Resolution
    standing: tuple[Claim, ...]
    beaten: tuple[Claim, ...]
    beside: tuple[Claim, ...]
    rest: tuple[Claim, ...]
    why_not: WhyNot | None
    labels: dict[str, tuple[str, dict[str, str]]]

    @property
    def deciding(self) -> Claim | None:
        """The claim that the owner has it by; the first where several say the same."""
        owner = self.resolution.department
        mine = (c for c in self.standing if owner and c.department and c.department.code == owner.code)
        return next(mine, None)

    def names(self, claim: str) -> str:
        """Who bears a claim, by its id."""
        for each in self.resolution.claims:
            if each.id == claim and each.department:
                return each.department.name
        return claim

    def condition(self, factor: str, value: str) -> str:
        """A condition in words."""
        name, values = self.labels.get(factor, (factor, {}))
        return f"{name}：{values.get(value, value)}"


@router.get("/")
def ask(request: Request, database: Graph) -> Response:
    """The question form with the answer below it; only the answer where a part of the page is wanted."""
    spoken = language.of_page(request)
    asking, answered, problem = Asking(), None, None
    try:
        asking = Asking.of(request.query_params)
        asking, answered = _answer(database, asking, spoken)
        if answered is not None and answered.why_not is None:
            metrics(request).resolved(answered.resolution.outcome, "page")
    except Problem as found:
        problem = found
        if problem.status == 422 and not asking.begun:
            asking = _as_typed(request)
    context: dict[str, Any] = {
        "asking": asking,
        "answered": answered,
        "problem": problem.document(spoken) if problem else None,
        "missing": asking.begun and answered is None and problem is None,
        "issues": answered.resolution.issue_types if answered else (),
        "places": answered.resolution.locations if answered else (),
        "suggested": _suggested(database, asking, problem) if problem else (),
        "known_at": shown(asking.known_at) if asking.known_at else "",
        "examples": (),
    }
    status = problem.status if problem else 200
    headers = {"Retry-After": "5"} if status == 503 else {}
    if request.headers.get("HX-Request-Type") == FRAGMENT:
        headers["HX-Push-Url"] = asking.address()
        return templating.page(request, "answer.html", context | {"fragment": True}, status=status, headers=headers)
    return templating.page(
        request, "ask.html", context | _surroundings(database, asking, problem), status=status, headers=headers
    )


def _suggested(database: Database, asking: Asking, problem: Problem) -> tuple[tuple[str, str], ...]:
    """Names and addresses of the same question with each of the nearest codes in place of what was not found."""
    codes = problem.nearest
    where = {"unknown-issue-type": "issue", "unknown-location": "place"}.get(problem.code, problem.where)
    if not codes or where not in ("issue", "place"):
        return ()
    issue = where == "issue"
    try:
        names = catalogue.names(database, **{"issue_types" if issue else "locations": codes})
    except Problem:  # the database left in between; the page says what it can
        return ()
    likely = [(code, names.get(("issue_type" if issue else "location", code), code)) for code in codes]
    if issue:
        return tuple((name, replace(asking, issues=(code,), issue_text="").address()) for code, name in likely)
    return tuple((name, replace(asking, places=(code,), place_text="").address()) for code, name in likely)


def _as_typed(request: Request) -> Asking:
    """What can be saved of an address that does not make sense."""
    query = request.query_params
    return Asking(
        issues=tuple(query.getlist("issue")[:1]),
        places=tuple(query.getlist("place")[:1]),
        issue_text=query.get("issue_text", ""),
        place_text=query.get("place_text", ""),
    )


def _answer(database: Database, asking: Asking, spoken: Language) -> tuple[Asking, Answered | None]:
    """The question in codes and its answer; no answer yet where an issue or a place is missing."""
    moment = asking.moment
    asking = _believed(database, asking)
    issues, places = asking.issues, asking.places
    if not issues and asking.issue_text:
        issues = candidates.find(database, catalogue.ISSUE_TYPES, asking.issue_text, moment)
    if not places and asking.place_text:
        places = candidates.find(database, catalogue.LOCATIONS, asking.place_text, moment)
    if not (issues and places):
        return asking, None
    asking = asking.settled(issues, places)
    inquiry = asking.inquiry(issues, places)
    evidence = claims.collect(database, inquiry)
    explained = None
    if asking.why_not:
        code = _department(database, asking, inquiry)
        asking = replace(asking, why_not=code)
        explained = why_not(evidence, inquiry, claims.bearer(database, code, inquiry), spoken)
        resolution = explained.resolution
    else:
        resolution = resolve(evidence, inquiry, spoken)
    labels = {code: (factor.name, factor.values) for code, factor in evidence.factors.items()}
    return asking, _sorted(resolution, explained, labels)


def _believed(database: Database, asking: Asking) -> Asking:
    """Words and codes come together from a page without JavaScript; words typed over a choice replace it."""
    if not ((asking.issues and asking.issue_text) or (asking.places and asking.place_text)):
        return asking
    names = catalogue.names(database, issue_types=asking.issues, locations=asking.places)
    issue = JOINED.join(names.get(("issue_type", code), code) for code in asking.issues)
    place = JOINED.join(names.get(("location", code), code) for code in asking.places)
    return replace(
        asking,
        issues=asking.issues if asking.issue_text in ("", issue) else (),
        places=asking.places if asking.place_text in ("", place) else (),
    )


def _department(database: Database, asking: Asking, inquiry: Inquiry) -> str:
    code, *others = candidates.find(database, catalogue.DEPARTMENTS, asking.why_not, inquiry.known_at)
    if others:
        known = catalogue.names(database, departments=(code, *others))
        raise Problem(
            "ambiguous-department",
            zh=f"“{asking.why_not}”可能是几个单位：" + "、".join(known.values()) + "。",
            en=f"“{asking.why_not}” may be several departments: " + ", ".join(known.values()) + ".",
            status=422,
            where="why_not",
            next_zh="把名称写全，或从候选里选一个。",
            next_en="Give the full name, or choose one of the suggestions.",
        )
    return code


def _sorted(
    resolution: Resolution, explained: WhyNot | None, labels: dict[str, tuple[str, dict[str, str]]]
) -> Answered:
    standing, beaten, beside, rest = [], [], [], []
    for claim in resolution.claims:
        if claim.state in (ClaimState.OUT, ClaimState.VACANT, ClaimState.LAPSED):
            rest.append(claim)
        elif claim.role in BESIDE:
            beside.append(claim)
        elif claim.defeated_by is not None or claim.role == "not_responsible":
            beaten.append(claim)
        else:
            standing.append(claim)
    standing.sort(key=lambda c: (c.state is not ClaimState.APPLIES, c.kind != "precedent"))
    return Answered(resolution, tuple(standing), tuple(beaten), tuple(beside), tuple(rest), explained, labels)


def _surroundings(database: Database, asking: Asking, problem: Problem | None) -> dict[str, Any]:
    """What stands around the answer; without a database the page still says what is wrong."""
    if problem is not None and problem.status == 503:
        return {"registry": None, "examples": (), "chosen": {}}
    try:
        registry = catalogue.registry(database, haikou.MARK)
        shown = examples.known(database) if not asking.begun else ()
        names = catalogue.names(database, issue_types=asking.issues, locations=asking.places)
    except Problem:
        return {"registry": None, "examples": (), "chosen": {}}
    chosen = {kind: [Named(code=code, name=name) for (k, code), name in names.items() if k == kind] for kind in _FIELDS}
    return {"registry": registry, "examples": shown, "chosen": chosen}


_FIELDS = ("issue_type", "location")
