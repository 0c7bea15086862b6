"""How well places are found: sentences made from the gazetteer, clean, with one homophone, with one character dropped.

Templates are held back: none was looked at while matching was built. Deterministic: every choice follows from a seed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

from pypinyin import Style, lazy_pinyin

from intake.names import names_of
from intake.normalise import normalise
from intake.places import whereabouts
from intake.vocabulary import Vocabulary
from schema.registry import Location

TEMPLATES = (
    "{}这边昨天晚上又停电了",
    "我在{}住了二十年没见过这样的",
    "麻烦派人到{}看一下垃圾没人收",
    "就是{}那个路口红绿灯坏了",
    "你好我要反映{}有人占道摆摊",
    "家住{}想问社保怎么交",
    "从{}过来一路都是坑",
    "{}有人半夜施工吵得要死",
    "请问{}的路灯什么时候修",
    "孩子在{}被狗咬了怎么办",
    "前天在{}买的菜缺斤少两",
    "举报{}一家饭店油烟直排",
)
TRAPS = (
    "我们公司提高新能源车的补贴了吗",
    "这个国贸易公司欠我钱",
    "他在海大学生面前骂人",
    "今年东湖北省的亲戚过来",
    "政府城管天天来查",
    "长堤防护要加固吗",
    "这个鼓楼板裂了",
    "西站起来都站不稳",
    "江东西都丢了",
    "骑楼上的自行车被偷了",
    "金盘子打碎了商家不赔",
    "滨海水很脏",
    "大同小异的事情反映了很多次",
    "中山装买回来掉色",
    "红旗飘飘学校搞活动太吵",
    "人民群众不满意",
    "和平解决就好不要打架",
    "白沙子堆在路边",
    "云龙混杂的地方很乱",
    "新坡度太陡轮椅上不去",
)
SENTENCES = 600


def run(vocabulary: Vocabulary) -> dict[str, float]:
    """F1 of the codes found, by condition; `traps` is the share of trap sentences in which nothing fires."""
    places = list(vocabulary.gazetteer.places.values())
    figures = {
        kind: _f1(vocabulary, list(_made(places, vocabulary, kind))) for kind in ("clean", "homophone", "dropped")
    }
    quiet = [not _found(vocabulary, trap) for trap in TRAPS]
    return {**figures, "traps": sum(quiet) / len(quiet), "sentences": float(SENTENCES)}


def _made(places: list[Location], vocabulary: Vocabulary, kind: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Sentences with the codes that go by the name said, spread over all kinds of places."""
    chance = random.Random(20260101)
    names: dict[str, list[str]] = defaultdict(list)
    for place in places:
        for name in names_of(place):
            if not name.derived:
                names[place.kind].append(name.text)
    homophones = _homophones({c for own in names.values() for name in own for c in name})
    made = 0
    while made < SENTENCES:
        text = chance.choice(names[chance.choice(sorted(names))])
        codes = frozenset(vocabulary.gazetteer.listed[text])
        said = _slip(text, kind, chance, homophones)
        if said is not None and (kind == "clean" or said not in vocabulary.gazetteer.listed):
            made += 1
            yield chance.choice(TEMPLATES).format(said), codes


def _slip(name: str, kind: str, chance: random.Random, homophones: dict[str, list[str]]) -> str | None:
    at = chance.randrange(len(name))
    if kind == "clean":
        return name
    if len(name) < 3 or (kind == "dropped" and len(name) < 4):
        return None
    if kind == "dropped":
        return name[:at] + name[at + 1 :]
    others = homophones.get(name[at], [])
    return name[:at] + chance.choice(others) + name[at + 1 :] if others else None


def _homophones(characters: set[str]) -> dict[str, list[str]]:
    by_sound: dict[str, list[str]] = defaultdict(list)
    common = [chr(c) for c in range(0x4E00, 0x9FA6) if _is_common(chr(c))]
    for c in common:
        by_sound[lazy_pinyin(c, style=Style.NORMAL)[0]].append(c)
    return {c: [o for o in by_sound[lazy_pinyin(c, style=Style.NORMAL)[0]] if o != c] for c in sorted(characters)}


def _is_common(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2 and character.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return False


def _found(vocabulary: Vocabulary, text: str) -> frozenset[str]:
    where = whereabouts(normalise(text).text, vocabulary.gazetteer, vocabulary.places)
    return frozenset(spot.code for spot in where.spots)


def _f1(vocabulary: Vocabulary, made: list[tuple[str, frozenset[str]]]) -> float:
    """By sighting: right when it offers a place of that name; anything else found in the sentence is wrong."""
    right = found = 0
    for text, codes in made:
        where = whereabouts(normalise(text).text, vocabulary.gazetteer, vocabulary.places)
        by_sighting = {(s.sighting.start, s.sighting.end): set(s.sighting.codes) for s in where.spots}
        found += len(by_sighting)
        right += any(own & codes for own in by_sighting.values())
    return 2 * right / (len(made) + found)
