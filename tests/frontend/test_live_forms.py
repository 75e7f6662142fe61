"""Forms in a browser: they answer while they are filled in, save themselves, and their tables work like a sheet."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from engine.commands.account_create import CreateAccount
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.models import Draft, SharedField
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, BO, OWNER, Tasks, make_runner
from tests.engine.commands.diagrams import END, START, diagram, process, properties, user_task
from tests.engine.commands.steps import open_task
from webapp.app import create_app
from webapp.auth.passwords import hash_password
from webapp.settings import Settings

pytestmark = pytest.mark.browser
BUILD = Path(__file__).parents[2] / "webapp" / "static" / "build" / "manifest.json"
PASSWORD = "ett-riktigt-langt-losenord"

FORM = {
    "id": "plan", "type": "default", "schemaVersion": 19,
    "components": [
        {"id": "goal", "type": "textarea", "key": "goal", "label": "Mål"},
        {"id": "why", "type": "textfield", "key": "why", "label": "Varför dyrare",
         "conditional": {"hide": "=if total > 100 then false else true"}},
        {"id": "list", "type": "dynamiclist", "path": "lines", "label": "Rader", "defaultRepetitions": 2,
         "allowAddRemove": True, "components": [
             {"id": "what", "type": "textfield", "key": "what", "label": "Vad"},
             {"id": "amount", "type": "number", "key": "amount", "label": "Belopp"},
         ]},
        {"id": "total", "type": "expression", "key": "total", "label": "Summa",
         "expression": "=sum(lines.amount[item != null])"},
    ],
}  # fmt: skip


def drawn(shared: bool) -> bytes:
    task = user_task("write", "[person(1), person(2)]", form="plan").replace("assignee", "candidateUsers")
    if shared:
        task = task.replace(
            "<bpmn:extensionElements>", "<bpmn:extensionElements>" + properties({"yearwheel:shared-draft": "true"})
        )
    follow = user_task("read", "person(2)", form=None)
    return diagram(process("plan", START, task, follow, END, flows="begin>write;write>read;read>finish"))


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def runner(sqlite_database: Database) -> Runner:
    found = make_runner(sqlite_database, Tasks())
    for person, name in ((ANNA, "anna"), (BO, "bo")):
        found.run(CreateAccount(person_id=person, email=f"{name}@exempel.se", password_hash=hash_password(PASSWORD)))
    return found


@pytest.fixture
def address(runner: Runner) -> Iterator[str]:
    if not BUILD.exists():
        pytest.skip("the front end is not built (make builds it)")
    app = create_app(Settings(demo=True, database_url=str(runner.database.url)), runner)
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def begin(runner: Runner, shared: bool = False) -> tuple[UUID, UUID]:
    runner.run(Deploy(name="p", files={"p.bpmn": drawn(shared), "f.form.json": json.dumps(FORM).encode()}, actor=OWNER))
    case = runner.run(StartProcess(key="plan", actor=OWNER))
    return case, open_task(runner, case, "write")


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-postadress").fill(f"{name}@exempel.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")


@pytest.fixture
def anna(page: Page, address: str) -> Page:
    sign_in(page, address, "anna")
    return page


def drafts(runner: Runner) -> list[dict[str, object]]:
    with runner.read() as (session, _):
        return list(session.scalars(select(Draft.answers)))


def test_sums_and_conditions_follow_what_is_typed(anna: Page, address: str, runner: Runner) -> None:
    _, task = begin(runner)
    anna.goto(f"{address}/tasks/{task}")
    expect(anna.get_by_label("Varför dyrare")).to_have_count(0)
    anna.locator('[name="lines.0.amount"]').fill("80")
    anna.locator('[name="lines.1.amount"]').fill("30")
    anna.get_by_label("Mål").click()
    expect(anna.get_by_label("Varför dyrare")).to_be_visible()
    expect(anna.locator("#f-total")).to_contain_text("110")
    anna.get_by_label("Mål").type("Fler lärare", delay=40)
    expect(anna.get_by_label("Mål")).to_have_value("Fler lärare")
    expect(anna.get_by_role("button", name="Räkna om och uppdatera")).to_be_hidden()


def test_a_draft_saves_itself_and_is_there_next_time(anna: Page, address: str, runner: Runner) -> None:
    _, task = begin(runner)
    anna.goto(f"{address}/tasks/{task}")
    anna.get_by_label("Mål").type("Halvvägs")
    expect(anna.get_by_role("status").filter(has_text="Utkastet sparades")).to_be_visible()
    assert [draft["goal"] for draft in drafts(runner)] == ["Halvvägs"]
    anna.get_by_label("Mål").type(" och mer")
    anna.goto(f"{address}/tasks")  # before the next few seconds have passed
    anna.goto(f"{address}/tasks/{task}")
    expect(anna.get_by_label("Mål")).to_have_value("Halvvägs och mer")


def test_who_has_been_signed_out_is_told_and_loses_nothing(anna: Page, address: str, runner: Runner) -> None:
    _, task = begin(runner)
    anna.goto(f"{address}/tasks/{task}")
    anna.context.clear_cookies()
    anna.get_by_label("Mål").type("Viktigt")
    expect(anna.get_by_role("status").filter(has_text="Du har loggats ut")).to_be_visible()
    expect(anna.get_by_label("Mål")).to_have_value("Viktigt")


def test_two_people_write_one_draft(anna: Page, browser: Browser, address: str, runner: Runner) -> None:
    _, task = begin(runner, shared=True)
    context = browser.new_context(locale="sv-SE")
    bo = context.new_page()
    sign_in(bo, address, "bo")
    for page in (anna, bo):
        page.goto(f"{address}/tasks/{task}")
    anna.get_by_label("Mål").fill("Annas mål")
    expect(anna.get_by_role("status").filter(has_text="Utkastet sparades")).to_be_visible()
    bo.get_by_label("Mål").fill("Bos mål")
    bo.locator('[name="lines.0.what"]').fill("Böcker")
    bo.get_by_role("button", name="Spara utkast").last.click()
    expect(bo.get_by_role("heading", name="Två har skrivit i samma fält")).to_be_visible()
    expect(bo.locator(".yw-lost")).to_contain_text("Annas mål")
    expect(bo.get_by_label("Mål")).to_have_value("Bos mål")
    anna.reload()
    expect(anna.get_by_label("Mål")).to_have_value("Bos mål")
    expect(anna.locator('[name="lines.0.what"]')).to_have_value("Böcker")
    anna.get_by_role("button", name="Jag har tagit hand om texterna").click()
    expect(anna.locator(".yw-lost")).to_have_count(0)
    with runner.read() as (session, _):
        stored = session.get_one(SharedField, (task, "goal"))
        assert [entry["value"] for entry in stored.earlier] == ["Annas mål"]
    context.close()


def paste(cell: Locator, text: str) -> None:
    cell.click()
    cell.evaluate(
        """(field, text) => {
        const data = new DataTransfer();
        data.setData('text/plain', text);
        field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
    }""",
        text,
    )


def test_two_people_write_in_different_rows_of_one_table(
    anna: Page, browser: Browser, address: str, runner: Runner
) -> None:
    _, task = begin(runner, shared=True)
    context = browser.new_context(locale="sv-SE")
    bo = context.new_page()
    sign_in(bo, address, "bo")
    for page in (anna, bo):
        page.goto(f"{address}/tasks/{task}")
    anna.locator('[name="lines.0.what"]').fill("Böcker")
    expect(anna.get_by_role("status").filter(has_text="Utkastet sparades")).to_be_visible()
    bo.locator('[name="lines.1.what"]').fill("Hyra")
    expect(bo.get_by_role("status").filter(has_text="Anna Ek har skrivit")).to_be_visible()
    bo.get_by_role("button", name="Skicka in och slutför").click()
    expect(bo.get_by_text("Någon annan har skrivit i formuläret")).to_be_visible()
    expect(bo.locator('[name="lines.0.what"]')).to_have_value("Böcker")
    expect(bo.locator('[name="lines.1.what"]')).to_have_value("Hyra")
    expect(bo.locator(".yw-lost")).to_have_count(0)
    bo.get_by_role("button", name="Skicka in och slutför").click()
    expect(bo.get_by_text("är inskickad och klar")).to_be_visible()
    anna.get_by_label("Mål").type("För sent")
    expect(anna.get_by_role("status").filter(has_text="väntar inte på dig längre")).to_be_visible()
    expect(anna.get_by_label("Mål")).to_have_value("För sent")
    context.close()


def test_more_is_pasted_than_the_table_takes(anna: Page, address: str, runner: Runner) -> None:
    _, task = begin(runner)
    anna.goto(f"{address}/tasks/{task}")
    paste(anna.locator('[name="lines.0.what"]'), "\n".join(f"Rad {number}\t{number}\tutanför" for number in range(510)))
    expect(anna.locator('[name="lines.499.amount"]')).to_have_value("499")
    expect(anna.get_by_role("status").filter(has_text="530 inklistrade celler")).to_be_visible()
    assert anna.locator('[name="lines.1.what"]').count() == 1
    ids = anna.locator(".yw-rows [id]").evaluate_all("found => found.map(each => each.id)")
    assert len(ids) == len(set(ids))


def test_enter_sends_nothing(anna: Page, address: str, runner: Runner) -> None:
    _, task = begin(runner)
    anna.goto(f"{address}/tasks/{task}")
    anna.locator('[name="lines.1.what"]').fill("Sist")
    anna.keyboard.press("Enter")
    anna.keyboard.press("Shift+Enter")
    expect(anna.locator('[name="lines.0.what"]')).to_be_focused()
    anna.locator('[name="why"], [name="goal"]').first.focus()
    assert anna.url == f"{address}/tasks/{task}"


def test_a_table_is_moved_in_and_pasted_into_as_a_sheet(anna: Page, address: str, runner: Runner) -> None:
    _, task = begin(runner)
    anna.goto(f"{address}/tasks/{task}")
    cell = anna.locator('[name="lines.0.what"]')
    cell.click()
    anna.keyboard.press("ArrowDown")
    expect(anna.locator('[name="lines.1.what"]')).to_be_focused()
    anna.keyboard.press("ArrowRight")
    expect(anna.locator('[name="lines.1.amount"]')).to_be_focused()
    anna.keyboard.press("ArrowUp")
    expect(anna.locator('[name="lines.0.amount"]')).to_be_focused()
    paste(cell, 'Böcker\t10\r\n"Två\nrader"\t20,5\r\nHyra\t30\r\n')
    expect(anna.locator('[name="lines.2.amount"]')).to_have_value("30")
    expect(anna.locator("#f-total")).to_contain_text("60,5")
    anna.locator('[name="lines.0.what"]').fill("Fel")
    anna.keyboard.press("Escape")
    expect(anna.locator('[name="lines.0.what"]')).to_have_value("Böcker")
    anna.get_by_role("button", name="Spara utkast").last.click()
    expect(anna.locator('[name="lines.2.what"]')).to_have_value("Hyra")
    (draft,) = drafts(runner)
    lines = draft["lines"]
    assert isinstance(lines, list)
    assert [line["amount"] for line in lines] == ["10", "20,5", "30"]


def test_what_was_sent_too_early_is_taken_back(anna: Page, address: str, runner: Runner) -> None:
    case, task = begin(runner)
    anna.goto(f"{address}/tasks/{task}")
    anna.get_by_label("Mål").fill("För tidigt")
    anna.locator('[name="lines.0.amount"]').fill("12,5")
    anna.get_by_role("button", name="Skicka in och slutför").click()
    anna.get_by_role("button", name="Ta tillbaka och rätta").click()
    expect(anna.get_by_label("Mål")).to_have_value("För tidigt")
    expect(anna.locator('[name="lines.0.amount"]')).to_have_value("12,5")
    anna.get_by_label("Mål").fill("Rättat")
    anna.get_by_role("button", name="Skicka in och slutför").click()
    expect(anna.get_by_role("button", name="Ta tillbaka och rätta")).to_be_visible()
    assert open_task(runner, case, "read")
