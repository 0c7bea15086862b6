"""The argument: each claim considered, its state, what beat it and by which rule (DESIGN §3 and §7)."""

from __future__ import annotations

from collections.abc import Iterable

from resolver.contests import Remaining, Scene, Scenes, Surroundings
from resolver.evidence import Evidence, MandateClaim, PrecedentClaim
from resolver.explain import lapse_note, succession_note
from resolver.weigh import Contender, split
from schema.problems import Language
from schema.registry import Role
from schema.resolution import Claim, ClaimState, Defeat, Named, Rule, RulingGround

_Row = tuple[Contender, ClaimState, Defeat | None, bool]
_CASES = 2000


def argument(
    scenes: Scenes,
    here: list[Scene],
    around: Surroundings,
    told: dict[str, str],
    known: dict[str, str],
    language: Language,
) -> list[Claim]:
    """Each claim considered, once; what differs between the places that this may be is `possible`."""
    seen: dict[tuple[str, str], list[_Row]] = {}
    shared = _given_twice([*(c for scene in here for c in scene.contest.contenders), *around.beside])
    for scene in here:
        remaining = scene.remaining(told)
        beaten, disputed = sure_defeats(scene, told, scenes.evidence)
        for j, contender in enumerate(scene.contest.contenders):
            row = contender, _state(remaining[j]), _defeat(scene, beaten.get(j), shared), j in disputed
            seen.setdefault(contender.key, []).append(row)
    claims = [
        _claim(scenes, rows[0][0], *_merged(rows, len(here)), shared=shared, language=language)
        for rows in seen.values()
    ]
    for contender in around.beside:
        state = _state(split(contender.conditions, known))
        claims.append(_claim(scenes, contender, state, None, False, shared=shared, language=language))
    claims += [_bare(scenes, source, ClaimState.VACANT, language) for source in around.vacant]
    claims += [_bare(scenes, source, ClaimState.LAPSED, language) for source in around.lapsed]
    return sorted(claims, key=_reading_order)


def _given_twice(contenders: Iterable[Contender]) -> frozenset[str]:
    """Codes of mandates and precedents that give claims to more than one department."""
    bearers: dict[str, set[str]] = {}
    for contender in contenders:
        bearers.setdefault(contender.source.code, set()).add(contender.department.code)
    return frozenset(code for code, departments in bearers.items() if len(departments) > 1)


def _claim_id(code: str, department: str, shared: frozenset[str]) -> str:
    return f"{code}@{department}" if code in shared else code


def _state(remaining: frozenset[tuple[str, str]] | None) -> ClaimState:
    if remaining is None:
        return ClaimState.OUT
    return ClaimState.POSSIBLE if remaining else ClaimState.APPLIES


def sure_defeats(
    scene: Scene, told: dict[str, str], evidence: Evidence
) -> tuple[dict[int, tuple[int, Rule]], frozenset[int]]:
    """Which contenders lose whatever the unknown facts turn out to be, each with one that beats it; which are disputed.

    Where different facts let different claims beat it, the one named is the first found. Beyond `_CASES` cases only
    those beaten by what is known are told.
    """
    beaten: dict[int, tuple[int, Rule]] = {}
    standing_somewhere: set[int] = set()
    disputed: set[int] = set()
    seen: set[Remaining] = set()
    waiting = [told]
    while waiting:
        facts = waiting.pop()
        in_play = scene.in_play(facts)
        if in_play in seen:
            continue
        if len(seen) >= _CASES:
            standing_somewhere.update(range(len(in_play)))
            break
        seen.add(in_play)
        open_factor = min((factor for r in in_play if r for factor, _ in r), default=None)
        if open_factor is not None:
            waiting += [facts | {open_factor: value} for value in reversed(evidence.factors[open_factor].values)]
            continue
        remaining = scene.remaining(facts)
        standing = scene.contest.weigh([r is not None and not r for r in remaining], [bool(r) for r in remaining])
        disputed |= standing.disputed
        for j, beat in enumerate(standing.beaten_by):
            if beat is not None:
                beaten.setdefault(j, beat)
            elif standing.stands[j]:
                standing_somewhere.add(j)
    remaining = scene.remaining(told)
    now = scene.contest.weigh([r is not None and not r for r in remaining], [bool(r) for r in remaining])
    known = {j: beat for j, beat in enumerate(now.beaten_by) if beat is not None}
    return {j: beat for j, beat in beaten.items() if j not in standing_somewhere} | known, frozenset(disputed)


def _defeat(scene: Scene, beaten: tuple[int, Rule] | None, shared: frozenset[str]) -> Defeat | None:
    if beaten is None:
        return None
    winner = scene.contest.contenders[beaten[0]]
    return Defeat(claim=_claim_id(winner.source.code, winner.department.code, shared), rule=beaten[1])


def _merged(rows: list[_Row], scenes: int) -> tuple[ClaimState, Defeat | None, bool]:
    states = {state for _, state, _, _ in rows}
    everywhere = len(rows) == scenes
    state = next(iter(states)) if len(states) == 1 and (everywhere or ClaimState.OUT in states) else ClaimState.POSSIBLE
    defeats = [d for _, s, d, _ in rows if s is not ClaimState.OUT]
    defeat = defeats[0] if defeats and all(defeats) else None
    return state, defeat, any(disputed for *_, disputed in rows)


def _claim(
    scenes: Scenes,
    contender: Contender,
    state: ClaimState,
    defeat: Defeat | None,
    disputed: bool,
    *,
    shared: frozenset[str],
    language: Language,
) -> Claim:
    bare = _bare(scenes, contender.source, state, language)
    note = bare.note
    if isinstance(contender.source, PrecedentClaim) and contender.department != contender.source.department:
        note = succession_note(contender.source.department, contender.department, language)
    return bare.model_copy(
        update={
            "id": _claim_id(contender.source.code, contender.department.code, shared),
            "department": contender.department,
            "defeated_by": defeat,
            "disputed": disputed,
            "note": note,
        }
    )


def _bare(scenes: Scenes, source: MandateClaim | PrecedentClaim, state: ClaimState, language: Language) -> Claim:
    """A claim without a bearer, or before its bearer is put in."""
    evidence, scope = scenes.evidence, source.scope
    issue, place = evidence.issues[scope.issue_type], evidence.places[scope.location]
    mandate = source if isinstance(source, MandateClaim) else None
    precedent = source if isinstance(source, PrecedentClaim) else None
    lapsed = scenes.lapses.get(source.code)
    return Claim.model_construct(
        id=source.code,
        kind="mandate" if mandate else "precedent",
        role=mandate.role if mandate else Role.LEAD.value,
        department=precedent.department if precedent else None,
        authority=mandate.authority if mandate else None,
        issue_type=Named(code=issue.code, name=issue.name),
        location=Named(code=place.code, name=place.name),
        conditions=dict(sorted(scope.conditions)),
        state=state,
        defeated_by=None,
        disputed=False,
        statute=mandate.statute if mandate else None,
        ruling=_ruling(precedent) if precedent else None,
        note=lapse_note(lapsed, language) if lapsed and precedent else None,
    )


def _ruling(precedent: PrecedentClaim) -> RulingGround:
    return RulingGround.model_construct(
        code=precedent.ruling,
        title=precedent.title,
        ruled_on=precedent.ruled_on,
        ruled_by=precedent.ruled_by,
        reason=precedent.reason,
    )


_ROLE_ORDER = {Role.LEAD: 0, Role.NOT_RESPONSIBLE: 1, Role.SUPERVISE: 2, Role.ASSIST: 3}
_STATE_ORDER = {s: n for n, s in enumerate(ClaimState)}


def _reading_order(claim: Claim) -> tuple[object, ...]:
    """Standing claims first; an order for reading, which decides nothing."""
    role = _ROLE_ORDER[Role(claim.role)]
    return (role, claim.defeated_by is not None, _STATE_ORDER[claim.state], claim.kind != "precedent", claim.id)
