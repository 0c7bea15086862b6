"""Models to stored properties and back: the shape of docs/architecture.md, "The graph as stored". Pure, no I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from neo4j.time import Date

from graph.content import Content, Hub
from graph.spelling import spellings
from schema.registry import (
    Authority,
    Department,
    Exercise,
    Factor,
    FactorValue,
    IssueType,
    Location,
    Mandate,
    Precedent,
    Statute,
    Succession,
)

Properties = dict[str, Any]
MODELS: dict[str, type[Hub]] = {
    "Department": Department,
    "Authority": Authority,
    "IssueType": IssueType,
    "Location": Location,
    "Factor": Factor,
    "Statute": Statute,
}
SEARCH = ("pinyin", "initials")


class Link(NamedTuple):
    """A live relationship between two hubs, by their codes; `properties` are sorted and hold no nulls."""

    type: str
    source: str
    target: str
    properties: tuple[tuple[str, Any], ...] = ()


ENDS = {
    "PART_OF": ("Department", "Department"),
    "SERVES": ("Department", "Location"),
    "EXERCISES": ("Department", "Authority"),
    "SUCCEEDED_BY": ("Department", "Department"),
    "KIND_OF": ("IssueType", "IssueType"),
    "WITHIN": ("Location", "Location"),
}
"""The labels at both ends of each relationship between hubs."""


def pairs(values: Iterable[tuple[str, str]]) -> list[str]:
    """`(factor, value)` pairs as the list of `factor=value` that is stored."""
    return [f"{factor}={value}" for factor, value in values]


def hub_properties(hub: Hub) -> Properties:
    """A hub's own properties: its fields without references kept as relationships, without absent values."""
    properties: Properties = hub.model_dump(exclude={"parents", "within", "division"})
    if isinstance(hub, Location):
        properties["facts"] = pairs(hub.facts)
    if isinstance(hub, Factor):
        properties["values"] = [value.value for value in hub.values]
        properties["labels"] = [value.label for value in hub.values]
    return _present(properties)


def search_properties(hub: Hub) -> Properties:
    """The derived `pinyin` and `initials`: an entry each for the name (or title), the aliases and the terms."""
    match hub:
        case Statute():
            names = [hub.title]
        case IssueType():
            names = [hub.name, *hub.terms]
        case Factor():
            names = [hub.name]
        case _:
            names = [hub.name, *hub.aliases]
    return dict(zip(SEARCH, spellings(names), strict=True))


def labels(hub: Hub) -> list[str]:
    """The labels of a hub's node."""
    label = type(hub).__name__
    return [label, "Division"] if isinstance(hub, Location) and hub.division else [label]


def mandate_properties(mandate: Mandate) -> Properties:
    """A mandate version's properties, without its instants."""
    return _present({**mandate.model_dump(), "conditions": pairs(mandate.conditions)})


def links(content: Content) -> set[Link]:
    """Every relationship between hubs that the content says."""
    found: set[Link] = set()
    for department in content.departments.values():
        found.add(Link("SERVES", department.code, department.serves))
        if department.part_of:
            found.add(Link("PART_OF", department.code, department.part_of))
    for issue in content.issue_types.values():
        found |= {Link("KIND_OF", issue.code, parent) for parent in issue.parents}
    for location in content.locations.values():
        found |= {Link("WITHIN", location.code, above) for above in location.within}
    for exercise in content.exercises.values():
        own = exercise.model_dump(include={"valid_from", "valid_until", "source"})
        found.add(Link("EXERCISES", exercise.department, exercise.authority, _sorted(own)))
    for succession in content.successions.values():
        own = succession.model_dump(include={"on", "authorities", "note"})
        found.add(Link("SUCCEEDED_BY", succession.department, succession.successor, _sorted(own)))
    return found


def stored_link(type_: str, source: str, target: str, properties: Mapping[str, Any]) -> Link:
    """A relationship as read from the graph."""
    own = {name: value for name, value in native(properties).items() if name not in ("recorded_at", "retracted_at")}
    return Link(type_, source, target, _sorted(own))


def content_of(
    hubs: Iterable[tuple[list[str], Properties]],
    live_links: Iterable[Link],
    mandates: Iterable[Properties],
    precedents: Iterable[Properties],
) -> Content:
    """The content that the stored nodes and relationships say."""
    content = Content()
    above: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in live_links:
        own = dict(link.properties)
        match link.type:
            case "KIND_OF" | "WITHIN":
                above[link.type, link.source].append(link.target)
            case "EXERCISES":
                exercise = Exercise(department=link.source, authority=link.target, **own)
                content.exercises[exercise.department, exercise.authority, exercise.valid_from] = exercise
            case "SUCCEEDED_BY":
                succession = Succession(department=link.source, successor=link.target, **own)
                content.successions[succession.department, succession.successor, succession.on] = succession
    for node_labels, properties in hubs:
        _place_hub(content, node_labels, properties, above)
    for properties in mandates:
        mandate = Mandate(**{**_fields(properties), "conditions": _split(properties.get("conditions", ()))})
        content.mandates[mandate.code] = mandate
    for properties in precedents:
        precedent = Precedent(**{**_fields(properties), "conditions": _split(properties.get("conditions", ()))})
        content.precedents[precedent.code] = precedent
    return content


def _place_hub(
    content: Content, node_labels: list[str], properties: Properties, above: Mapping[tuple[str, str], list[str]]
) -> None:
    fields, code = _fields(properties), properties["code"]
    if "Department" in node_labels:
        content.departments[code] = Department(**fields)
    elif "Authority" in node_labels:
        content.authorities[code] = Authority(**fields)
    elif "IssueType" in node_labels:
        parents = tuple(sorted(above.get(("KIND_OF", code), ())))
        content.issue_types[code] = IssueType(**fields, parents=parents)
    elif "Location" in node_labels:
        fields["facts"] = _split(fields.get("facts", ()))
        within = tuple(sorted(above.get(("WITHIN", code), ())))
        content.locations[code] = Location(**fields, within=within, division="Division" in node_labels)
    elif "Factor" in node_labels:
        values, told = fields.pop("values"), fields.pop("labels")
        fields["values"] = tuple(FactorValue(value=v, label=t) for v, t in zip(values, told, strict=True))
        content.factors[code] = Factor(**fields)
    else:
        content.statutes[code] = Statute(**fields)


def native(properties: Mapping[str, Any]) -> Properties:
    """Properties as read, with days as `datetime.date` and lists as tuples."""
    return {name: _native(value) for name, value in properties.items()}


def _native(value: Any) -> Any:
    if isinstance(value, Date):
        return value.to_native()
    return tuple(value) if isinstance(value, list) else value


def _fields(properties: Mapping[str, Any]) -> Properties:
    derived = {"recorded_at", "retracted_at", *SEARCH}
    return {name: value for name, value in native(properties).items() if name not in derived}


def _split(stored: Iterable[str]) -> tuple[tuple[str, str], ...]:
    split = (pair.partition("=") for pair in stored)
    return tuple((factor, value) for factor, _, value in split)


def _present(properties: Mapping[str, Any]) -> Properties:
    """Without absent values: null, the empty string and the empty list are not stored."""
    kept = {name: value for name, value in properties.items() if value is not None and value != "" and value != ()}
    return {name: _plain(value) for name, value in kept.items() if value != []}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return str(value)  # an enum's value, not its member
    return list(value) if isinstance(value, tuple) else value


def _sorted(properties: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((name, tuple(v) if isinstance(v, list) else v) for name, v in _present(properties).items()))
