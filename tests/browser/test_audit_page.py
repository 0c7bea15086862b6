"""For the supervisor: the audit pages in a browser, by keyboard, in light and dark, narrow and wide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from graph.audit import Done, perform
from graph.connection import Database
from tests.browser.conftest import sign_in, watch
from tests.browser.test_access import violations
from tests.trail import AT, actor, deed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def recorded(_connection: Database, address: str) -> str:
    """Sixty deeds, and where they are to be seen."""
    perform(_connection, actor(), lambda _: Done(None, tuple(deed(n) for n in range(60))), at=AT)
    return address + "/audit?person=person-chen"


@pytest.fixture
def supervisor(context: BrowserContext, address: str, recorded: str) -> Iterator[Page]:
    """A supervisor's page; the test fails on any fault that the browser saw."""
    faults = watch(context, address)
    sign_in(context, address, "supervisor")
    yield context.new_page()
    assert not faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(supervisor: Page, recorded: str, scheme: Literal["light", "dark"]) -> None:
    supervisor.emulate_media(color_scheme=scheme)
    for path in ("", "&until=2000-01-01", "&lang=en", "&lang=zh"):
        supervisor.goto(recorded + path)
        assert violations(supervisor) == [], path
    supervisor.goto(recorded)
    supervisor.get_by_role("table").get_by_role("link").first.click()
    expect(supervisor.get_by_role("heading", level=1)).to_contain_text("修改人员")
    supervisor.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert violations(supervisor) == []


def test_the_trail_is_walked_by_keyboard(supervisor: Page, recorded: str) -> None:
    supervisor.goto(recorded.split("?")[0])
    supervisor.get_by_label("谁（账号）").focus()
    supervisor.keyboard.type("person-chen")
    supervisor.keyboard.press("Enter")
    expect(supervisor.get_by_role("rowheader")).to_have_count(50)
    supervisor.get_by_role("link", name="更早的").press("Enter")
    expect(supervisor.get_by_role("rowheader")).to_have_count(10)
    supervisor.get_by_role("rowheader").first.get_by_role("link").press("Enter")
    expect(supervisor.locator("ins")).to_contain_text("1380000")
    supervisor.get_by_role("link", name="这个对象的全部记录").press("Enter")
    expect(supervisor.get_by_label("对象编号")).to_have_value("p0")
    expect(supervisor.get_by_role("rowheader")).to_have_count(20)


@pytest.mark.parametrize("width", [360, 800])
def test_a_narrow_page_does_not_scroll_sideways(supervisor: Page, recorded: str, width: int) -> None:
    supervisor.set_viewport_size({"width": width, "height": 700})
    supervisor.goto(recorded)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not supervisor.evaluate(wide)
    supervisor.get_by_role("rowheader").first.get_by_role("link").click()
    expect(supervisor.get_by_role("heading", level=1)).to_be_visible()
    assert not supervisor.evaluate(wide)
