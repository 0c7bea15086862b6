"""transform, cell by cell: what a cell must hold, and what is said when it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from enum import StrEnum

from importers.nearest import Nearest

_CODE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_CODE = 120
_MAX_NUMBER = 10_000_000
_FULL_WIDTH = str.maketrans({"；": ";", "＝": "="})


class CellError(Exception):
    """What is wrong with one cell; `value` is the part of it that is wrong."""

    def __init__(self, code: str, value: str, zh: str, en: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(en)
        self.code, self.value, self.zh, self.en, self.nearest = code, value, zh, en, nearest


Parser = Callable[[str], object]


def text(cell: str) -> str:
    return cell


def code(cell: str) -> str:
    """A code: lower-case `a-z 0-9 - .`, at most 120 characters."""
    if not _CODE.fullmatch(cell) or len(cell) > _MAX_CODE:
        raise CellError(
            "bad-code",
            cell,
            f"代码“{cell}”只能用小写字母、数字、连字符和点，例如 city.water，最长 {_MAX_CODE} 个字符",
            f"the code {cell!r} may only hold a-z 0-9 - . as in city.water, {_MAX_CODE} characters at most",
        )
    return cell


def codes(cell: str) -> tuple[str, ...]:
    """Codes separated by `;`, without repetition, in code order: they are a set."""
    return tuple(sorted({code(part) for part in _parts(cell)}))


def words(cell: str) -> tuple[str, ...]:
    """Names separated by `;`, without repetition, in the order given."""
    return tuple(dict.fromkeys(_parts(cell)))


def pairs(cell: str) -> tuple[tuple[str, str], ...]:
    """`factor=value` pairs separated by `;`, in code order; a factor may have one value only."""
    found: dict[str, str] = {}
    for part in _parts(cell):
        factor, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not factor or not value:
            raise CellError(
                "bad-pair",
                part,
                f"“{part}”不是 要素=取值 的形式，例如 in-park=yes",
                f"{part!r} is not factor=value, as in in-park=yes",
            )
        if found.setdefault(code(factor), code(value)) != value:
            raise CellError(
                "contradicting-pairs",
                part,
                f"要素 {factor} 同时要求 {found[factor]} 和 {value}，永远不会成立",
                f"the factor {factor} is asked to be {found[factor]} and {value}, which never holds",
            )
    return tuple(sorted(found.items()))


def labelled_values(cell: str) -> tuple[tuple[str, str], ...]:
    """`value=label` pairs separated by `;`, in the order given; at least two values, no value twice."""
    found: dict[str, str] = {}
    for part in _parts(cell):
        value, equals, label = (piece.strip() for piece in part.partition("="))
        if not equals or not label:
            raise CellError(
                "bad-pair",
                part,
                f"“{part}”不是 取值=说明 的形式，例如 yes=在公园里",
                f"{part!r} is not value=label, as in yes=在公园里",
            )
        if code(value) in found:
            raise CellError("duplicate-value", value, f"取值 {value} 写了两次", f"the value {value} is there twice")
        found[value] = label
    if len(found) < 2:
        raise CellError(
            "too-few-values",
            cell,
            "判定要素至少要有两个取值，否则没有可问的",
            "a factor needs two values at least, or there is nothing to ask",
        )
    return tuple(found.items())


def day(cell: str) -> date:
    """A day, `YYYY-MM-DD`."""
    try:
        if not _DAY.fullmatch(cell):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise CellError(
            "bad-day",
            cell,
            f"“{cell}”不是日期，请写成 YYYY-MM-DD，例如 2019-03-01",
            f"{cell!r} is not a day; write YYYY-MM-DD, as in 2019-03-01",
        ) from None


def number(cell: str) -> int:
    """A whole number, not negative."""
    if not (cell.isascii() and cell.isdigit()) or int(cell[:12]) > _MAX_NUMBER:
        raise CellError(
            "bad-number",
            cell,
            f"“{cell}”不是整数（0 到 {_MAX_NUMBER}）",
            f"{cell!r} is not a whole number from 0 to {_MAX_NUMBER}",
        )
    return int(cell)


def one_of(choices: type[StrEnum]) -> Parser:
    """One of an enum's values."""
    return choice([member.value for member in choices])


def choice(values: Collection[str]) -> Parser:
    """One of these values."""
    known, listed = Nearest(values), "、".join(values)

    def parse(cell: str) -> str:
        if cell not in values:
            raise CellError(
                "unknown-choice",
                cell,
                f"“{cell}”不在可选值之内：{listed}",
                f"{cell!r} is not one of {', '.join(values)}",
                known(cell),
            )
        return cell

    return parse


def _parts(cell: str) -> list[str]:
    if "；" in cell or "＝" in cell:
        raise CellError(
            "full-width-separator",
            cell,
            f"列表要用英文分号和等号分隔，例如 {cell.translate(_FULL_WIDTH)[:60]}",
            f"lists are separated by the ASCII ; and =, as in {cell.translate(_FULL_WIDTH)[:60]}",
        )
    return [part for part in (piece.strip() for piece in cell.split(";")) if part]
