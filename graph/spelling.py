"""How names are typed without Chinese characters: full pinyin, and its initials. Derived search properties of hubs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin

# Where the dictionary errs: a phrase (longest first) and how it is read. 长 in Haikou's roads and villages is cháng.
_READINGS = {
    "长滨": "chang bin",
    "长堤": "chang di",
    "长怡": "chang yi",
    "长彤": "chang tong",
    "长信": "chang xin",
    "长秀": "chang xiu",
    "长德": "chang de",
    "长丰": "chang feng",
    "长流": "chang liu",
    "长东": "chang dong",
    "长南": "chang nan",
    "长北": "chang bei",
    "长安": "chang an",
    "长沙": "chang sha",
    "重庆": "chong qing",
    "重阳": "chong yang",
    "重办": "chong ban",
    "重复": "chong fu",
    "重建": "chong jian",
    "行人": "xing ren",
    "行政": "xing zheng",
    "步行街": "bu xing jie",
    "银行": "yin hang",
    "行道树": "xing dao shu",
    "空调": "kong tiao",
    "外调": "wai diao",
    "没收垃圾": "mei shou la ji",
    "没收": "mo shou",
    "没药": "mei yao",
    "还有": "hai you",
    "还车": "huan che",
    "还不了": "huan bu liao",
    "着火": "zhao huo",
    "儋州": "dan zhou",
    "会计": "kuai ji",
    "参差": "cen ci",
    "西藏": "xi zang",
    "厦门": "xia men",
    "大厦": "da sha",
    "大夫": "dai fu",
    "单位": "dan wei",
    "调解": "tiao jie",
    "调查": "diao cha",
    "地铁": "di tie",
    "乐园": "le yuan",
    "音乐": "yin yue",
    "畜牧": "xu mu",
    "牲畜": "sheng chu",
    "供水": "gong shui",
    "供电": "gong dian",
    "省岭脚": "sheng ling jiao",
}
_PHRASE = re.compile("|".join(sorted(_READINGS, key=len, reverse=True)))
_CHINESE = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")


@lru_cache(maxsize=65536)
def pinyin(name: str) -> str:
    """Full pinyin without tones or spaces, lower-case; letters and digits stay, all else is left out.

    ü is `v`, as it is typed: 绿化 is `lvhua`. 12345热线 is `12345rexian`.
    """
    return "".join(_syllables(name))


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """The first letter of each syllable; runs of letters or digits stay whole: 12345热线 is `12345rx`."""
    return "".join(part if part.isdigit() or not chinese else part[:1] for part, chinese in _marked(name))


def spellings(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Pinyin and initials of each name, in parallel with the names."""
    listed = list(names)
    return [pinyin(name) for name in listed], [initials(name) for name in listed]


def _syllables(name: str) -> list[str]:
    return [part for part, _ in _marked(name)]


def _marked(name: str) -> list[tuple[str, bool]]:
    """The name's parts, each a syllable (True) or a run of letters or digits (False)."""
    text = unicodedata.normalize("NFKC", name)
    parts: list[tuple[str, bool]] = []
    position = 0
    for phrase in _PHRASE.finditer(text):
        parts += _plain(text[position : phrase.start()])
        parts += [(syllable, True) for syllable in _READINGS[phrase.group()].split()]
        position = phrase.end()
    return parts + _plain(text[position:])


def _plain(text: str) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    position = 0
    for run in _CHINESE.finditer(text):
        parts += _letters(text[position : run.start()])
        parts += [(syllable, True) for syllable in lazy_pinyin(run.group()) if syllable.isascii()]
        position = run.end()
    return parts + _letters(text[position:])


def _letters(text: str) -> list[tuple[str, bool]]:
    return [(run, False) for run in re.findall(r"[0-9a-z]+", text.casefold())]
