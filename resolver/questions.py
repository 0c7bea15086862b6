"""Which fact to ask (DESIGN §3): every combination of the unknown facts is tried; what settles soonest is asked.

Unknown are factors that possible claims name, and, where several are meant, the issue type, the place, the division.
The expected number of questions takes every answer as equally likely; ties go to the question with fewer answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from resolver.contests import Scene, Scenes, Spot
from schema.resolution import Inquiry, Outcome

ISSUE_TYPE, LOCATION, DIVISION = "issue_type", "location", "division"


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known so far: remaining candidates, the division, what the caller told, what they cannot tell."""

    issues: tuple[str, ...]
    locations: tuple[str, ...]
    division: str | None
    told: frozenset[tuple[str, str]]
    untold: frozenset[str]

    @classmethod
    def of(cls, inquiry: Inquiry) -> Situation:
        """The situation that an inquiry starts from."""
        return cls(
            issues=tuple(dict.fromkeys(inquiry.issue_types)),
            locations=tuple(dict.fromkeys(inquiry.locations)),
            division=inquiry.division,
            told=frozenset((f, v) for f, v in inquiry.facts.items() if v is not None),
            untold=frozenset(f for f, v in inquiry.facts.items() if v is None),
        )

    def answered(self, question: str, value: str) -> Situation:
        """The situation after an answer."""
        if question == ISSUE_TYPE:
            return replace(self, issues=(value,))
        if question == LOCATION:
            return replace(self, locations=(value,))
        if question == DIVISION:
            return replace(self, division=value)
        return replace(self, told=self.told | {(question, value)})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a situation comes to.

    `departments` are all that may turn out to own; `settles` says whether some answers would settle it; `expected` is
    the mean number of questions to the end, and `question` the one to ask.
    """

    outcome: Outcome
    departments: frozenset[str]
    settles: bool
    expected: float = 0.0
    question: str | None = None


class Analysis:
    """The verdicts of one inquiry's situations, each worked out once."""

    def __init__(self, scenes: Scenes) -> None:
        self.scenes = scenes
        self._verdicts: dict[object, Verdict] = {}
        self._leaves: dict[object, frozenset[tuple[frozenset[str], bool]]] = {}
        self._unknown: dict[object, frozenset[str]] = {}

    def verdict(self, situation: Situation) -> Verdict:
        """The outcome of a situation and the question to ask, if one can settle it."""
        key = self._key(situation)
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = self._work_out(situation)
        return found

    def options(self, situation: Situation, question: str) -> list[str]:
        """The values that a question can be answered with."""
        if question == ISSUE_TYPE:
            return list(situation.issues)
        if question == LOCATION:
            return list(situation.locations)
        if question == DIVISION:
            return self.scenes.children((situation.issues[0], situation.locations[0], situation.division))
        return list(self.scenes.evidence.factors[question].values)

    def spots_of(self, situation: Situation) -> list[Spot]:
        """Each exact place, and issue type, that the situation may turn out to be."""
        return [
            spot
            for issue in situation.issues
            for location in situation.locations
            for spot in self.scenes.spots((issue, location, situation.division))
        ]

    def scenes_of(self, situation: Situation) -> list[Scene]:
        """Each scene that the situation may turn out to be, once."""
        return list(dict.fromkeys(self.scenes.scene(spot) for spot in self.spots_of(situation)))

    def _work_out(self, situation: Situation) -> Verdict:
        questions = self._questions(situation)
        if not questions:
            return self._conclude(situation)
        best: tuple[float, int, int, str] | None = None
        verdicts: list[Verdict] = []
        for place, question in enumerate(questions):
            answers = [self.verdict(situation.answered(question, v)) for v in self.options(situation, question)]
            if not verdicts:
                verdicts = answers
                if _all_settled_alike(answers):
                    return Verdict(Outcome.SETTLED, answers[0].departments, settles=True)
                if not any(a.settles for a in answers):
                    return self._open_verdict(answers)
            expected = 1 + sum(a.expected for a in answers) / len(answers)
            rating = (expected, len(answers), place, question)
            if best is None or rating < best:
                best = rating
        assert best is not None
        departments = frozenset().union(*(v.departments for v in verdicts))
        return Verdict(Outcome.NEEDS_FACT, departments, settles=True, expected=best[0], question=best[3])

    @staticmethod
    def _open_verdict(answers: list[Verdict]) -> Verdict:
        departments = frozenset().union(*(a.departments for a in answers))
        outcome = Outcome.CONTESTED if departments else Outcome.UNASSIGNED
        return Verdict(outcome, departments, settles=False)

    def _conclude(self, situation: Situation) -> Verdict:
        """Nothing more can be asked: what stays open because the caller cannot tell is contested."""
        leaves = self._outcomes(situation)
        departments = frozenset().union(*(owners for owners, _ in leaves))
        if not departments:
            return Verdict(Outcome.UNASSIGNED, departments, settles=False)
        if len(leaves) == 1 and len(departments) == 1 and not any(shaky for _, shaky in leaves):
            return Verdict(Outcome.SETTLED, departments, settles=True)
        return Verdict(Outcome.CONTESTED, departments, settles=False)

    def _outcomes(self, situation: Situation) -> frozenset[tuple[frozenset[str], bool]]:
        """The owners in every case that the situation may be, whatever the caller cannot tell turns out to be."""
        key = self._key(situation)
        if key in self._leaves:
            return self._leaves[key]
        question = next(iter(self._open(situation)), None)
        if question is None:
            scene = self.scenes.scene((situation.issues[0], situation.locations[0], situation.division))
            applies = [r is not None for r in scene.in_play(dict(situation.told))]
            found = frozenset({scene.contest.owners(applies)})
        else:
            options = self.options(situation, question)
            found = frozenset().union(*(self._outcomes(situation.answered(question, v)) for v in options))
        self._leaves[key] = found
        return found

    def _questions(self, situation: Situation) -> list[str]:
        """What can be asked now: issue type and place first among equals, the division once both are one."""
        candidates = self._open(situation)
        if len(situation.issues) > 1 or len(situation.locations) > 1:
            candidates = [c for c in candidates if c != DIVISION]
        return [c for c in candidates if c not in situation.untold]

    def _open(self, situation: Situation) -> list[str]:
        """Everything that is open, asked or not."""
        found = []
        if len(situation.issues) > 1:
            found.append(ISSUE_TYPE)
        if len(situation.locations) > 1:
            found.append(LOCATION)
        if not found and self.options(situation, DIVISION):
            found.append(DIVISION)
        told = dict(situation.told)
        factors: set[str] = set()
        for scene in self.scenes_of(situation):
            factors |= self._unknown_factors(scene, situation.told, told)
        return found + sorted(factors)

    def _unknown_factors(self, scene: Scene, key: frozenset[tuple[str, str]], told: dict[str, str]) -> frozenset[str]:
        memo = (id(scene), key)
        if memo not in self._unknown:
            self._unknown[memo] = frozenset(
                factor for remaining in scene.in_play(told) if remaining for factor, _ in remaining
            )
        return self._unknown[memo]

    def _key(self, situation: Situation) -> object:
        """Situations with one key come to the same: fine places by what remains open, coarse ones by what was told."""
        if len(situation.issues) > 1 or len(situation.locations) > 1 or self.options(situation, DIVISION):
            return situation
        scene = self.scenes.scene((situation.issues[0], situation.locations[0], situation.division))
        return id(scene), scene.in_play(dict(situation.told)), situation.untold


def _all_settled_alike(answers: list[Verdict]) -> bool:
    first = answers[0]
    return all(a.outcome is Outcome.SETTLED and a.departments == first.departments for a in answers)
