"""One text in, what it was taken to mean out: places, issue types with probabilities, facts; never a department."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from intake.issue_types import SIGNALS
from intake.masking import blanked, mask
from intake.normalise import Normalised, normalise
from intake.outside import outside
from intake.past_cases import SIGNALS as CASE_SIGNALS
from intake.places import Whereabouts, whereabouts
from intake.vocabulary import Vocabulary
from schema.understanding import (
    FactRead,
    IssueTypeRead,
    Part,
    PlaceRead,
    Span,
    Trouble,
    Understanding,
)

Floats = NDArray[np.float64]
CONFIDENCE = 0.9
SHOWN = 5
NEAREST = 3
MOST_ISSUE_TYPES = 8
"""A larger set is cut to the likeliest: more are no question that a caller could answer; they never settle alike."""

_AND = re.compile(
    r"还有(?:一个|一件|个|就是|件)?(?:事|问题)?|另外|再一个|第二个?(?:事|问题|件)|其次|顺便(?:再|还)?(?:问|说|反映)?|[。；;!！\n]"
)
_SURE = 0.6
_HINT = 0.001
"""An issue type that nothing speaks for is not even offered."""
_SHORTEST_PART = 6
_SAID_OF_KIND = {"bridge": "桥", "beach": "海滩", "airport": "机场", "port": "港口", "station": "车站"}
"""What a place is tells about the matter where the name itself is taken out of the text."""


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    probabilities: Floats
    members: list[int]


def understand(text: str, vocabulary: Vocabulary, *, confidence: float = CONFIDENCE) -> Understanding:
    """What a caller's words mean, with calibrated probabilities. Pure; any text is answered, none raises."""
    read = normalise(text)
    masked = mask(text[: len(read.given)] if not read.truncated else text[: read.origin[-1]])
    stamps = {"version": vocabulary.version, "model": vocabulary.calibration.version}
    troubles = [Trouble.TRUNCATED] if read.truncated else []
    if not re.search(r"\w", read.text):
        return Understanding(
            text=text[:2000], masked=masked, confidence=confidence, troubles=(*troubles, Trouble.EMPTY), **stamps
        )
    where = whereabouts(read.text, vocabulary.gazetteer, vocabulary.places)
    bare = _without_places(read.text, where, vocabulary)
    reading = _read(bare, vocabulary, confidence)
    elsewhere = outside(read.text, vocabulary.gazetteer.listed) if not where.locations else []
    issue_set = tuple(vocabulary.issues.codes[i] for i in reading.members)
    troubles += _troubles(bare, reading, where, bool(elsewhere))
    parts = _parts(read, bare, vocabulary, confidence)
    if parts:
        troubles.append(Trouble.SEVERAL_ISSUES)
    likeliest = _issue_types(read, reading, vocabulary)
    return Understanding(
        text=text[:2000],
        masked=masked,
        confidence=confidence,
        places=_places(read, where, vocabulary),
        locations=where.locations,
        division=where.division,
        issue_types=likeliest,
        issue_set=issue_set,
        nearest=() if issue_set else tuple(i for i in likeliest[:NEAREST] if i.probability >= _HINT),
        facts=_facts(read, issue_set, vocabulary),
        parts=parts,
        outside=tuple(_span(read, a, b) for a, b in elsewhere),
        troubles=tuple(troubles),
        **stamps,
    )


def signals(text: str, vocabulary: Vocabulary) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """All signals of a normalised text without its places, and their names."""
    own = vocabulary.issues.signals(text)
    if vocabulary.cases is None:
        return own, SIGNALS
    return np.concatenate([own, vocabulary.cases.signals(text)], axis=1), (*SIGNALS, *CASE_SIGNALS)


def without_places(text: str, vocabulary: Vocabulary) -> str:
    """The normalised text with its places taken out, as `signals` wants it."""
    read = normalise(text).text
    return _without_places(read, whereabouts(read, vocabulary.gazetteer, vocabulary.places), vocabulary)


def _read(bare: str, vocabulary: Vocabulary, confidence: float) -> _Reading:
    values, names = signals(bare, vocabulary)
    calibration = vocabulary.calibration
    probabilities = calibration.probabilities(values, names)
    if not len(probabilities) or probabilities.max() < max(calibration.floor, 1 - probabilities.sum()):
        return _Reading(bare, probabilities, [])
    members = calibration.candidates(probabilities, confidence, values, names)
    if len(members) == 1:
        members += _if_misheard(bare, members[0], vocabulary)
    return _Reading(bare, probabilities, members[:MOST_ISSUE_TYPES])


def _if_misheard(bare: str, top: int, vocabulary: Vocabulary) -> list[int]:
    """What the rest of the text says for certain once a stretch that speaks most for the likeliest is taken out.

    One strong word in an unusual sense ("房产证" where a school is asked for) deceives all signals at once.
    """
    found = []
    for start, end in vocabulary.issues.evidence(bare, vocabulary.issues.codes[top]):
        rest = bare[:start] + " " * (end - start) + bare[end:]
        # by the registry's words alone: past cases would take as long again and say the same
        probabilities = vocabulary.calibration.probabilities(vocabulary.issues.signals(rest), SIGNALS)
        other = int(probabilities.argmax())
        if other != top and other not in found and probabilities[other] >= _SURE:
            found.append(other)
    return found


def _without_places(text: str, where: Whereabouts, vocabulary: Vocabulary) -> str:
    """Same length: offsets stay true. The kind of a place is written into its blank where there is room."""
    letters = list(blanked(text))
    for spot in where.spots:
        start, end = spot.sighting.start, spot.sighting.end
        said = _SAID_OF_KIND.get(vocabulary.gazetteer.places[spot.code].kind, "")
        letters[start:end] = f" {said} ".ljust(end - start)[: end - start]
    return "".join(letters)


def _troubles(bare: str, reading: _Reading, where: Whereabouts, elsewhere: bool) -> list[Trouble]:
    found = []
    if not reading.members:
        only_place = where.locations and len(re.findall(r"\w", bare)) <= SHOWN
        found.append(Trouble.ONLY_PLACE if only_place else Trouble.NOT_UNDERSTOOD)
    if elsewhere:
        found.append(Trouble.OUTSIDE_CITY)
    elif not where.locations:
        found.append(Trouble.NO_PLACE)
    return found


def _span(read: Normalised, start: int, end: int) -> Span:
    a, b = read.back(start, end)
    return Span(start=a, end=b, text=read.given[a:b])


def _places(read: Normalised, where: Whereabouts, vocabulary: Vocabulary) -> tuple[PlaceRead, ...]:
    places = vocabulary.gazetteer.places
    return tuple(
        PlaceRead(
            code=code,
            name=places[code].name,
            named=places[spot.code].name,
            match=spot.sighting.match,
            relation=spot.relation,
            probability=spot.probability,
            span=_span(read, spot.sighting.start, spot.sighting.end),
            house_number=spot.number,
        )
        for spot in where.spots
        for code in spot.ask
    )


def _issue_types(read: Normalised, reading: _Reading, vocabulary: Vocabulary) -> tuple[IssueTypeRead, ...]:
    order = np.argsort(-reading.probabilities, kind="stable")[: max(SHOWN, len(reading.members))]
    return tuple(
        IssueTypeRead(
            code=code,
            name=vocabulary.issue_names[code],
            probability=round(float(reading.probabilities[i]), 4),
            evidence=tuple(_span(read, a, b) for a, b in vocabulary.issues.evidence(reading.text, code))
            if rank < NEAREST
            else (),
        )
        for rank, i in enumerate(order)
        for code in (vocabulary.issues.codes[int(i)],)
    )


def _facts(read: Normalised, issue_set: tuple[str, ...], vocabulary: Vocabulary) -> tuple[FactRead, ...]:
    matter: frozenset[str] | None = None
    if vocabulary.factors_of is not None:
        matter = frozenset(f for code in issue_set for f in vocabulary.factors_of.get(code, ()))
    found = []
    for said in vocabulary.facts.find(read.text):
        if matter is None or said.factor in matter:
            factor = vocabulary.factors[said.factor]
            label = next(v.label for v in factor.values if v.value == said.value)
            span = _span(read, said.start, said.end)
            found.append(FactRead(factor=said.factor, name=factor.name, value=said.value, label=label, span=span))
    return tuple(found)


def _parts(read: Normalised, bare: str, vocabulary: Vocabulary, confidence: float) -> tuple[Part, ...]:
    """Several matters in one call: stretches between connectives that are each sure of something else."""
    cuts = [0, *(m.start() for m in _AND.finditer(read.text)), len(read.text)]
    stretches = [(a, b) for a, b in pairwise(cuts) if len(bare[a:b].strip()) >= _SHORTEST_PART]
    if len(stretches) < 2 or len(stretches) > SHOWN:
        return ()
    sure: list[tuple[int, int, _Reading]] = []
    for a, b in stretches:
        reading = _read(bare[a:b], vocabulary, confidence)
        if reading.members and reading.probabilities.max() >= _SURE:
            if sure and set(sure[-1][2].members) & set(reading.members):
                a = sure.pop()[0]  # the same matter goes on
                reading = _read(bare[a:b], vocabulary, confidence)
            if reading.members:
                sure.append((a, b, reading))
    if len({int(r.probabilities.argmax()) for _, _, r in sure}) < 2:
        return ()
    found = []
    for a, b, reading in sure:
        best = int(reading.probabilities.argmax())
        code = vocabulary.issues.codes[best]
        span = _span(read, a, b)
        issue = IssueTypeRead(
            code=code, name=vocabulary.issue_names[code], probability=round(float(reading.probabilities[best]), 4)
        )
        found.append(Part(text=span.text, span=span, issue_types=(issue,)))
    return tuple(found)
