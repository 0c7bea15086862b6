"""What must change for the live registry to become the wanted one. Pure: contents in, a difference out."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.content import HUB_LISTS, Content, Entry, Hub, Key
from graph.live import Live, Node
from graph.stored import Link, Properties, hub_properties, labels, links, search_properties
from resolver.conflicts import Conflicts, Duty, derive, duty
from resolver.scope import Tree
from schema.registry import Mandate, Precedent

Pair = tuple[str, str, str]
"""A derived relationship: its type, and the codes of the mandates it leads from and to."""


@dataclass(slots=True)
class Changes:
    """The difference between the live registry and the wanted one. Empty: nothing to do.

    `new_hubs` have no node yet; `revised_hubs` have one that says something else, or that was retired.
    """

    new_hubs: list[Hub] = field(default_factory=list)
    revised_hubs: list[Hub] = field(default_factory=list)
    retired_hubs: list[Node] = field(default_factory=list)
    respelled_hubs: list[Hub] = field(default_factory=list)
    new_links: list[Link] = field(default_factory=list)
    retracted_links: list[Link] = field(default_factory=list)
    new_mandates: list[Mandate] = field(default_factory=list)
    retracted_mandates: list[str] = field(default_factory=list)
    new_precedents: list[Precedent] = field(default_factory=list)
    retracted_precedents: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class ListChange:
    """What happens to one list, by key."""

    added: tuple[Key, ...]
    changed: tuple[Key, ...]
    retired: tuple[Key, ...]
    unchanged: int


def difference(live: Live, wanted: Content) -> Changes:
    """The changes that turn the live registry into the wanted one."""
    changes = Changes()
    for listing, label in HUB_LISTS.items():
        _hubs(live, live.content.hubs(listing), wanted.hubs(listing), label, changes)
    wanted_links = links(wanted)
    changes.new_links = sorted(wanted_links - live.links.keys(), key=repr)
    changes.retracted_links = sorted(live.links.keys() - wanted_links, key=repr)
    for code, mandate in wanted.mandates.items():
        if live.content.mandates.get(code) != mandate:
            changes.new_mandates.append(mandate)
    changes.retracted_mandates = _outdated(live.content.mandates, wanted.mandates)
    for code, precedent in wanted.precedents.items():
        if live.content.precedents.get(code) != precedent:
            changes.new_precedents.append(precedent)
    changes.retracted_precedents = _outdated(live.content.precedents, wanted.precedents)
    return changes


def list_change(before: dict[Key, Entry], after: dict[Key, Entry]) -> ListChange:
    """What happens to one list."""
    changed = tuple(key for key, entry in after.items() if key in before and before[key] != entry)
    added = tuple(key for key in after if key not in before)
    retired = tuple(key for key in before if key not in after)
    return ListChange(added, changed, retired, len(after) - len(changed) - len(added))


def _hubs(live: Live, before: dict[str, Hub], after: dict[str, Hub], label: str, changes: Changes) -> None:
    for code, hub in after.items():
        node = label, code
        old = before.get(code)
        if node not in live.nodes:
            changes.new_hubs.append(hub)
        elif old is None or _told(old) != _told(hub):
            changes.revised_hubs.append(hub)
        elif live.spelled[node] != search_properties(hub):
            changes.respelled_hubs.append(hub)
    changes.retired_hubs += [(label, code) for code in before if code not in after]


def _told(hub: Hub) -> tuple[list[str], Properties]:
    return labels(hub), hub_properties(hub)


def _outdated(
    before: dict[str, Mandate] | dict[str, Precedent], after: dict[str, Mandate] | dict[str, Precedent]
) -> list[str]:
    return [code for code, entry in before.items() if after.get(code) != entry]


def duties(content: Content) -> dict[str, Duty]:
    """Every mandate with its statute, as conflicts see it, by code."""
    return {m.code: duty(m, content.statutes[m.statute]) for m in content.mandates.values()}


def touched_mandates(before: Content, after: Content) -> frozenset[str]:
    """Codes of the mandates whose conflicts may differ: they, their statute or something above their scope changed."""
    old, new = duties(before), duties(after)
    touched = {code for code in old.keys() | new.keys() if old.get(code) != new.get(code)}
    touched |= {code for code, mandate in after.mandates.items() if before.mandates.get(code) != mandate}
    issues = _moved(before.issue_tree(), after.issue_tree(), {each.scope.issue_type for each in new.values()})
    places = _moved(before.place_tree(), after.place_tree(), {each.scope.location for each in new.values()})
    touched |= {c for c, each in new.items() if each.scope.issue_type in issues or each.scope.location in places}
    return frozenset(touched)


def _moved(before: Tree, after: Tree, codes: set[str]) -> set[str]:
    return {code for code in codes if before.ancestors(code) != after.ancestors(code)}


def wanted_conflicts(content: Content, touched: frozenset[str] | None = None) -> dict[Pair, Properties]:
    """The derived relationships that should be live, with their properties; `touched` limits them to these codes'."""
    found: Conflicts = derive(duties(content).values(), content.issue_tree(), content.place_tree(), touched)
    pairs: dict[Pair, Properties] = {
        ("PREVAILS_OVER", winner, loser): {"rule": str(rule)} for (winner, loser), rule in found.prevails.items()
    }
    return pairs | {("COLLIDES_WITH", first, second): {} for first, second in found.collides}
