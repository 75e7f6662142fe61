"""The diagram viewer as a browser shows it, under the strictest content security policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

BUILD = Path(__file__).parents[2] / "webapp" / "static" / "build"
DIAGRAM = Path(__file__).with_name("three_steps.bpmn")
POLICY = "; ".join(
    ["default-src 'none'", "base-uri 'none'", *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect"))]
)
MARKS = {"Prepare": "done", "Decide": "late", "Publish": "active", "DrawnNowhere": "active"}
TEXTS = {"done": "Klar", "active": "Pågår", "late": "Försenad", "zoom-in": "Zooma in", "failed": "Kan inte visas"}
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".bpmn": "application/xml"}


def _html(manifest: dict[str, str], diagram: str) -> str:
    return f"""<!doctype html><html lang="sv"><title>Ärende</title>
<link rel="stylesheet" href="/{manifest["app.css"]}"><link rel="stylesheet" href="/{manifest["viewer.css"]}">
<div class="yw-diagram" data-diagram="/{diagram}" data-label="Diagram över ärendet"
  data-marks="{escape(json.dumps(MARKS))}" data-texts="{escape(json.dumps(TEXTS))}"></div>
<script type="module" src="/{manifest["viewer.js"]}"></script></html>"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name.startswith("case-"):
            manifest = json.loads((BUILD / "manifest.json").read_text())
            body, kind = _html(manifest, name.removeprefix("case-")).encode(), "text/html; charset=utf-8"
        else:
            path = DIAGRAM if name == DIAGRAM.name else BUILD / name
            if not path.is_file():
                self.send_error(404)
                return
            body, kind = path.read_bytes(), TYPES[path.suffix]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    if not (BUILD / "manifest.json").exists():
        pytest.skip("the front end is not built (make builds it)")
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_states_are_told_by_colour_symbol_and_text(page: Page, site: str) -> None:
    page.goto(f"{site}/case-{DIAGRAM.name}")
    expect(page.locator('.yw-diagram[data-state="shown"]')).to_be_visible()
    expect(page.get_by_role("img", name="Diagram över ärendet")).to_be_visible()
    for name, symbol in (("Bered: Klar", "✓"), ("Besluta: Försenad", "!"), ("Publicera: Pågår", "▶")):
        expect(page.get_by_role("img", name=name)).to_have_text(symbol)
    shape = page.locator('[data-element-id="Decide"] .djs-visual rect')
    assert shape.evaluate("e => getComputedStyle(e).stroke") == "rgb(166, 27, 27)"


def test_the_makers_mark_stays_visible(page: Page, site: str) -> None:
    page.goto(f"{site}/case-{DIAGRAM.name}")
    expect(page.locator("a.bjs-powered-by")).to_be_visible()


def test_keyboard_moves_and_zooms(page: Page, site: str) -> None:
    page.goto(f"{site}/case-{DIAGRAM.name}")
    viewport = page.locator(".djs-container .viewport")
    before = viewport.get_attribute("transform")
    page.get_by_role("button", name="Zooma in").press("Enter")
    expect(viewport).not_to_have_attribute("transform", str(before))


def test_a_diagram_that_cannot_be_fetched_is_told_in_words(page: Page, site: str) -> None:
    page.goto(f"{site}/case-missing.bpmn")
    expect(page.locator(".yw-diagram")).to_have_text("Kan inte visas")


def test_a_diagram_too_large_to_read_opens_where_something_is_late(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 260, "height": 600})
    page.goto(f"{site}/case-{DIAGRAM.name}")
    expect(page.locator('.yw-diagram[data-state="shown"]')).to_be_visible()
    canvas, late = page.locator(".yw-diagram__canvas"), page.locator('[data-element-id="Decide"] .djs-visual rect')
    outer, inner = canvas.bounding_box(), late.bounding_box()
    assert outer
    assert inner
    assert inner["width"] == pytest.approx(80, abs=4)
    assert inner["x"] + inner["width"] / 2 == pytest.approx(outer["x"] + outer["width"] / 2, abs=4)
