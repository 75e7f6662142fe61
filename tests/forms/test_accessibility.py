"""Every component in a real browser, in light and dark: axe finds nothing, nothing needs to be scrolled sideways, and
all of it can be done with the keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page

from engine.errors import FieldError
from forms import Earlier, Form, compile_form
from tests.forms.forms_for_tests import KITCHEN_SINK, PREFILL, TODAY, faults, posted
from tests.forms.test_rendering import MESSY

ROOT = Path(__file__).parents[2]
AXE = ROOT / "webapp" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
BUILD = ROOT / "webapp" / "static" / "build"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MORE: list[dict[str, Any]] = [
    {"type": "image", "id": "X_image", "alt": "Karta över kommunen", "source": "/icon.svg"},
    {"type": "documentPreview", "id": "X_docs", "label": "Underlag", "dataSource": "=papers"},
    {"type": "number", "id": "X_a", "key": "x_a", "label": "Andel", "layout": {"row": "X", "columns": 4}},
    {"type": "textfield", "id": "X_b", "key": "x_b", "label": "Ort", "layout": {"row": "X", "columns": 12}},
    {"type": "table", "id": "X_table", "label": "Skatteunderlag per år", "dataSource": "=forecast", "rowCount": 1,
     "columns": [{"key": "year", "label": "År"}, {"key": "growth", "label": "Ökning"}]},
    {"type": "dynamiclist", "id": "X_rows", "path": "x_rows", "label": "Beslut", "nonCollapsedItems": 1,
     "defaultRepetitions": 3, "components": [{"type": "textarea", "id": "X_text", "key": "text", "label": "Beslut"}]},
]  # fmt: skip
SCHEMA = {**KITCHEN_SINK, "components": [*KITCHEN_SINK["components"], *MORE]}
HELD = {**PREFILL, "papers": [{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964f0", "filename": "plan.pdf", "size": 1200}]}
EARLIER = Earlier({"title": "Plan 2026", "goal_contribution": "Fler klarar skolan.", "decision": "avslag"}, "2026")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The forms as pages of a site with the product's own stylesheet."""
    if not AXE.exists() or not BUILD.exists():
        pytest.skip("the front end is not built (make setup)")
    folder = tmp_path_factory.mktemp("site")
    names = json.loads((BUILD / "manifest.json").read_text("utf-8"))
    for file in BUILD.iterdir():
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())
    (folder / "icon.svg").write_bytes((ROOT / "webapp" / "static" / "icon.svg").read_bytes())
    for name, body in pages().items():
        (folder / f"{name}.html").write_text(
            '<!doctype html><html lang="sv" data-color-scheme="auto"><head><meta charset="utf-8">'
            '<title>Formulär</title><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="stylesheet" href="{names["app.css"]}"></head><body><main class="yw-main"><h1>Formulär</h1>'
            f'<form class="yw-section yw-task-form" method="post" novalidate>{body}'
            '<button class="ds-button" type="submit">Skicka</button></form></main></body></html>',
            "utf-8",
        )

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: Quiet(*given, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def pages() -> dict[str, str]:
    """The form as it opens, as it comes back with faults beside last year's answers, and as it is read."""
    form = compile_sink()
    raw = posted(*MESSY)
    errors = [FieldError(path, message) for path, message in faults(form, raw, HELD).items()]
    answers = form.validate(posted(), HELD, TODAY, "sv")
    options: dict[str, Any] = {"today": TODAY, "link": lambda identity: f"/attachments/{identity}"}
    return {
        "fresh": form.render(None, (), HELD, "sv", **options),
        "faulty": form.error_summary(errors, "sv") + form.render(raw, errors, HELD, "sv", earlier=EARLIER, **options),
        "answers": form.present(answers, lambda code: True, earlier=EARLIER),
    }


def compile_sink() -> Form:
    form = compile_form(SCHEMA)
    assert form.problems() == []
    return form


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["fresh", "faulty", "answers"])
def test_axe_finds_nothing_to_mend(page: Page, site: str, name: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/{name}.html")
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
    # What unfolds slides over what lies below it.
    page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    found = [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in result["violations"]]
    assert found == []
    assert len(result["passes"]) > 15, "axe has looked at the page"


@pytest.mark.browser
@pytest.mark.parametrize("name", ["fresh", "faulty", "answers"])
def test_nothing_is_scrolled_sideways_on_320_pixels(page: Page, site: str, name: str) -> None:
    # 320 CSS pixels are a screen of 1280 at 400 % (WCAG 2.2, 1.4.10).
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{site}/{name}.html")
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary')]"
        ".filter(found => found.checkVisibility() && !found.matches('.ds-sr-only'))"
        ".map(found => [found.outerHTML.slice(0, 90), found.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 24 || box.width < 20).map(([html]) => html)"
    )
    assert small == [], "targets are large enough to hit (WCAG 2.2, 2.5.8)"


@pytest.mark.browser
def test_the_summary_has_the_focus_and_leads_to_each_fault_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/faulty.html")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.keyboard.press("Tab")
    wanted = page.evaluate("document.activeElement.getAttribute('href')").removeprefix("#")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").removeprefix("#") == wanted
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == wanted


@pytest.mark.browser
def test_every_control_is_reached_by_keyboard_and_shows_it(page: Page, site: str) -> None:
    page.goto(f"{site}/fresh.html")
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
    script = (
        "[...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, a[href]')]"
        ".filter(found => found.tabIndex >= 0 && found.checkVisibility()).map(found => {"
        "  if (found.type === 'radio') return 'radio:' + found.name;"
        "  return found.dataset.seen = found.id || found.name + '=' + found.value + found.textContent; })"
    )
    wanted = set(page.evaluate(script))
    seen: set[str] = set()
    shown: set[str] = set()
    for _ in range(len(wanted) * 6):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(() => { const at = document.activeElement;"
            "const ringed = [at, at.closest('.ds-field')].filter(Boolean).map(found => getComputedStyle(found))"
            ".some(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none');"
            "return [at.type === 'radio' ? 'radio:' + at.name : at.dataset.seen, ringed]; })()"
        )
        if found[0]:
            seen.add(found[0])
            shown |= {found[0]} if found[1] else set()
        if wanted <= seen:
            break
    assert sorted(wanted - seen) == []
    assert sorted(seen - shown) == [], "the focus is seen"
