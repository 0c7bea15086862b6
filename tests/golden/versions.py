"""Small registries written within a case file: one or several versions of lists, each known from an instant on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from graph.content import Content
from resolver.snapshot import Snapshot
from tests.golden.reading import snapshot_of
from tests.lists import write_lists


@dataclass(frozen=True)
class Version:
    """The registry from an instant on: the folder of the lists that changed, and the whole of it in memory."""

    at: datetime
    folder: Path
    snapshot: Snapshot


def versions(path: Path, folder: Path) -> list[Version]:
    """Write the lists of each version into a folder of its own; a list left out stays as it was."""
    live: Content | None = None
    found: list[Version] = []
    entries: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["版本"]
    for number, entry in enumerate(entries):
        rows = {listing: text.splitlines() for listing, text in entry["名册"].items()}
        lists = write_lists(folder / str(number), rows, divisions=number == 0)
        snapshot, live = snapshot_of(lists, live)
        found.append(Version(datetime.fromisoformat(entry["时刻"]).replace(tzinfo=UTC), lists, snapshot))
    return found


def known(found: list[Version], known_at: datetime) -> Snapshot:
    """The registry as it was known at an instant."""
    return next(version.snapshot for version in reversed(found) if version.at <= known_at)
