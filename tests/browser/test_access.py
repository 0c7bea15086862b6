"""For everybody: axe finds nothing in light and dark, narrow screens do not scroll sideways, the policy is strict."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.test_journeys import CONTESTED, NEEDS_FACT, PAST, SETTLED, UNASSIGNED

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
PAGES = {
    "first": "/",
    "settled": SETTLED,
    "needs fact": NEEDS_FACT,
    "contested": CONTESTED,
    "unassigned": UNASSIGNED,
    "past": PAST + "&known_at=2030-01-01T00:00",
    "why not": SETTLED + "&why_not=city.water",
    "problem": "/?issue=water.supply.pipe-brst&place=donghu",
    "nothing there": "/nothing",
    "english": SETTLED + "&lang=en",
    "reference": "/docs",
    "sign in": "/sign-in?next=/docs",
    "welcome": "/welcome#some-code",
    "tokens": "/tokens",
}
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def violations(page: Page) -> list[str]:
    # evaluate() is not bound by the page's policy; a <script> element would be.
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(desk: Page, address: str, scheme: Literal["light", "dark"]) -> None:
    sign_in(desk.context, address, "administrator")  # who may open every page
    desk.emulate_media(color_scheme=scheme)
    for name, path in PAGES.items():
        desk.goto(address + path)
        desk.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert violations(desk) == [], name
    desk.goto(address + "/")
    desk.keyboard.type("水管")
    expect(desk.get_by_role("option").first).to_be_visible()
    assert violations(desk) == [], "suggestions"


def test_axe_catches_a_planted_fault(desk: Page) -> None:
    desk.evaluate(
        """() => {
            document.querySelector('label[for=issue-box]').remove();
            const pale = Object.assign(document.createElement('p'), {textContent: '看不清'});
            pale.style.color = '#ddd'; pale.style.background = '#fff';
            document.querySelector('main').append(pale);
        }"""
    )
    found = "\n".join(violations(desk))
    assert "label: " in found or "aria-input-field-name: " in found
    assert "color-contrast: " in found


@pytest.mark.parametrize("name", PAGES)
def test_320_pixels_are_enough(desk: Page, address: str, name: str) -> None:
    sign_in(desk.context, address, "administrator")
    desk.set_viewport_size({"width": 320, "height": 640})
    desk.goto(address + PAGES[name])
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_policy_allows_only_what_is_ours(desk: Page, address: str) -> None:
    sign_in(desk.context, address, "administrator")
    for path in PAGES.values():
        answer = desk.goto(address + path)
        assert answer is not None
        policy = answer.header_value("content-security-policy") or ""
        assert policy.startswith("default-src 'self'") and "unsafe" not in policy
        markup = answer.text()
        assert (
            "<style" not in markup and " style=" not in markup and "<script>" not in markup and " onclick" not in markup
        )
        ids = desk.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
        assert len(ids) == len(set(ids))
