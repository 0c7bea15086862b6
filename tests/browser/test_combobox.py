"""The riskiest widget by itself: roles, arrow keys, Escape, opening again, input methods."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def box(desk: Page) -> Locator:
    box = desk.get_by_role("combobox", name="地点")
    box.focus()
    return box


def selected(page: Page) -> Locator:
    return page.locator("[role=option][aria-selected=true]")


def test_roles_follow_the_authoring_practices(desk: Page, box: Locator) -> None:
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    desk.keyboard.type("rmgy")
    expect(selected(desk)).to_contain_text("海口人民公园")
    expect(box).to_have_attribute("aria-expanded", "true")
    active = box.get_attribute("aria-activedescendant")
    assert active and desk.locator(f"#{active}").get_attribute("role") == "option"
    assert desk.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    expect(box).to_be_focused()


def test_arrow_keys_go_round(desk: Page, box: Locator) -> None:
    desk.keyboard.type("公园")
    options = desk.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    expect(options.first).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(selected(desk)).to_have_count(1)


def test_escape_closes_then_clears(desk: Page, box: Locator) -> None:
    desk.keyboard.type("rmgy")
    expect(selected(desk)).to_have_count(1)
    desk.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("rmgy")
    desk.keyboard.press("Escape")
    expect(box).to_have_value("")


def test_it_opens_again_after_a_choice(desk: Page, box: Locator) -> None:
    desk.keyboard.type("rmgy")
    expect(selected(desk)).to_contain_text("海口人民公园")
    desk.keyboard.press("Enter")
    expect(box).to_have_value("海口人民公园")
    expect(desk.locator("input[type=hidden][name=place]")).to_have_value("renmin-park")
    box.focus()
    desk.keyboard.press("ArrowDown")
    expect(selected(desk)).to_contain_text("海口人民公园")
    desk.keyboard.press("Escape")
    desk.keyboard.press("End")
    desk.keyboard.type("北")  # typing again takes the choice back
    expect(desk.locator("input[type=hidden][name=place]")).to_have_count(0)


def test_leaving_with_tab_takes_the_suggestion_and_goes_on(desk: Page, box: Locator) -> None:
    desk.keyboard.type("rmgy")
    expect(selected(desk)).to_contain_text("海口人民公园")
    desk.keyboard.press("Tab")
    expect(desk.locator("input[type=hidden][name=place]")).to_have_value("renmin-park")
    expect(desk.get_by_label("哪天的归属")).to_be_focused()


def test_a_click_chooses_too(desk: Page, box: Locator) -> None:
    desk.keyboard.type("rmgy")
    desk.get_by_role("option", name="海口人民公园").first.click()
    expect(desk.locator("input[type=hidden][name=place]")).to_have_value("renmin-park")


def test_nothing_is_looked_up_while_an_input_method_composes(desk: Page, box: Locator) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    keyboard = desk.context.new_cdp_session(desk)
    for pinyin in ("r", "re", "ren", "renm", "renmin", "renmingongyuan"):
        keyboard.send("Input.imeSetComposition", {"text": pinyin, "selectionStart": 0, "selectionEnd": len(pinyin)})
    expect(box).to_have_value("renmingongyuan")
    for kind in ("rawKeyDown", "keyUp"):  # the key that ends a composition belongs to the input method
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "key": "Process", "windowsVirtualKeyCode": 229})
    expect(box).to_have_attribute("aria-expanded", "false")
    keyboard.send("Input.insertText", {"text": "人民公园"})
    expect(selected(desk)).to_contain_text("海口人民公园")
    expect(box).to_have_value("人民公园")
    looked_up = [parse_qs(urlsplit(url).query)["q"] for url in asked if "/api/v1/locations" in url]
    assert looked_up == [["人民公园"]]


def test_what_is_not_there_is_said(desk: Page, box: Locator) -> None:
    desk.keyboard.type("zzzzqqq")
    expect(desk.locator("whose-combobox[data-name=place] [role=status]")).to_have_text("没有找到")
    desk.keyboard.press("ArrowDown")
    expect(selected(desk)).to_have_count(0)
