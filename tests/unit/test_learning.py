"""Learning: only from what was confirmed, near-duplicates on one side, and no worse model is ever used unasked."""

from __future__ import annotations

import threading
from dataclasses import replace

from bench.intake_city import sentences, source
from intake.calibration import Calibration, cold_start
from intake.learning import learn
from intake.past_cases import PastCase
from intake.similar import groups_of_similar
from intake.vocabulary import Current, Vocabulary
from tests.words import vocabulary


def test_repeated_calls_are_one_group() -> None:
    texts = ["龙昆南路井盖没了很危险快来修一下", "龙昆南路井盖没了很危险快来修一下啊", "楼上装修太吵了中午不让人睡觉"]
    first, again, other = groups_of_similar(texts)
    assert first == again != other


def test_learning_reports_before_and_after_and_is_the_same_each_time() -> None:
    confirmed = [
        PastCase(s.text, s.issue_types[0], f"2026-01-{i % 28 + 1:02d}") for i, s in enumerate(sentences("tuning")[:40])
    ]
    learnt = learn(source(), confirmed, cold_start(), "one")
    assert learnt.cases == 40 and learnt.before.cases == learnt.after.cases > 0
    assert learnt.calibration.version == "one" and learnt.calibration.registry == "demonstration"
    assert learn(source(), confirmed, cold_start(), "one") == learnt


def test_a_model_older_than_the_registry_is_noticed() -> None:
    words = vocabulary()
    assert not words.stale
    assert replace(words, calibration=replace(words.calibration, registry="older")).stale


def test_a_calibration_survives_being_written_down() -> None:
    assert Calibration.load(cold_start().dump()) == cold_start()


def test_the_set_grows_with_the_confidence_asked() -> None:
    calibration = cold_start()
    thresholds = [calibration.threshold(level) for level in (0.5, 0.8, 0.9, 0.95, 0.99)]
    assert thresholds == sorted(thresholds, reverse=True)


def test_readers_keep_the_old_vocabulary_until_the_new_one_is_ready() -> None:
    ready, versions = threading.Event(), ["1"]

    def build() -> Vocabulary:
        if versions[-1] != "1":
            ready.wait(5)
        return replace(vocabulary(), version=versions[-1])

    current = Current(lambda: versions[-1], build)
    assert current.get().version == "1"
    versions.append("2")
    assert current.get().version == "1"  # not made to wait
    ready.set()
    for _ in range(500):
        if current.get().version == "2":
            break
        threading.Event().wait(0.01)
    assert current.get().version == "2"


def test_a_vocabulary_that_cannot_be_built_changes_nothing() -> None:
    versions = ["1"]

    def build() -> Vocabulary:
        if versions[-1] != "1":
            raise OSError
        return vocabulary()

    current = Current(lambda: versions[-1], build)
    first = current.get()
    versions.append("2")
    assert current.get() is first
    threading.Event().wait(0.1)
    assert current.get() is first
