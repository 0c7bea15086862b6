"""The claims of one question: one Cypher round trip, from codes to the evidence that the rules weigh."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.connection import Database
from graph.nearest import unknown
from resolver.evidence import (
    Bearer,
    Evidence,
    Factor,
    Heir,
    Holder,
    Issue,
    MandateClaim,
    PastMandate,
    Place,
    PrecedentClaim,
)
from resolver.scope import Conditions, Scope, Tree
from schema.problems import Problem
from schema.resolution import Ground, Inquiry, Named, Rule

_CHOICES = {"issue_type", "location", "division"}


def collect(database: Database, inquiry: Inquiry) -> Evidence:
    """Everything that bears on the inquiry, as the registry knew it at `known_at`, in force on `on`.

    Raises the problems `unknown-issue-type`, `unknown-location`, `unknown-factor` (404) and `unknown-value` (422), with
    the nearest known codes.
    """
    division = [inquiry.division] if inquiry.division else []
    told = [f for f in inquiry.facts if f not in _CHOICES]
    row = database.read(
        "collect_claims",
        asked={
            "issue_types": list(inquiry.issue_types),
            "starts": division or list(inquiry.locations),
            "places": [*inquiry.locations, *division],
            "facts": told,
        },
        on=inquiry.on,
        known_at=inquiry.known_at,
    )[0]
    found = evidence(row)
    for label, wanted, known in (
        ("IssueType", inquiry.issue_types, found.issues),
        ("Location", (*inquiry.locations, *division), found.places),
        ("Factor", told, found.factors),
    ):
        for code in wanted:
            if code not in known:
                raise unknown(database, label, code)
    for code, value in inquiry.facts.items():
        if value is not None and code in found.factors and value not in found.factors[code].values:
            raise _unknown_value(found.factors[code], value)
    return found


def bearer(database: Database, code: str, inquiry: Inquiry) -> Bearer:
    """A department as why-not looks at it; raises the problem `unknown-department` (404) with the nearest codes."""
    rows = database.read("describe_bearer", code=code, on=inquiry.on, known_at=inquiry.known_at)
    if not rows:
        raise unknown(database, "Department", code, where="department")
    row = rows[0]
    return Bearer(
        department=Named(code=row["code"], name=row["name"]),
        serves=Named(code=row["serves"][0], name=row["serves"][1]),
        ended=row["ended"].to_native() if row["ended"] else None,
        authorities=frozenset(row["authorities"]),
        successors=tuple(Named(code=c, name=n) for c, n in row["successors"]),
    )


def _unknown_value(factor: Factor, value: str) -> Problem:
    choices = "；".join(f"{v}（{label}）" for v, label in factor.values.items())
    return Problem(
        "unknown-value",
        zh=f"判定要素“{factor.name}”（{factor.code}）没有“{value}”这个值",
        en=f"The factor {factor.code} has no value “{value}”",
        status=422,
        where=f"facts.{factor.code}",
        next_zh=f"可用的值：{choices}；不清楚就给 null",
        next_en=f"give one of {', '.join(factor.values)}, or null where the caller does not know",
        nearest=tuple(factor.values),
    )


def evidence(row: Any) -> Evidence:
    """One row of `collect_claims` as evidence."""
    names: dict[str, Named] = {}

    def named(code: str, name: str) -> Named:
        if code not in names:
            names[code] = Named.model_construct(code=code, name=name)
        return names[code]

    holders: dict[str, list[Holder]] = {}
    for authority, code, name, serves in row["holders"]:
        holders.setdefault(authority, []).append(Holder(named(code, name), serves))
    return Evidence(
        issues={code: Issue(code, name, emergency) for code, name, emergency, _ in row["issues"]},
        places={
            code: Place(code, name, kind, division, _pairs(facts))
            for code, name, kind, division, facts, _ in row["places"]
        },
        issue_tree=Tree({code: above for code, _, _, above in row["issues"]}),
        place_tree=Tree({code: above for code, _, _, _, _, above in row["places"]}),
        mandates=tuple(_mandate(*fields) for fields in row["mandates"]),
        holders={authority: tuple(found) for authority, found in holders.items()},
        prevails={(winner, loser): Rule(rule) for winner, loser, rule in row["prevails"]},
        factors={
            code: Factor(code, name, question, dict(zip(values, labels, strict=True)), explanation or "")
            for code, name, question, values, labels, explanation in row["factors"]
        },
        precedents=tuple(_precedent(fields, named(fields[5], fields[6])) for fields in row["precedents"]),
        past=tuple(
            PastMandate(
                code,
                authority,
                role,
                Scope(issue, place, _pairs(conditions)),
                valid_from.to_native(),
                valid_until.to_native() if valid_until else None,
            )
            for code, authority, role, issue, place, conditions, valid_from, valid_until in row["past"]
        ),
        heirs=tuple(
            Heir(code, named(successor, name), ended, tuple(authorities or ()))
            for code, successor, name, ended, authorities in row["heirs"]
        ),
        grid=tuple(Holder(named(code, name), serves) for code, name, serves in row["grid"]),
    )


def _mandate(
    code: str, role: str, authority: str, authority_name: str, issue_type: str, location: str, *ground: Any
) -> MandateClaim:
    conditions, statute, title, rank, article, quote = ground
    return MandateClaim(
        code,
        role,
        Named.model_construct(code=authority, name=authority_name),
        Scope(issue_type, location, _pairs(conditions)),
        Ground.model_construct(code=statute, title=title, rank=rank, article=article or "", quote=quote or ""),
    )


def _precedent(fields: list[Any], department: Named) -> PrecedentClaim:
    code, title, issue, place, conditions, _, _, ended, ruling, ruled_on, ruled_by, reason, considered, held = fields
    return PrecedentClaim(
        code=code,
        title=title or "",
        scope=Scope(issue, place, _pairs(conditions)),
        department=department,
        ended=ended,
        ruling=ruling,
        ruled_on=ruled_on.to_native(),
        ruled_by=ruled_by or "",
        reason=reason or "",
        considered=tuple(considered) or None,
        held=frozenset(held),
    )


def _pairs(texts: Iterable[str] | None) -> Conditions:
    """`["factor=value", …]` as pairs."""
    if not texts:
        return frozenset()
    return frozenset((factor, value) for factor, _, value in (text.partition("=") for text in texts))
