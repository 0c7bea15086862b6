"""Pinyin and initials, as callers type them."""

from __future__ import annotations

import pytest

from graph.spelling import initials, pinyin, spellings


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        ("海口人民公园", "haikourenmingongyuan", "hkrmgy"),
        ("长堤路", "changdilu", "cdl"),
        ("长滨东路", "changbindonglu", "cbdl"),
        ("秀英区长流镇人民政府", "xiuyingquchangliuzhenrenminzhengfu", "xyqclzrmzf"),
        ("没收我的东西", "moshouwodedongxi", "mswddx"),
        ("几天没收垃圾", "jitianmeishoulaji", "jtmslj"),
        ("宿舍没空调", "sushemeikongtiao", "ssmkt"),
        ("电动车行人违法", "diandongchexingrenweifa", "ddcxrwf"),
        ("12345热线", "12345rexian", "12345rx"),
        ("KTV 噪声", "ktvzaosheng", "ktvzs"),
        ("绿化", "lvhua", "lh"),
        ("龙昆北路23号（Ａ座）", "longkunbeilu23haoazuo", "lkbl23haz"),
        ("", "", ""),
        ("！？", "", ""),
    ],
)
def test_spelling(name: str, full: str, short: str) -> None:
    assert pinyin(name) == full
    assert initials(name) == short


def test_spellings_are_parallel_to_the_names() -> None:
    assert spellings(["供水", "绿化"]) == (["gongshui", "lvhua"], ["gs", "lh"])
