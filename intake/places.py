"""From names found in a text to candidate places: nested, ambiguous, near or in, with the finest taken.

Every candidate is kept and shown; what the inquiry asks about are `locations` (and the `division` beside them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from intake.gazetteer import Gazetteer, Sighting
from resolver.scope import Tree
from schema.understanding import Match, Relation

CHANCE = {Match.EXACT: 0.99, Match.PINYIN: 0.95, Match.FUZZY: 0.85}
"""How often a single sighting of each kind is right, measured on the tuning templates of the gazetteer evaluation."""

MOST_PLACES = 4
_NEAR = re.compile(r"(?:的)?(?:正)?(?:旁边|旁|对面|附近|隔壁|后面|前面|周边|周围|边上|边|外面|背后|背面|斜对面)")
_EDGE = re.compile(r"(?:的)?(?:边上|边|旁边|旁|岸)")
_NUMBER = re.compile(r"(\d{1,5}(?:-\d{1,4})?)号(?!线|楼|店|晚|早|上午|下午|凌晨)")
_LINEAR = frozenset(["lake", "river", "reservoir", "beach", "road", "bridge"])
"""What is "beside" these is still theirs: a lake's shore, a road's verge."""
_AREAS = frozenset(("area",))


@dataclass(frozen=True, slots=True)
class Spot:
    """One sighting read as one place; `ask` are the codes the inquiry asks about where this place is meant."""

    sighting: Sighting
    code: str
    ask: tuple[str, ...]
    relation: Relation
    probability: float
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """All candidates in reading order, and what to ask about."""

    spots: tuple[Spot, ...]
    locations: tuple[str, ...]
    division: str | None


def whereabouts(text: str, gazetteer: Gazetteer, tree: Tree) -> Whereabouts:
    """The places of a normalised text."""
    sightings = gazetteer.find(text)
    kept = [_told_apart(s, sightings, tree) for s in sightings]
    spots = [spot for s in kept for spot in _spots(text, s, gazetteer)]
    fine = [s for s in spots if s.code not in gazetteer.roots] or spots
    finest = [s for s in fine if not any(_inside(o, s, tree) for o in fine)]
    division, asked = _division(finest, gazetteer, tree)
    codes = dict.fromkeys(code for s in asked for code in s.ask)
    locations = _deepest(codes, tree)[:MOST_PLACES]
    return Whereabouts(tuple(spots), tuple(locations), division)


def _told_apart(sighting: Sighting, all_: Iterable[Sighting], tree: Tree) -> Sighting:
    """Of several places of one name, those that lie in another place named in the text."""
    if len(sighting.codes) < 2:
        return sighting
    others = {code for o in all_ if o is not sighting for code in o.codes}
    inside = tuple(c for c in sighting.codes if (tree.ancestors(c) - {c}) & others)
    return replace(sighting, codes=inside) if inside else sighting


def _spots(text: str, s: Sighting, gazetteer: Gazetteer) -> Iterable[Spot]:
    tail = text[s.end : s.end + 8]
    number = _NUMBER.match(tail)
    after = tail[number.end() :] if number else tail
    for code in s.codes:
        place = gazetteer.places[code]
        edge = place.kind in _LINEAR and _EDGE.match(after) and not after.startswith("对面")
        is_near = bool(_NEAR.match(after)) and not edge and not place.division and place.kind not in _AREAS
        relation = Relation.NEAR if is_near and place.within else Relation.IN
        yield Spot(
            s,
            code,
            place.within if relation is Relation.NEAR else (code,),
            relation,
            round(CHANCE[s.match] / len(s.codes), 4),
            number[1] if number and place.kind == "road" else None,
        )


def _inside(inner: Spot, outer: Spot, tree: Tree) -> bool:
    return inner.code != outer.code and tree.within(inner.code, outer.code)


def _division(spots: list[Spot], gazetteer: Gazetteer, tree: Tree) -> tuple[str | None, list[Spot]]:
    """A division named beside a place that reaches into it (a road, a river) is where on that place it is."""
    places = gazetteer.places
    divisions = [s for s in spots if places[s.code].division]
    named = [s for s in spots if not places[s.code].division]
    if len({s.code for s in divisions}) != 1 or not named:
        return None, spots
    division = divisions[0].code
    above = tree.ancestors(division)
    reaching = [s for s in named if any(code in above for ask in s.ask for code in (places[ask].within or (ask,)))]
    if len(reaching) == len(named) and len({s.code for s in named}) == 1:
        return division, named
    return None, spots


def _deepest(codes: Iterable[str], tree: Tree) -> list[str]:
    distinct = list(codes)
    return [c for c in distinct if not any(o != c and tree.within(o, c) for o in distinct)]
