"""What people do in front of the browser, in their own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PASSWORD = "prova-arshjulet"
FIRST = "the first there is"


@dataclass
class Visitor:
    """One browser, used by one person after another. document: a file at hand for uploads."""

    page: Page
    address: str
    document: Path

    def become(self, name: str) -> None:
        """Sign in as one of the printed people."""
        letters = name.lower().translate(str.maketrans("åäöé", "aaoe"))
        self.sign_out()
        self.page.goto(f"{self.address}/sign-in")
        self.page.get_by_label("E-postadress").fill(f"{letters.replace(' ', '.')}@alvhamn.example")
        self.page.get_by_label("Lösenord").fill(PASSWORD)
        self.page.get_by_role("button", name="Logga in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")

    def sign_out(self) -> None:
        """Leave, if anybody is signed in."""
        menu = self.page.locator("header summary")
        if menu.count():
            menu.click()
            self.page.get_by_role("button", name="Logga ut").click()
            expect(self.page).to_have_url(re.compile("/sign-in"))

    def start(self, process: str, answers: Mapping[str, str]) -> None:
        """Start a case with its form."""
        self.page.goto(f"{self.address}/start/")
        self.page.get_by_role("link", name=process).click()
        self.fill(answers)
        self.page.get_by_role("button", name="Starta").click()
        expect(self.page.get_by_role("heading", level=1)).not_to_contain_text("Starta")

    def open_task(self, task: str, about: str = "") -> None:
        """Find a task in the list and open it."""
        self.page.goto(f"{self.address}/tasks?search={about or task}")
        links = self.page.locator("tr", has_text=about or task).get_by_text(task, exact=True)
        links.first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(task)

    def do(self, task: str, answers: Mapping[str, str], about: str = "") -> str:
        """Open a task, fill it in, send it; returns the page that says what happens next."""
        self.open_task(task, about)
        self.fill(answers)
        return self.finish()

    def finish(self) -> str:
        """Send a task that is filled in rightly; returns the page that says what happens next."""
        self.send()
        expect(self.page).to_have_url(re.compile(r"/tasks/[0-9a-f-]+/next"))
        return self.page.locator("main").inner_text()

    def send(self) -> None:
        self.page.get_by_role("button", name=re.compile("Skicka in och slutför|Det är gjort")).last.click()

    def fill(self, answers: Mapping[str, str]) -> None:
        """Give each named field its answer, in whatever way its control takes one."""
        for name, answer in answers.items():
            field = self.page.locator(f'[name="{name}"]:not([type=hidden])')
            expect(field.first, f"a field called {name}").to_be_attached()
            self._answer(field, answer)

    def _answer(self, field: Locator, answer: str) -> None:
        kind = field.first.evaluate("field => field.type")
        if kind == "file":
            field.set_input_files(self.document)
        elif kind in ("radio", "checkbox"):
            (field.and_(self.page.locator(f'[value="{answer}"]')) if field.count() > 1 else field).check()
        elif kind == "select-one":
            field.select_option(index=1) if answer == FIRST else field.select_option(answer)
        else:
            field.fill(answer)
