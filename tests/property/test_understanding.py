"""Any text is answered: spans point at the own words of the caller, probabilities are such, no department is named."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.masking import blanked, mask
from intake.normalise import normalise
from intake.understand import understand
from tests.words import vocabulary

WORDS = st.sampled_from(
    [
        *(
            "人民公园",
            "东湖",
            "旁边",
            "龙昆南路二十三号",
            "水管爆了",
            "路灯不亮",
            "还有",
            "。",
            "小区里面",
            "金岭公园",
            "三亚",
            "不是",
        ),
        *("１２３", "😀", "\x00", "\u202e", "pipe", "廣場", "13800000000", "我叫王小", "一百号", "号", "\n", "́"),
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map("".join))
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(TEXTS, st.sampled_from([0.5, 0.9, 0.99]))
def test_any_text_is_answered(text: str, confidence: float) -> None:
    words = vocabulary()
    read = understand(text, words, confidence=confidence)
    spans = [
        *(place.span for place in read.places),
        *(span for issue in read.issue_types for span in issue.evidence),
        *(fact.span for fact in read.facts),
        *(part.span for part in read.parts),
        *read.outside,
    ]
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert sum(issue.probability for issue in read.issue_types) <= 1.001
    assert all(0 <= place.probability <= 1 for place in read.places)
    assert all(0 <= issue.probability <= 1 for issue in read.issue_types)
    assert set(read.locations) <= set(words.gazetteer.places)
    assert set(read.issue_set) <= set(words.issues.codes)
    assert read.understood or read.troubles
    assert understand(text, words, confidence=confidence) == read


@SETTINGS
@given(TEXTS)
def test_normalising_keeps_the_way_back(text: str) -> None:
    read = normalise(text)
    assert len(read.origin) == len(read.text) + 1
    assert list(read.origin) == sorted(read.origin) and read.origin[-1] == len(text[:2000])
    assert len(blanked(read.text)) == len(read.text)
    again = normalise(read.text).text
    assert len(again) <= len(read.text) or again == read.text


@SETTINGS
@given(TEXTS, st.sampled_from(["13800000000", "46010019900101123X", "琼A12345"]))
def test_masks_cover_wherever_it_stands(text: str, secret: str) -> None:
    assert secret not in mask(f"{text} {secret} {text}")
