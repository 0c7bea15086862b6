"""A real server with the demonstration city, and a browser that tells on every fault and on every request elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.app import create_app
from api.security import demonstration
from graph.connection import Database
from graph.settings import Settings
from tests import city, people
from tests.browser.launch import LAUNCH

PATIENCE = 20_000  # ms: a cold query on a busy machine; nothing waits longer than it must
expect.set_options(timeout=PATIENCE)


class Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@pytest.fixture(scope="module")
def address(_connection: Database, test_settings: Settings) -> Iterator[str]:
    """Where the application with the demonstration city answers."""
    database = city.ready(_connection)
    demonstration.ensure(database, datetime.now(UTC))
    app = create_app(database, test_settings)
    server = Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None))
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    assert server.listening.wait(20)
    where = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    # The first question waits for its plan, which takes long on a busy machine; no page should have to.
    question = Request(where + "/?issue=water.supply.pipe-burst&place=donghu", headers=people.bearer(database))
    urlopen(question, timeout=180).close()
    yield where
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not Path(LAUNCH["executable_path"]).exists():
        pytest.skip("需要 Chromium：apt-get install chromium，或设置 CHROMIUM / Chromium is needed; or set CHROMIUM")
    return LAUNCH


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "zh-CN", "viewport": {"width": 1366, "height": 768}}


def watch(context: BrowserContext, address: str) -> list[str]:
    """Faults of every page of a context, as they come: requests elsewhere, errors, breaches of the policy."""
    faults: list[str] = []
    context.set_default_timeout(PATIENCE)
    context.on("request", lambda r: None if r.url.startswith(address) else faults.append(f"request to {r.url}"))
    context.on("weberror", lambda e: faults.append(f"error: {e.error}"))
    # An answer of 4xx is a console error too, and is what some tests are about.
    context.on(
        "console",
        lambda m: faults.append(m.text) if m.type == "error" and "Failed to load resource" not in m.text else None,
    )
    return faults


def sign_in(context: BrowserContext, address: str, role: str = "operator") -> None:
    """By one click, as the demonstration's visitor does; the context has the cookie from now on."""
    answer = context.request.post(address + "/sign-in", form={"demonstration": role}, max_redirects=0)
    assert answer.status == 303, answer.text()


@pytest.fixture
def desk(context: BrowserContext, address: str) -> Iterator[Page]:
    """The first page, opened; the test fails on any fault that the browser saw."""
    faults = watch(context, address)
    sign_in(context, address)
    page = context.new_page()
    page.goto(address + "/")
    yield page
    assert not faults


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """The first page in a browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    faults = watch(context, address)
    sign_in(context, address)
    page = context.new_page()
    page.goto(address + "/")
    yield page
    context.close()
    assert not faults
