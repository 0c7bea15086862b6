"""Named queries, and running them inside a transaction.

Cypher lives in `graph/queries/<name>.cypher`, values in parameters; nothing in this project builds Cypher from strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import LiteralString

import neo4j

Transaction = neo4j.Transaction
READ = neo4j.READ_ACCESS
WRITE = neo4j.WRITE_ACCESS
"""For the layers above, which know of transactions but not of the driver."""


@cache
def load_query(name: str) -> LiteralString:
    """The text of `graph/queries/<name>.cypher`; FileNotFoundError when there is none.

    It is literal in the sense that matters: it comes with the code and no input ever touches it.
    """
    return resources.files("graph.queries").joinpath(f"{name}.cypher").read_text(encoding="utf-8")


def run(
    transaction: neo4j.Transaction, query_name: str, parameters: Mapping[str, object] | None = None
) -> list[neo4j.Record]:
    """Run a named query in an open transaction and return all its records."""
    return list(transaction.run(load_query(query_name), dict(parameters or {})))
