"""Writing the registry: an import's changes, and the conflicts that follow from them, in one transaction.

Nothing is overwritten: what a hub said goes to a `Revision`, relationships and mandate versions are retracted and added
(docs/architecture.md, "The graph as stored").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import neo4j

from graph.changes import Changes, Pair, touched_mandates, wanted_conflicts
from graph.content import Content, Hub
from graph.live import Live, Node
from graph.stored import (
    ENDS,
    Link,
    Properties,
    hub_properties,
    labels,
    mandate_properties,
    pairs,
    search_properties,
)
from graph.transactions import run
from schema.registry import Precedent

BATCH = 500
"""Rows a query is given at once: enough to be fast, few enough that progress is seen and parameters stay small."""

Advance = Callable[[str, int, int], None]
"""Told of progress: what is being written, how many rows are done, how many there are."""


@dataclass(frozen=True, slots=True)
class ConflictChange:
    """Derived relationships added and retracted, and how many touched ones stayed."""

    added: int
    retracted: int
    kept: int


@dataclass(frozen=True, slots=True)
class ImportStamp:
    """What the registry remembers of an import; `counts` are whole numbers by name."""

    id: str
    at: datetime
    by: str
    source: str
    digest: str
    counts: Mapping[str, int]


class RegistryWriter:
    """Applies changes within one transaction, all recorded at one instant."""

    def __init__(self, transaction: neo4j.Transaction, live: Live, at: datetime, advance: Advance) -> None:
        self._transaction = transaction
        self._live = live
        self._at = at
        self._advance = advance
        self._nodes: dict[Node, str] = dict(live.nodes)
        self._mandates: dict[str, str] = dict(live.mandates)

    def apply(self, changes: Changes, wanted: Content) -> ConflictChange:
        """Write the changes, and the conflicts' difference between the live content and the wanted one."""
        touched = touched_mandates(self._live.content, wanted)
        before = self._conflicts_of(touched)  # read while the versions they lead from and to are still live
        self._hubs(changes)
        self._links(changes)
        self._mandate_versions(changes)
        self._precedents(changes)
        return self._conflicts(before, wanted_conflicts(wanted, touched), set(changes.retracted_mandates))

    def stamp(self, stamp: ImportStamp) -> int:
        """Record the import and give the registry its next version, which is returned."""
        properties = {
            "id": stamp.id,
            "at": stamp.at,
            "by": stamp.by,
            "source": stamp.source,
            "digest": stamp.digest,
            **stamp.counts,
        }
        version: int = run(self._transaction, "record_import", {"properties": properties, "at": stamp.at})[0]["version"]
        return version

    def _run(self, query: str, doing: str, rows: Sequence[object]) -> list[neo4j.Record]:
        found: list[neo4j.Record] = []
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            found += run(self._transaction, query, {"rows": batch, "at": self._at})
            self._advance(doing, min(start + BATCH, len(rows)), len(rows))
        return found

    def _hubs(self, changes: Changes) -> None:
        for row in self._run("create_hubs", "hubs", [_hub_row(hub) for hub in changes.new_hubs]):
            self._nodes[row["label"], row["code"]] = row["handle"]
        revised = [{**_hub_row(hub), "handle": self._nodes[_node(hub)]} for hub in changes.revised_hubs]
        self._run("revise_hubs", "hubs", revised)
        self._run("retire_hubs", "hubs", [self._nodes[node] for node in changes.retired_hubs])
        respelled = [{"handle": self._nodes[_node(h)], **search_properties(h)} for h in changes.respelled_hubs]
        self._run("respell_hubs", "hubs", respelled)

    def _links(self, changes: Changes) -> None:
        retracted = [handle for link in changes.retracted_links for handle in self._live.links[link]]
        self._run("retract_relationships", "links", retracted)
        self._run("add_links", "links", [self._link_row(link) for link in changes.new_links])

    def _link_row(self, link: Link) -> Properties:
        source, target = ENDS[link.type]
        return {
            "type": link.type,
            "source": self._nodes[source, link.source],
            "target": self._nodes[target, link.target],
            "properties": {name: list(v) if isinstance(v, tuple) else v for name, v in link.properties},
        }

    def _mandate_versions(self, changes: Changes) -> None:
        self._run("retract_mandates", "mandates", [self._mandates.pop(code) for code in changes.retracted_mandates])
        rows = []
        for mandate in changes.new_mandates:
            properties = mandate_properties(mandate)
            ground = {name: properties[name] for name in ("article", "quote") if name in properties}
            rows.append({"properties": properties, "ground": ground})
        for row in self._run("add_mandates", "mandates", rows):
            self._mandates[row["code"]] = row["handle"]

    def _precedents(self, changes: Changes) -> None:
        retracted = [self._live.precedents[code][0] for code in changes.retracted_precedents]
        self._run("retract_relationships", "precedents", retracted)
        self._run("revise_imported_cases", "precedents", [each.code for each in changes.new_precedents])
        self._run("add_precedents", "precedents", [self._precedent_row(each) for each in changes.new_precedents])

    def _precedent_row(self, precedent: Precedent) -> Properties:
        _, carried = self._live.precedents.get(precedent.code, ("", {}))
        ruled = {"ruled_on": precedent.ruled_on, "ruled_by": precedent.ruled_by or None}
        named = {"title": precedent.title, "source": precedent.source or None, "recorded_at": self._at}
        return {
            "code": precedent.code,
            "department": precedent.department,
            "issue_type": precedent.issue_type,
            "location": precedent.location,
            "case": {**named, "text": precedent.facts or None},
            "ruling": {**named, **ruled, "reason": precedent.reason or None},
            "edge": {
                "code": precedent.code,
                "ruling": precedent.code,
                "issue_type": precedent.issue_type,
                "location": precedent.location,
                "conditions": pairs(precedent.conditions),
                **ruled,
                **carried,
                "recorded_at": self._at,
            },
        }

    def _conflicts_of(self, codes: frozenset[str]) -> dict[Pair, tuple[str, Properties]]:
        handles = [self._live.mandates[code] for code in sorted(codes) if code in self._live.mandates]
        rows = self._run("read_live_conflicts", "conflicts", handles)
        return {
            (row["type"], row["source"], row["target"]): (
                row["handle"],
                {"rule": row["rule"]} if row["rule"] is not None else {},
            )
            for row in rows
        }

    def _conflicts(
        self, before: Mapping[Pair, tuple[str, Properties]], after: Mapping[Pair, Properties], renewed: set[str]
    ) -> ConflictChange:
        """Write the difference; what leads from or to an old version of a renewed mandate goes with it."""
        kept = {
            pair
            for pair, (_, properties) in before.items()
            if after.get(pair) == properties and renewed.isdisjoint(pair[1:])
        }
        retracted = [handle for pair, (handle, _) in before.items() if pair not in kept]
        self._run("retract_relationships", "conflicts", retracted)
        new: list[dict[str, Any]] = [
            {
                "type": type_,
                "source": self._mandates[first],
                "target": self._mandates[second],
                "properties": properties,
            }
            for (type_, first, second), properties in sorted(after.items(), key=lambda item: item[0])
            if (type_, first, second) not in kept
        ]
        self._run("add_links", "conflicts", new)
        return ConflictChange(len(new), len(retracted), len(kept))


def _node(hub: Hub) -> Node:
    return type(hub).__name__, hub.code


def _hub_row(hub: Hub) -> Properties:
    return {
        "label": type(hub).__name__,
        "labels": labels(hub),
        "properties": {**hub_properties(hub), **search_properties(hub)},
    }
