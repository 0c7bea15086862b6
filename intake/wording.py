"""The answer in the caller's own words: questions quote what was said, a settled answer owns up to doubt."""

from __future__ import annotations

from schema.problems import Language
from schema.resolution import Outcome, Question, Resolution
from schema.understanding import Trouble, Understanding

_LONGEST = 14


def in_callers_words(resolution: Resolution, read: Understanding, language: Language) -> Resolution:
    """The resolution with its question and explanation worded from the text."""
    changes: dict[str, object] = {}
    if resolution.question is not None:
        changes["question"] = _asked(resolution.question, read, language)
    if resolution.outcome is Outcome.SETTLED and len(read.issue_set) > 1:
        changes["explanation"] = resolution.explanation + _unsure(read, language)
    return resolution.model_copy(update=changes) if changes else resolution


def _asked(question: Question, read: Understanding, language: Language) -> Question:
    said = _quote(question.factor, read)
    if not said or read.parts:
        return question
    if question.factor in ("issue_type", "location"):
        labels = [answer.label for answer in question.answers]
        zh = f"您说的“{said}”，是{'，还是'.join(labels)}？"
        en = f"By “{said}”, do you mean {' or '.join(labels)}?"
        return question.model_copy(update={"question": zh if language == "zh" else en})
    zh, en = f"您说“{said}”：{question.question}", f"You said “{said}”: {question.question}"
    return question.model_copy(update={"question": zh if language == "zh" else en})


def _quote(factor: str, read: Understanding) -> str:
    """The words of the text that the question is about, where they are short enough to be said back."""
    if factor == "location":
        spans = [place.span for place in read.places]
    elif factor == "division":
        spans = []
    else:
        spans = [span for issue in read.issue_types[:1] for span in issue.evidence]
    whole = [span.text for span in spans if len(span.text) > 1]
    longest = max(whole, key=len, default="")
    return longest if len(longest) <= _LONGEST else longest[:_LONGEST] + "…"


def _unsure(read: Understanding, language: Language) -> str:
    names = [issue.name for issue in read.issue_types if issue.code in read.issue_set]
    if language == "zh":
        return f"（说的是{'、'.join(names)}中的哪一项还不能肯定，但都归这个单位。）"
    return f" (Which of {', '.join(names)} is meant is not certain, but all of them are this department's.)"


def not_understood(read: Understanding, language: Language) -> str:
    """What to say, and do next, where there is nothing to resolve."""
    zh_text, en_text = _said(read)
    nearest = "、".join(issue.name for issue in read.nearest)
    if nearest and Trouble.OUTSIDE_CITY not in read.troubles:
        zh_text += f"最接近的是：{nearest}。"
        en_text += f" The nearest are: {nearest}."
    return zh_text if language == "zh" else en_text


def _said(read: Understanding) -> tuple[str, str]:
    if Trouble.EMPTY in read.troubles:
        return "没有听到内容，请来电人说说是什么事、在哪里。", "Nothing was said; ask what it is about, and where."
    if Trouble.OUTSIDE_CITY in read.troubles:
        names = "、".join(span.text for span in read.outside)
        return (
            f"说的地方（{names}）不在本市，请拨当地的12345。",
            f"The place ({names}) is not in this city; the hotline there is the one to call.",
        )
    if Trouble.ONLY_PLACE in read.troubles:
        names = "、".join(dict.fromkeys(place.named for place in read.places))
        return f"只听到地点（{names}），请问是什么事？", f"Only a place was heard ({names}); what is it about?"
    return "没听懂，请再问一句是什么事。", "Not understood; ask once more what it is about."
