"""The frame in a real browser: narrow windows, keyboards, dark mode, and a policy that nothing breaks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from engine.db import Database
from engine.run import Runner
from tests.webapp.conftest import PASSWORD, populate, ports
from webapp.app import create_app
from webapp.settings import Settings

pytestmark = pytest.mark.browser
PAGES = [
    "/admin/",
    "/deputies/",
    "/deputies/1/new?deputy=2",
    "/admin/accounts?search=a",
    "/admin/definitions",
    "/admin/incidents",
    "/password",
    "/nowhere",
]


@pytest.fixture
def address(sqlite_database: Database) -> Iterator[str]:
    """A server on a port of its own."""
    runner = Runner(sqlite_database, ports(), ZoneInfo("Europe/Stockholm"))
    populate(runner)
    server = make_server("127.0.0.1", 0, create_app(Settings(demo=True), runner), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-postadress").fill("ada@alvhamn.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Ada Falk")).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_is_wider_than_the_window(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    sign_in(page, address)
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_errors_take_the_focus(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-postadress").fill("ada@alvhamn.example")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-postadress")).to_be_focused()


def test_everything_is_reached_by_keyboard(page: Page, address: str) -> None:
    sign_in(page, address)
    page.goto(f"{address}/password")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    for _ in page.locator(".yw-menu__panel a, .yw-menu__panel button").all():
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()


def test_dark_mode_is_dark(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/sign-in")
    red, green, blue = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert max(red, green, blue) < 64
