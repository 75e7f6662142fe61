"""What every page carries, what errors look like, and that both languages are whole."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from flask import Flask
from sqlalchemy import text

from engine.commands.move_business_time import MoveBusinessTime
from engine.errors import (
    ConcurrentUpdate,
    DefinitionNotFound,
    DefinitionSuspended,
    FieldError,
    InvalidDiagram,
    NotAuthorized,
    Problem,
    ProcessSuspended,
    ServiceTaskFailed,
    SubmissionInvalid,
    TaskAlreadyCompleted,
    TooManyAttempts,
)
from engine.rules import Rule
from engine.run import Runner
from tests.webapp.conftest import PASSWORD, Visitor
from webapp.app import create_app
from webapp.auth.session import public
from webapp.i18n import LANGUAGES, read_catalogue
from webapp.logs import RequestFacts
from webapp.migrate import head
from webapp.settings import Settings

WEBAPP = Path(__file__).parents[2] / "webapp"


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/static/icon.svg", "/nowhere"])
def test_every_answer_has_the_strict_policy(visitor: Visitor, path: str) -> None:
    with visitor.get(path) as response:
        headers = response.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_are_kept_by_nobody_and_built_files_for_long(visitor: Visitor, bo: Visitor) -> None:
    assert visitor.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert bo.get("/password").headers["Cache-Control"] == "no-store"
    with visitor.get("/static/icon.svg") as response:
        assert "max-age=31536000" in response.headers["Cache-Control"]


def test_encrypted_sites_stay_encrypted(runner: Runner) -> None:
    secure = create_app(Settings(secret_key="x" * 40), runner)
    assert "Strict-Transport-Security" in secure.test_client().get("/sign-in").headers


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (DefinitionNotFound("x"), 404, "Sidan finns inte"),
        (NotAuthorized(Rule.WAITS_FOR_OTHERS, "x"), 403, "Uppgiften väntar på någon annan"),
        (ProcessSuspended("x"), 409, "Ärendet är pausat"),
        (DefinitionSuspended("x"), 409, "Processen är pausad"),
        (ConcurrentUpdate("x"), 409, "Det gick inte att göra"),
        (TaskAlreadyCompleted("Ada Falk", datetime(2026, 3, 2, 8, tzinfo=UTC)), 409, "Ada Falk gjorde den 2 mars 2026"),
        (TaskAlreadyCompleted(None, datetime(2026, 3, 2, 8, tzinfo=UTC)), 409, "Processen gick vidare 2 mars 2026"),
        (SubmissionInvalid([FieldError("goals", "Ange minst ett mål.")]), 422, "Ange minst ett mål."),
        (InvalidDiagram([Problem("Task_1", "har inget formulär.", "Lägg till ett.")]), 422, "Task_1"),
        (TooManyAttempts(15), 429, "För många försök"),
        (ServiceTaskFailed("x"), 500, "Något gick fel hos oss"),
        (ZeroDivisionError("x"), 500, "Något gick fel hos oss"),
    ],
)
def test_what_went_wrong_has_a_number_and_says_what_to_do(app: Flask, error: Exception, status: int, said: str) -> None:
    @public
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", "fail", fail)
    response = app.test_client().get("/fail")
    assert response.status_code == status
    assert said in response.text


def test_the_wrong_method_and_a_huge_form_are_explained(app: Flask, visitor: Visitor) -> None:
    assert visitor.get("/sign-out").status_code == 405
    app.config["MAX_CONTENT_LENGTH"] = 10
    response = visitor.post("/sign-in", {"email": "x" * 100})
    assert (response.status_code, "Filen är för stor" in response.text) == (413, True)


def test_what_was_typed_can_be_sent_again_after_the_session_ended(bo: Visitor) -> None:
    bo.client.delete_cookie("yearwheel")
    origin = {"Origin": "http://localhost"}
    ended = bo.post("/admin/business-time?unit=ALV", {"goals.0.text": "Läsa <mer>"}, headers=origin)
    assert ended.status_code == 400
    assert 'name="goals.0.text" value="Läsa &lt;mer&gt;"' in ended.text
    assert 'action="/admin/business-time?unit=ALV"' in ended.text


def test_sending_again_reaches_its_goal_once_signed_in(ada: Visitor, runner: Runner) -> None:
    ada.client.delete_cookie("yearwheel")
    origin, typed = {"Origin": "http://localhost"}, {"day": "2026-10-20"}
    assert "Logga in i en ny flik" in ada.post("/admin/business-time", typed, headers=origin).text
    ada.sign_in("ada@alvhamn.example")
    kept = ada.post("/admin/business-time", typed | {"csrf_token": "older"}, headers=origin)
    assert "Kontrollera det du skrev" in kept.text
    assert ada.post("/admin/business-time", typed, headers=origin).status_code == 302
    with runner.read() as (_, clock):
        assert clock.today().isoformat() == "2026-10-20"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_nobody_elses_form_is_offered_again(bo: Visitor, origin: str) -> None:
    bo.token = "forged"
    ended = bo.post("/admin/business-time", {"amount": "1000000"}, headers={"Origin": origin})
    assert ended.status_code == 400
    assert "1000000" not in ended.text


def test_a_password_is_never_shown_again(visitor: Visitor) -> None:
    visitor.token = "forged"
    fields = {"email": "bo@alvhamn.example", "password": PASSWORD}
    response = visitor.post("/sign-in", fields, headers={"Origin": "http://localhost"})
    assert PASSWORD not in response.text


def test_health_follows_the_database(runner: Runner, visitor: Visitor) -> None:
    assert visitor.get("/healthz").status_code == 503, "no migration has been run here"
    with runner.database.write() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})
    try:
        response = visitor.get("/healthz")
        assert response.json == {"status": "ok", "database": True, "migrated": True}
    finally:
        with runner.database.write() as session:
            session.execute(text("DROP TABLE alembic_version"))


def test_the_frame_tells_the_municipality_and_the_demonstrations_date(runner: Runner, settings: Settings) -> None:
    runner.run(MoveBusinessTime(at=datetime(2026, 3, 2, 8, tzinfo=UTC)))
    page = create_app(settings, runner).test_client().get("/sign-in").text
    assert "Älvhamns kommun" in page
    assert "2 mars 2026" in page
    real = create_app(replace(settings, demo=False, secret_key="x" * 40), runner)
    assert "2 mars 2026" not in real.test_client().get("/sign-in").text


def test_only_administrators_see_the_way_to_administration(ada: Visitor, bo: Visitor) -> None:
    assert 'href="/admin/"' in ada.get("/password").text
    assert 'href="/admin/"' not in bo.get("/password").text


def test_the_browsers_language_is_followed(visitor: Visitor) -> None:
    def greeting(languages: str) -> bool:
        page = visitor.get("/sign-in", headers={"Accept-Language": languages}).text
        return "Sign in" in page and "Logga in" not in page

    assert greeting("en-GB,en;q=0.9")
    assert not greeting("sv-SE,sv;q=0.9,en;q=0.5")
    assert not greeting("fi")


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"sv"}))
def test_every_text_is_translated(language: str) -> None:
    found = extract_from_dir(
        WEBAPP,
        [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")],
        keywords={"_": None, "_l": None, "ngettext": (1, 2)},
    )
    catalogue = read_catalogue(language)
    missing = set()
    for _file, _line, message, _comments, _context in found:
        wanted = message[0] if isinstance(message, tuple) else message
        if not catalogue._catalog.get(wanted) and not catalogue._catalog.get((wanted, 0)):
            missing.add(wanted)
    assert missing == set()


def test_logs_tell_who_and_which_request_but_nothing_of_what_was_written(
    bo: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pythonjsonlogger.json import JsonFormatter

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter("%(levelname)s %(name)s %(message)s"))
    handler.addFilter(RequestFacts())
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.INFO)
    logging.getLogger("webapp.request").setLevel(logging.INFO)
    bo.get("/password?q=hemligt", headers={"X-Request-ID": "abcdef-123456"})
    bo.post("/password", {"password-current": PASSWORD, "password": "hemligt", "password-again": "hemligt"})
    first, *_rest = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (first["request_id"], first["person_id"], first["path"], first["status"]) == (
        "abcdef-123456", 2, "/password", 200,
    )  # fmt: skip
    assert "hemligt" not in stream.getvalue()
    assert PASSWORD not in stream.getvalue()
    bo.get("/reset/a-token-that-opens-an-account")
    assert "/reset/…" in json.loads(stream.getvalue().splitlines()[-1])["path"]
    assert "a-token" not in stream.getvalue()
