"""What an operator does by keyboard alone: a journey for each outcome, why-not, another day, another language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

NEEDS_FACT = "/?issue=gas.leak&place=siji-huating"
CONTESTED = "/?issue=noise.square-dancing&place=renmin-park"
UNASSIGNED = "/?issue=health.public&place=renmin-park"
SETTLED = "/?issue=water.supply.pipe-burst&place=donghu"
PAST = "/?issue=land.public-area-illegal-lease&place=siji-huating&on=2018-06-01"


def outcome(page: Page) -> Locator:
    return page.locator("#answer-heading")


def choose(page: Page, typed: str, name: str) -> None:
    """Type into the box that has the focus, and take the first suggestion once it is the one expected."""
    page.keyboard.type(typed)
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text(name)
    page.keyboard.press("Enter")


def test_settled_without_a_mouse_and_without_a_reload(desk: Page) -> None:
    desk.evaluate("window.here = true")
    expect(desk.get_by_role("combobox", name="事项")).to_be_focused()
    choose(desk, "水管爆了", "供水管道爆裂")
    expect(desk.get_by_role("combobox", name="地点")).to_be_focused()
    choose(desk, "donghu", "东湖")
    expect(outcome(desk)).to_contain_text("海口人民公园管理处")
    expect(outcome(desk)).to_contain_text("已明确")
    expect(outcome(desk)).to_be_focused()
    card = desk.locator(".outcome")
    expect(card).to_contain_text("人民公园东湖水管破裂")  # the ruling it rests on
    expect(card).to_contain_text(re.compile(r"对 \d{4}-\d\d-\d\d 有效"))
    expect(card.locator(".implied").first).to_contain_text("地点推定")
    expect(desk.get_by_text("同时到场", exact=True)).to_be_visible()
    expect(desk.locator(".right")).to_contain_text("让位于海口人民公园管理处：同类事项已有裁定先例")
    assert desk.evaluate("window.here") is True
    assert "issue=water.supply.pipe-burst&place=donghu" in desk.url
    expect(desk).to_have_title(re.compile("海口人民公园管理处"))


def test_the_address_is_the_question_and_back_goes_back(desk: Page, address: str) -> None:
    desk.goto(address + NEEDS_FACT)
    expect(outcome(desk)).to_contain_text("还差一问")
    desk.keyboard.press("2")
    expect(outcome(desk)).to_contain_text("海口市消防救援支队")
    answered = desk.url
    desk.go_back()
    expect(outcome(desk)).to_contain_text("还差一问")
    desk.goto(answered)
    expect(outcome(desk)).to_contain_text("海口市消防救援支队")


def test_a_question_is_answered_by_its_key_with_the_owner_under_each_answer(desk: Page, address: str) -> None:
    desk.goto(address + NEEDS_FACT)
    first = desk.locator("[data-key='1']")
    expect(first).to_contain_text("管道天然气")
    expect(first).to_contain_text("归海南民生管道燃气有限公司")
    desk.keyboard.press("1")
    expect(outcome(desk)).to_contain_text("海南民生管道燃气有限公司")
    fact = desk.locator("a.fact")
    expect(fact).to_contain_text("管道天然气")
    fact.focus()
    desk.keyboard.press("Enter")  # the fact is taken back
    expect(outcome(desk)).to_contain_text("还差一问")


def test_the_caller_does_not_know(desk: Page, address: str) -> None:
    desk.goto(address + NEEDS_FACT)
    expect(outcome(desk)).to_contain_text("还差一问")
    desk.keyboard.press("0")
    expect(desk.locator("a.fact")).to_contain_text("不清楚")
    expect(outcome(desk)).to_contain_text("有争议")
    assert re.search(r"fact=[a-z.-]+=(&|$)", desk.url)


def test_contested_claims_stand_side_by_side(desk: Page, address: str) -> None:
    desk.goto(address + CONTESTED)
    expect(outcome(desk)).to_contain_text("有争议")
    sides = desk.locator(".side-by-side > .claim")
    expect(sides).to_have_count(2)
    for side in sides.all():
        expect(side.locator("cite")).to_contain_text("噪声污染防治法")
    left, right = (side.bounding_box() for side in sides.all())
    assert left and right and left["y"] == right["y"] and left["x"] < right["x"]
    expect(desk.get_by_text("报轮值领导裁定。")).to_be_visible()


def test_unassigned_says_that_nobody_bears_it(desk: Page, address: str) -> None:
    desk.goto(address + UNASSIGNED)
    expect(outcome(desk)).to_contain_text("无人认领")
    expect(desk.locator(".right")).to_contain_text("没有适用于这件事的主责")


def test_why_not_names_the_step(desk: Page, address: str) -> None:
    desk.goto(address + SETTLED)
    expect(outcome(desk)).to_contain_text("已明确")
    desk.keyboard.press("w")
    expect(desk.get_by_role("combobox", name="为何不是")).to_be_focused()
    choose(desk, "市水务局", "海口市水务局")
    heading = desk.locator(".explained h3")
    expect(heading).to_contain_text("为何不是海口市水务局")
    expect(heading).to_be_focused()
    expect(desk.locator(".explained")).to_contain_text("同类事项已有裁定先例")
    assert "why_not=city.water" in desk.url
    desk.keyboard.press("/")
    expect(desk.get_by_role("combobox", name="事项")).to_be_focused()


def test_another_day_another_owner(desk: Page, address: str) -> None:
    desk.goto(address + PAST)
    expect(outcome(desk)).to_contain_text("国土资源局")
    desk.get_by_label("哪天的归属").fill("2026-11-24")
    expect(outcome(desk)).to_contain_text("自然资源")
    expect(desk.locator(".holds")).to_contain_text("对 2026-11-24 有效")


def test_the_other_language_keeps_the_place(desk: Page, address: str) -> None:
    desk.goto(address + NEEDS_FACT)
    desk.keyboard.press("1")
    expect(outcome(desk)).to_contain_text("已明确")
    desk.get_by_role("link", name="English").focus()
    desk.keyboard.press("Enter")
    expect(outcome(desk)).to_contain_text("settled")
    expect(outcome(desk)).to_contain_text("海南民生管道燃气有限公司")
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    desk.goto(address + "/")
    expect(desk.get_by_role("button", name="Ask")).to_be_visible()  # remembered


def test_what_was_not_found_is_said_where_the_answer_would_be(desk: Page) -> None:
    desk.keyboard.type("闻所未闻之事")
    desk.get_by_role("combobox", name="地点").fill("东湖")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="查归属").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("闻所未闻之事")
    expect(desk.get_by_role("combobox", name="事项")).to_have_value("闻所未闻之事")


def test_an_address_with_a_wrong_code_leads_to_the_right_one(desk: Page, address: str) -> None:
    desk.goto(address + "/?issue=water.supply.pipe-brst&place=donghu")
    expect(desk.get_by_role("alert")).to_contain_text("您是不是要找")
    desk.get_by_role("link", name="供水管道爆裂漏水").click()
    expect(outcome(desk)).to_contain_text("海口人民公园管理处")


def test_without_javascript_it_is_a_plain_form(plain: Page) -> None:
    plain.get_by_role("textbox", name="事项").fill("水管爆了")
    plain.get_by_role("textbox", name="地点").fill("东湖")
    plain.get_by_role("button", name="查归属").click()
    expect(outcome(plain)).to_contain_text("海口人民公园管理处")
    plain.get_by_role("textbox", name="为何不是").fill("海口市水务局")
    plain.get_by_role("button", name="说明").click()
    expect(plain.locator(".explained")).to_contain_text("为何不是海口市水务局")
    plain.get_by_role("textbox", name="事项").fill("燃气泄漏")
    plain.get_by_role("textbox", name="地点").fill("四季华庭")
    plain.get_by_role("button", name="查归属").click()
    plain.get_by_role("button", name="管道天然气").click()
    expect(outcome(plain)).to_contain_text("海南民生管道燃气有限公司")
