"""How many statements one completion takes between the check of who is signed in and COMMIT."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.client import TOKEN
from benchmarks.completions import PEOPLE, REPORT, start_case
from benchmarks.databases import KINDS, database_of
from benchmarks.town import CLIENTS, PASSWORD, address, settle
from engine.db import Database
from engine.run import Runner
from webapp.app import create_app
from webapp.settings import Settings

SIGN_IN_CHECK = "FROM account"


def measure() -> dict[str, float]:
    """sql_per_completion: on the database that needs more."""
    counts = []
    for kind in KINDS:
        with database_of(kind) as url:
            database = Database(url)
            counts.append(count(settle(database, PEOPLE)))
            database.close()
    return {"sql_per_completion": max(counts)}


def count(runner: Runner) -> int:
    """Statements of one completion in a municipality that has been settled."""
    person = CLIENTS[0]
    app = create_app(Settings(demo=True), runner)
    browser = app.test_client()
    _post(browser, "/sign-in", "/sign-in", {"email": address(person), "password": PASSWORD})
    # Once before, so that compiled programs and forms are at hand as in a server that has been up for a while.
    _post(browser, "/tasks", f"/tasks/{start_case(runner, person)}", REPORT)
    task = start_case(runner, person)
    token = _token(browser, "/tasks")
    statements = _listen(runner.database)
    answer = browser.post(f"/tasks/{task}", data={"csrf_token": token, **REPORT})
    assert answer.status_code in (302, 303), answer.text
    # The statements before and at the check of who is signed in are not the completion's, nor are those after COMMIT.
    first = next(number for number, text in enumerate(statements) if SIGN_IN_CHECK in text) + 1
    return len([text for text in statements[first : statements.index("COMMIT", first)] if not text.startswith("BEGIN")])


def _listen(database: Database) -> list[str]:
    statements: list[str] = []

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    def committed(_connection: Any) -> None:
        statements.append("COMMIT")

    event.listen(database.engine, "before_cursor_execute", executed)
    event.listen(database.engine, "commit", committed)
    return statements


def _post(browser: FlaskClient, page: str, path: str, fields: dict[str, str]) -> None:
    answer = browser.post(path, data={"csrf_token": _token(browser, page), **fields})
    assert answer.status_code in (302, 303), answer.text


def _token(browser: FlaskClient, path: str) -> str:
    found = TOKEN.search(browser.get(path).text)
    assert found is not None
    return found[1]
