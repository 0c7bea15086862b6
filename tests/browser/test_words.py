"""The caller's words in one box: the answer stands while they are typed, by the words that were understood."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SAID = "人民公园东湖边上水管爆了喷得到处都是"


def test_the_answer_stands_before_the_operator_stops(desk: Page) -> None:
    box = desk.get_by_label("来电人怎么说")
    box.focus()
    desk.keyboard.type(SAID)
    expect(desk.locator("#answer-heading")).to_contain_text("海口人民公园管理处")
    expect(box).to_be_focused()  # the answer takes nothing away from who is typing
    expect(desk.locator(".heard mark.place").first).to_contain_text("东湖")
    expect(desk.locator(".heard mark.issue").first).to_be_visible()
    expect(desk.get_by_role("combobox", name="地点")).to_have_value("东湖")


def test_emoji_do_not_shift_the_marks(desk: Page) -> None:
    desk.get_by_label("来电人怎么说").fill("😱😱人民公园东湖水管爆了")
    expect(desk.locator(".heard mark.place").first).to_have_text("人民公园东湖")


def test_what_is_not_understood_asks_nothing(desk: Page) -> None:
    desk.get_by_label("来电人怎么说").fill("你好你好能听到吗喂")
    expect(desk.locator("whose-words [role=status]")).to_contain_text("没听懂")
    expect(desk.locator(".outcome")).to_have_count(0)


def test_nothing_is_read_while_characters_are_composed(desk: Page) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if "understandings" in request.url else None)
    box = desk.get_by_label("来电人怎么说")
    box.focus()
    for kind in ("compositionstart", "input"):
        box.evaluate(
            """(box, kind) => box.dispatchEvent(kind === 'input'
                ? new InputEvent('input', { isComposing: true, bubbles: true })
                : new CompositionEvent(kind, { bubbles: true }))""",
            kind,
        )
    desk.wait_for_timeout(500)
    assert not asked
    box.evaluate("box => { box.value = '路灯不亮'; box.dispatchEvent(new CompositionEvent('compositionend')) }")
    expect(desk.locator(".heard mark.issue").first).to_be_visible()
    assert len(asked) == 1


def test_what_was_typed_outlives_the_session(desk: Page, address: str) -> None:
    box = desk.get_by_label("来电人怎么说")
    desk.context.request.post(address + "/sign-out", max_redirects=0)
    desk.context.clear_cookies()
    box.fill("人民公园东湖边上水管爆了")
    expect(desk).to_have_url(re.compile("/sign-in"))
    desk.get_by_role("button", name="以接线员身份进入").click()
    expect(box).to_have_value("人民公园东湖边上水管爆了")
    expect(desk.locator("#answer-heading")).to_contain_text("海口人民公园管理处")


def test_an_ended_session_leads_back_to_the_question(desk: Page, address: str) -> None:
    desk.goto(address + "/?issue=gas.leak&place=siji-huating")
    desk.context.clear_cookies()
    desk.keyboard.press("1")
    expect(desk).to_have_url(re.compile(r"/sign-in\?next="))
    desk.get_by_role("button", name="以接线员身份进入").click()
    expect(desk).to_have_url(re.compile("issue=gas.leak"))
