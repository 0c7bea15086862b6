"""Screenshots of a running server with the demonstration city: `python -m tests.browser.screenshots [URL]`.

Written to docs/screenshots, for the documentation and for a critical eye.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tests.browser.launch import LAUNCH

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDE, NARROW = (1366, 768), (320, 640)
DARK: Literal["dark"] = "dark"
SHOTS: dict[str, tuple[str, tuple[int, int], Literal["light", "dark"]]] = {
    "first": ("/", WIDE, "light"),
    "settled": ("/?issue=water.supply.pipe-burst&place=donghu", WIDE, "light"),
    "settled-dark": ("/?issue=water.supply.pipe-burst&place=donghu", WIDE, DARK),
    "needs-fact": ("/?issue=gas.leak&place=siji-huating", WIDE, "light"),
    "contested": ("/?issue=noise.square-dancing&place=renmin-park", WIDE, "light"),
    "contested-dark": ("/?issue=noise.square-dancing&place=renmin-park", WIDE, DARK),
    "unassigned": ("/?issue=health.public&place=renmin-park", WIDE, "light"),
    "why-not": ("/?issue=water.supply.pipe-burst&place=donghu&why_not=city.water", WIDE, "light"),
    "past": ("/?issue=land.public-area-illegal-lease&place=siji-huating&on=2018-06-01", WIDE, "light"),
    "problem": ("/?issue=water.supply.pipe-brst&place=donghu", WIDE, "light"),
    "english": ("/?issue=water.supply.pipe-burst&place=donghu&lang=en", WIDE, "light"),
    "docs": ("/docs", WIDE, "light"),
    "first-320": ("/", NARROW, "light"),
    "needs-fact-320": ("/?issue=gas.leak&place=siji-huating", NARROW, "light"),
    "contested-320": ("/?issue=noise.square-dancing&place=renmin-park", NARROW, DARK),
}


def main(address: str, wanted: set[str]) -> None:
    """Take every picture (or those wanted by name)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(**LAUNCH)
        for name, (path, (width, height), scheme) in SHOTS.items():
            if wanted and name not in wanted:
                continue
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN"
            )
            context.request.post(address + "/sign-in", form={"demonstration": "operator"})
            page = context.new_page()
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
            context.close()
        if not wanted or "suggestions" in wanted:
            context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="zh-CN")
            context.request.post(address + "/sign-in", form={"demonstration": "operator"})
            page = context.new_page()
            page.goto(address + "/")
            page.get_by_role("combobox", name="事项").press_sequentially("sg", delay=40)
            page.get_by_role("option").first.wait_for()
            page.screenshot(path=FOLDER / "suggestions.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:12345", set(sys.argv[2:]))
