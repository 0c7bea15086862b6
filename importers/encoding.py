"""From bytes to text: which encoding a list was saved in. UTF-8 (with or without a mark) and GB18030 are read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
# Nearly any bytes decode as GB18030; real text keeps to the characters of GB 2312 and common punctuation.
_PLAUSIBLE = 0.9
_COMMON_BEYOND_GB2312 = frozenset("—…–·•￥¥€〇㎡℃㎏①②③④⑤⑥⑦⑧⑨⑩")


class EncodingError(Exception):
    """The bytes are not text in an encoding that is read; `line` is where it shows, from 1."""

    def __init__(self, code: str, line: int, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.line, self.zh, self.en = code, line, zh, en


@dataclass(frozen=True, slots=True)
class Text:
    content: str
    encoding: str


def decode(data: bytes) -> Text:
    """The text of a file, and the name of the encoding it was found to have.

    Raises `EncodingError` for NUL bytes, other Unicode forms and anything that is neither UTF-8 nor GB18030.
    """
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark):
            raise EncodingError(
                "wrong-encoding",
                1,
                f"文件编码是 {name}，请另存为 UTF-8（CSV UTF-8）再导入",
                f"the file is {name}; save it as UTF-8 (CSV UTF-8) and import again",
            )
    if (at := data.find(b"\0")) >= 0:
        raise EncodingError(
            "nul-byte",
            _line(data, at),
            "文件里有空字节（NUL），可能已损坏，或是 UTF-16 或 Excel 工作簿，请另存为 CSV UTF-8",
            "the file holds NUL bytes: it is damaged, or UTF-16 or a workbook; save it as CSV UTF-8",
        )
    if data.startswith(codecs.BOM_UTF8):
        return Text(_strict_utf8(data[len(codecs.BOM_UTF8) :]), "UTF-8 BOM")
    try:
        return Text(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        text = _plausible_gb18030(data)
        if text is None:
            raise _neither(data, error) from None
        return Text(text, "GB18030")


def _strict_utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _neither(data, error) from None


def _plausible_gb18030(data: bytes) -> str | None:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    beyond_ascii = [c for c in text if not c.isascii()]
    usual = sum(c in _COMMON_BEYOND_GB2312 or _in_gb2312(c) for c in beyond_ascii)
    return text if usual >= _PLAUSIBLE * len(beyond_ascii) else None


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _neither(data: bytes, error: UnicodeDecodeError) -> EncodingError:
    byte = data[error.start]
    return EncodingError(
        "wrong-encoding",
        _line(data, error.start),
        f"既不是 UTF-8 也不是 GB18030（第一个读不懂的字节是 0x{byte:02X}），请另存为 CSV UTF-8",
        f"neither UTF-8 nor GB18030 (first unreadable byte 0x{byte:02X}); save it as CSV UTF-8",
    )


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
