"""`whose learn`: weights and calibration from confirmed cases, judged before they are used.

Only what an operator confirmed is learnt from. Cases are split by time, near-duplicates stay on one side; the newer
part judges the model in use against the new one. A model is a calibration and the instant up to which cases were
confirmed: its classifier is rebuilt from those, so that any version can be gone back to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from intake.calibration import Calibration, expected_calibration_error, fit
from intake.past_cases import PastCase
from intake.similar import groups_of_similar
from intake.understand import signals, without_places
from intake.vocabulary import Source, Vocabulary

FEWEST = 30
"""With fewer confirmed cases the weights that come with the program are kept, and only the cases are added."""
_TESTED = 0.3


@dataclass(frozen=True, slots=True)
class Judged:
    """How a model did on the newest cases: shares, and the mean size of the set at 0.90."""

    cases: int
    top1: float
    top3: float
    calibration_error: float
    holds: float
    size: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """A new calibration, and what it and the one before it did on the same newest cases."""

    calibration: Calibration
    before: Judged
    after: Judged
    cases: int

    @property
    def better(self) -> bool:
        """Whether it should be used: no worse at naming the issue type, or better calibrated at the same rank."""
        return (self.after.top1, -self.after.calibration_error) >= (self.before.top1, -self.before.calibration_error)


def learn(
    source: Source, confirmed: Sequence[PastCase], now: Calibration, version: str, always: Sequence[PastCase] = ()
) -> Learnt:
    """Fit on the older confirmed cases (and `always`: precedents' words), judge on the newer, then fit on all."""
    ordered = sorted(confirmed, key=lambda c: c.at)
    groups = groups_of_similar([c.text for c in ordered])
    cut = len(ordered) - max(1, int(len(ordered) * _TESTED))
    early = set(groups[:cut])
    old = ordered[:cut]
    new = [c for c, group in zip(ordered[cut:], groups[cut:], strict=True) if group not in early]
    plain = Vocabulary.of(replace(source, cases=()), now)
    trial = with_cases(replace(source, cases=(*always, *old)), now, version)
    judged_after = judge(Vocabulary.of(replace(source, cases=(*always, *old)), trial), new)
    final = with_cases(replace(source, cases=(*always, *ordered)), now, version)
    return Learnt(final, judge(plain, new), judged_after, len(ordered))


def with_cases(source: Source, now: Calibration, version: str) -> Calibration:
    """The calibration for a source with cases: each case is read as if its own group had not been seen."""
    cases = [c for c in source.cases if c.issue_type in {it.code for it in source.issue_types}]
    groups = groups_of_similar([c.text for c in cases])
    if len(set(groups)) < FEWEST:
        return replace(now, version=version, registry=source.version)
    rows, truths = [], []
    names: tuple[str, ...] = ()
    folds = np.array([hash_of(group) for group in groups]) % 5
    for k in range(5):
        rest = tuple(c for c, fold in zip(cases, folds, strict=True) if fold != k)
        vocabulary = Vocabulary.of(replace(source, cases=rest), now)
        columns = {code: i for i, code in enumerate(vocabulary.issues.codes)}
        for case, fold in zip(cases, folds, strict=True):
            if fold == k and case.issue_type in columns:
                value, names = signals(without_places(case.text, vocabulary), vocabulary)
                rows.append(value)
                truths.append(columns[case.issue_type])
    fitted = fit(version, names, np.stack(rows).astype(float), np.array(truths, np.intp), groups, source.version)
    # cases are all about something: what stands for "none of these" and the floor stay as they were
    return replace(fitted, nothing=now.nothing, floor=now.floor)


def hash_of(group: int) -> int:
    """Spreads group numbers over folds, the same at every run."""
    return (group * 2654435761) >> 8 & 0xFFFF


def judge(vocabulary: Vocabulary, cases: Sequence[PastCase]) -> Judged:
    """How the vocabulary's calibration does on cases."""
    columns = {code: i for i, code in enumerate(vocabulary.issues.codes)}
    known = [c for c in cases if c.issue_type in columns]
    if not known:
        return Judged(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    ranks, best, sizes, held = [], [], [], []
    for case in known:
        value, names = signals(without_places(case.text, vocabulary), vocabulary)
        p = vocabulary.calibration.probabilities(value, names)
        members = vocabulary.calibration.members(p, 0.9)
        truth = columns[case.issue_type]
        ranks.append(int((p > p[truth]).sum()))
        best.append(float(p.max()))
        sizes.append(len(members))
        held.append(truth in members)
    rank = np.array(ranks)
    return Judged(
        len(known),
        float((rank == 0).mean()),
        float((rank < 3).mean()),
        expected_calibration_error(np.array(best), rank == 0),
        float(np.mean(held)),
        float(np.mean(sizes)),
    )
