"""Personal data out of a text before it is kept: phone and identity numbers, plates, mail addresses, names.

Masks err on the side of covering too much: what is learnt from is what happened, never who called.
"""

from __future__ import annotations

import re

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤符云吉洪甘文邢韩"
)
_COMPOUND = "欧阳|上官|司马|诸葛|慕容|司徒"
_SURNAME = f"(?:{_COMPOUND}|[{_SURNAMES}])"
_GIVEN = r"[\u4e00-\u9fff]{1,2}"
_GOES_ON = "我|想|要|住在|电话|手机|身份证"
"""What comes after a name in speech without punctuation."""

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("邮箱", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("账号", re.compile(r"(?i)(?:(?<=微信)|(?<=qq))号?码?[:：是 ]{0,2}[a-z0-9_-]{5,}")),
    ("证件号", re.compile(r"(?<!\d)\d{6}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dXx](?!\d)")),
    ("证件号", re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")),
    ("电话", re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}(?!\d)")),
    ("电话", re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)")),
    ("电话", re.compile(r"[零〇幺一二三四五六七八九]{7,}")),
    ("卡号", re.compile(r"(?<!\d)\d(?:[ -]?\d){14,18}(?!\d)")),
    (
        "车牌",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Za-z][ ·.\-]?"
            r"(?:[A-Za-z0-9]{4,5}[A-Za-z0-9挂学警港澳])"
        ),
    ),
    ("号码", re.compile(r"(?<!\d)\d{7,}(?!\d)")),
    ("姓名", re.compile(rf"(?<=我叫){_SURNAME}{_GIVEN}|(?<=我是){_SURNAME}{_GIVEN}(?=[,，。 ]|{_GOES_ON}|$)")),
    (
        "姓名",
        re.compile(
            rf"(?<=名叫){_SURNAME}{_GIVEN}|(?<=姓名[:：是]){_SURNAME}{_GIVEN}|(?<=联系人[:： 是]){_SURNAME}{_GIVEN}"
        ),
    ),
    ("姓名", re.compile(rf"(?<=我姓){_SURNAME}|(?<=免贵姓){_SURNAME}")),
    (
        "姓名",
        re.compile(
            rf"{_SURNAME}(?:[\u4e00-\u9fff]{{0,2}}?)(?=先生|女士|小姐|阿姨|师傅|大爷|大妈|老师|医生|经理|主任|局长)"
        ),
    ),
)


def mask(text: str) -> str:
    """The text with each piece of personal data replaced by its kind in brackets, e.g. `［电话］`."""
    for kind, pattern in _RULES:
        text = pattern.sub(f"［{kind}］", text)
    return text


_LABEL = re.compile(
    r"(?:联系|手机|我的|我)*(?:电话|手机|身份证|证件|车牌|姓名|名字|银行卡|卡)?(?:号码|号)?(?:是|为|:|叫)?$"
)


def blanked(text: str) -> str:
    """The text with personal data, and the word that announces it ("电话", "车牌"), as blanks of the same length.

    Who calls is not what the call is about: a number of an identity card does not make it a matter of identity cards.
    """
    letters = list(text)
    for _, pattern in _RULES:
        for match in pattern.finditer(text):
            label = _LABEL.search(text, 0, match.start())
            start = label.start() if label else match.start()
            letters[start : match.end()] = " " * (match.end() - start)
    return "".join(letters)
