"""A one-time link in a browser: the code leaves the address, a password is chosen, and one is in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from graph import credentials
from graph.audit import perform
from graph.connection import Database
from schema.people import UserRole
from tests import people
from tests.browser.conftest import watch

pytestmark = pytest.mark.browser

PASSWORD = "quelques mots sans rapport"


def test_by_keyboard_from_the_link_to_the_first_page_and_out_again(
    browser: Browser, address: str, _connection: Database
) -> None:
    someone = people.person(_connection, UserRole.OPERATOR)
    code, at = credentials.new_secret(), datetime.now(UTC)
    invite = partial(credentials.invite, person=someone, secret=code, ends_at=at + timedelta(hours=1))
    perform(_connection, people.TESTER, invite, at=at)
    context = browser.new_context(locale="zh-CN")
    faults = watch(context, address)
    page = context.new_page()
    page.goto(f"{address}/welcome#{code}")
    expect(page).to_have_url(f"{address}/welcome")  # out of the address, which others may see
    expect(page.get_by_label("新密码")).to_be_focused()
    choose(page, PASSWORD, PASSWORD + "x")
    expect(page.get_by_role("alert")).to_contain_text("两次输入的密码不一样")
    page.get_by_label("新密码").focus()
    choose(page, PASSWORD, PASSWORD)
    expect(page.get_by_label("来电人怎么说")).to_be_visible()
    page.get_by_role("button", name="退出").press("Enter")
    page.get_by_label("账号").fill(someone.name)
    page.get_by_label("密码").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.get_by_label("账号")).to_have_value(someone.name)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("来电人怎么说")).to_be_visible()
    context.close()
    assert not faults


def choose(page: Page, password: str, again: str) -> None:
    """Type both, by keyboard alone."""
    page.keyboard.type(password)
    page.keyboard.press("Tab")
    page.keyboard.type(again)
    page.keyboard.press("Enter")
