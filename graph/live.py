"""The live registry as one transaction sees it: its content, and handles to what an import may have to change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import neo4j

from graph.content import Content
from graph.stored import MODELS, SEARCH, Link, Properties, content_of, stored_link
from graph.transactions import run

Node = tuple[str, str]
"""A hub's label and code."""
_CARRIED = ("valid_until", "overruled_by", "overruled_on", "overruled_at")


@dataclass(slots=True)
class Live:
    """What is live, with handles (element ids) that hold for the length of the transaction and are never stored.

    `nodes` has every hub, those in `retired` too. `precedents` has, by code, the handle of the live imported edge and
    what casework has since written on it (an overruling), which a corrected edge carries on.
    """

    version: int
    at: datetime | None
    content: Content
    nodes: dict[Node, str]
    retired: set[Node]
    spelled: dict[Node, Properties]
    links: dict[Link, list[str]]
    mandates: dict[str, str]
    precedents: dict[str, tuple[str, Properties]]
    taken_numbers: frozenset[str]
    """Case numbers and ruling codes that casework has given: an imported precedent cannot have them."""


def read_live(transaction: neo4j.Transaction, precedent_codes: list[str], *, lock: bool) -> Live:
    """Read the live registry. `lock` keeps other imports out until the transaction ends (needs a write transaction).

    `precedent_codes` are the codes that an import is about to give to precedents.
    """
    stamp = run(transaction, "lock_registry" if lock else "read_registry_stamp")
    nodes: dict[Node, str] = {}
    retired: set[Node] = set()
    spelled: dict[Node, Properties] = {}
    hubs: list[tuple[list[str], Properties]] = []
    for row in run(transaction, "read_hubs"):
        properties = row["properties"]
        label = next(label for label in row["labels"] if label in MODELS)
        node = label, properties["code"]
        nodes[node] = row["handle"]
        if "retracted_at" in properties:
            retired.add(node)
        else:
            hubs.append((row["labels"], properties))
            spelled[node] = {name: properties.get(name, []) for name in SEARCH}
    links: dict[Link, list[str]] = defaultdict(list)
    for row in run(transaction, "read_live_links"):
        links[stored_link(row["type"], row["source"], row["target"], row["properties"])].append(row["handle"])
    mandates = run(transaction, "read_live_mandates")
    precedents = run(transaction, "read_imported_precedents")
    taken = run(transaction, "find_casework_numbers", {"codes": precedent_codes})
    return Live(
        version=stamp[0]["version"] if stamp else 0,
        at=_instant(stamp[0]["at"]) if stamp else None,
        content=content_of(
            hubs, links, [row["properties"] for row in mandates], [row["precedent"] for row in precedents]
        ),
        nodes=nodes,
        retired=retired,
        spelled=spelled,
        links=dict(links),
        mandates={row["properties"]["code"]: row["handle"] for row in mandates},
        precedents={row["precedent"]["code"]: (row["handle"], _carried(row["edge"])) for row in precedents},
        taken_numbers=frozenset(row["code"] for row in taken),
    )


def _carried(edge: Properties) -> Properties:
    return {name: edge[name] for name in _CARRIED if name in edge}


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    instant: datetime = value.to_native()
    return instant
