"""Everything that understanding a text needs, built from one version of the registry and never changed after.

A new registry version makes a new vocabulary; readers keep the old one until the new one is ready (`Current`), so that
no request waits or misses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from intake.calibration import Calibration, cold_start
from intake.facts import FactWords
from intake.gazetteer import Gazetteer
from intake.issue_types import IssueIndex
from intake.past_cases import CaseIndex, PastCase
from resolver.scope import Tree
from schema.registry import Factor, IssueType, Location


@dataclass(frozen=True, slots=True)
class Source:
    """What a vocabulary is built from: registry models, past cases, which factors an issue type's duties name.

    `version` is the registry's stamp; an empty `factors_of` says that any factor may matter.
    """

    version: str
    locations: Sequence[Location]
    issue_types: Sequence[IssueType]
    factors: Sequence[Factor]
    cases: Sequence[PastCase] = ()
    factors_of: Mapping[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The indexes of one registry version, and the calibration they are read with. Safe from any thread."""

    version: str
    gazetteer: Gazetteer
    places: Tree
    issues: IssueIndex
    issue_names: dict[str, str]
    cases: CaseIndex | None
    facts: FactWords
    factors: dict[str, Factor]
    factors_of: Mapping[str, frozenset[str]] | None
    calibration: Calibration

    @classmethod
    def of(cls, source: Source, calibration: Calibration | None = None) -> Vocabulary:
        """Build all indexes; about two seconds with 50,000 names and 10,000 cases."""
        issues = IssueIndex.of(source.issue_types)
        return cls(
            source.version,
            Gazetteer.of(source.locations),
            Tree({place.code: place.within for place in source.locations}),
            issues,
            {it.code: it.name for it in source.issue_types},
            CaseIndex.of(source.cases, issues.codes) if source.cases else None,
            FactWords.of(source.factors),
            {factor.code: factor for factor in source.factors},
            source.factors_of,
            calibration or cold_start(),
        )

    @property
    def stale(self) -> bool:
        """Whether the calibration was learnt on an older registry than this one."""
        return bool(self.calibration.registry) and self.calibration.registry != self.version


class Current:
    """The vocabulary in use. `get` is instant once there is one; a change is built beside it and then swapped in.

    `version` is cheap and asked each time; `build` is slow and runs in one background thread at a time.
    """

    def __init__(self, version: Callable[[], str], build: Callable[[], Vocabulary]) -> None:
        self._version, self._build = version, build
        self._now: Vocabulary | None = None
        self._stamp = ""
        self._lock = threading.Lock()
        self._building = False

    def get(self) -> Vocabulary:
        """The newest vocabulary that is ready; the first call builds it. A rebuild that fails changes nothing."""
        stamp = self._version()
        now = self._now
        if now is None:
            with self._lock:
                if self._now is None:
                    self._now, self._stamp = self._build(), stamp
                return self._now
        if stamp != self._stamp:
            with self._lock:
                if not self._building:
                    self._building = True
                    threading.Thread(target=self._renew, args=(stamp,), daemon=True).start()
        return now

    def _renew(self, stamp: str) -> None:
        try:
            fresh = self._build()
        except Exception:  # the next request tries again; the old vocabulary answers meanwhile
            fresh = None
        with self._lock:
            if fresh is not None:
                self._now, self._stamp = fresh, stamp
            self._building = False


def known_names(locations: Iterable[Location]) -> frozenset[str]:
    """Names and aliases of places, as the check for places outside the city wants them."""
    return frozenset(name for place in locations for name in (place.name, *place.aliases))
