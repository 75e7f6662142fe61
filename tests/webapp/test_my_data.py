"""What is kept about oneself, as a page and as a file; at the command line for a request by law."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from flask import Flask

from engine.clock import system_now
from engine.commands.attachments import AddAttachment
from engine.db import Database
from engine.ids import new_id
from engine.models import Attachment, NoticeChoice
from engine.run import Runner
from tests.webapp.conftest import ADA, BO, CILLA, Visitor, populate, ports
from webapp.cli import main
from webapp.migrate import head
from webapp.my_data import archive, wording


def opened(body: bytes) -> ZipFile:
    return ZipFile(BytesIO(body))


@pytest.fixture
def file(runner: Runner) -> bytes:
    """A file that Bo has uploaded, whose name would lead out of the folder; longer than one part."""
    content = b"Bos rapport " * 50_000
    runner.run(AddAttachment(actor=BO, filename="../../rapport.pdf", media_type="application/pdf",
                             content=BytesIO(content)))  # fmt: skip
    return content


def test_one_gets_what_is_kept_about_oneself_and_nobody_else(bo: Visitor, file: bytes) -> None:
    answer = bo.get("/about-me/download", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert "no-store" in answer.headers["Cache-Control"]
    with opened(answer.data) as found:
        assert found.testzip() is None
        data = json.loads(found.read("data.json"))
        document = found.read("om-mig.html").decode()
        (name,) = [each for each in found.namelist() if each.startswith("filer/")]
        assert "/" not in name.removeprefix("filer/")
        assert found.read(name) == file
    assert (data["format"], data["person"]) == ("yearwheel-person-1", BO)
    assert list(data["sections"]) == [section.name for section in archive.SECTIONS]
    assert data["sections"]["person"][0]["name"] == "Bo Lind"
    assert data["sections"]["account"][0]["email"] == "bo@alvhamn.example"
    assert data["sections"]["positions"][0]["title"] == "Handläggare"
    assert data["sections"]["files"][0]["filename"] == "../../rapport.pdf"
    assert "argon2" not in answer.data.decode("latin-1") + document + json.dumps(data)
    assert "Ada Falk" not in document + json.dumps(data)
    for text in ("Bo Lind", "Handläggare", "Det som finns om Bo Lind", "Misslyckade inloggningar"):
        assert text in document


def test_the_document_is_html_that_shows_what_was_written(bo: Visitor, runner: Runner) -> None:
    runner.run(AddAttachment(actor=BO, filename="<script>.pdf", media_type="application/pdf", content=BytesIO(b"x")))
    with opened(bo.get("/about-me/download", buffered=True).data) as found:
        document = found.read("om-mig.html").decode()
    HTMLParser().feed(document)
    assert "<script>" not in document
    assert "&lt;script&gt;.pdf" in document


def test_a_long_name_fits_every_file_system(bo: Visitor, runner: Runner) -> None:
    runner.run(
        AddAttachment(actor=BO, filename="å" * 250 + ".pdf", media_type="application/pdf", content=BytesIO(b"x"))
    )
    with opened(bo.get("/about-me/download", buffered=True).data) as found:
        (name,) = [each for each in found.namelist() if each.startswith("filer/")]
    assert len(name.removeprefix("filer/").encode()) <= 255
    assert name.endswith("å.pdf")


def test_a_weeded_file_is_listed_without_content(bo: Visitor, runner: Runner) -> None:
    with runner.database.write() as session:
        session.add(Attachment(id=new_id(), filename="", size=3, sha256=None, uploaded_at=system_now(), uploaded_by=BO))
    with opened(bo.get("/about-me/download", buffered=True).data) as found:
        assert found.namelist() == ["data.json", "om-mig.html"]
        assert len(json.loads(found.read("data.json"))["sections"]["files"]) == 1


def test_failed_sign_ins_are_among_it(app: Flask, bo: Visitor) -> None:
    Visitor(app.test_client()).sign_in("bo@alvhamn.example", "fel")
    with opened(bo.get("/about-me/download", buffered=True).data) as found:
        assert len(json.loads(found.read("data.json"))["sections"]["failed_sign_ins"]) == 1


def test_only_those_who_have_signed_in_may_ask(visitor: Visitor, bo: Visitor) -> None:
    for path in ("/about-me/", "/about-me/download"):
        assert visitor.get(path).status_code == 302
        assert bo.get(path, buffered=True).status_code == 200
    assert bo.get(f"/about-me/{ADA}").status_code == 404


def test_the_page_says_what_the_file_holds(bo: Visitor) -> None:
    page = bo.get("/about-me/").text
    assert "Det som finns om mig" in page
    assert all(str(title) in page for title in wording.SECTIONS.values())
    bo.post("/language", {"locale": "en", "next": "/about-me/"})
    assert "What is kept about me" in bo.get("/about-me/").text


def test_every_section_and_column_has_a_name() -> None:
    assert wording.SECTIONS.keys() == {section.name for section in archive.SECTIONS}
    assert {name for section in archive.SECTIONS for name in section.shown} - wording.COLUMNS.keys() == set()


@pytest.fixture
def operator(sqlite_database: Database, tmp_path: Path) -> CliRunner:
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (head(),))
    url = sqlite_database.url.render_as_string(hide_password=False)
    return CliRunner(env={"YEARWHEEL_DATABASE_URL": url, "YEARWHEEL_DEMO": "1", "YEARWHEEL_LOG_LEVEL": "ERROR",
                          "YEARWHEEL_MAIL_FOLDER": str(tmp_path)})  # fmt: skip


def test_an_operator_writes_the_file_for_a_request_by_law(
    sqlite_database: Database, operator: CliRunner, tmp_path: Path
) -> None:
    populate(Runner(sqlite_database, ports(), ZoneInfo("Europe/Stockholm")))
    with sqlite_database.write() as session:
        session.add(NoticeChoice(person_id=CILLA, mail="daily"))
    target = tmp_path / "cilla.zip"
    done = operator.invoke(main, ["person", "export", str(CILLA), "--to", str(target)])
    assert (done.exit_code, done.output.count("Not in it")) == (0, 0), done.output
    assert target.stat().st_mode & 0o077 == 0
    with ZipFile(target) as found:
        data = json.loads(found.read("data.json"))
        assert "Cilla Ask" in found.read("om-mig.html").decode()
    assert data["sections"]["notice_choice"] == [{"mail": "daily"}]
    again = operator.invoke(main, ["person", "export", str(CILLA), "--to", str(target)])
    assert (again.exit_code, "exists already" in again.output) == (2, True)
    unknown = operator.invoke(main, ["person", "export", "nobody", "--to", str(tmp_path / "x.zip")])
    assert (unknown.exit_code, "No person has the number" in unknown.output) == (1, True)
    assert not (tmp_path / "x.zip").exists()
