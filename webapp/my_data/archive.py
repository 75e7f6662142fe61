"""A ZIP file with all that is kept about one person: as JSON for machines, as HTML to read, and the files themselves.

Written part by part: no more than a page of rows, or a part of a file, is held at a time. Inside an application
context, whose language the HTML is in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import IO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import orjson
from flask import current_app
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.errors import AttachmentNotFound, PersonNotFound
from engine.models import Person
from engine.queries.attachment import attachment_file, file_chunk
from engine.queries.person_export import Record, Section, section_pages
from engine.queries.person_sections import SECTIONS as ENGINE_SECTIONS
from engine.run import Runner
from processes.registers.of_person import SECTIONS as REGISTER_SECTIONS
from webapp.i18n import locale
from webapp.my_data import wording

FORMAT = "yearwheel-person-1"
SECTIONS = (*ENGINE_SECTIONS, *REGISTER_SECTIONS)
FILES = "files"
NAME_BYTES = 200
DATA, DOCUMENT = "data.json", "om-mig.html"


@dataclass(frozen=True)
class Part:
    """One section as the document shows it. records: read while it is being written."""

    title: str
    records: Iterator[Record]


def archive_name(today: date) -> str:
    """What the file is called."""
    return f"om-mig-{today.isoformat()}.zip"


def write_archive(runner: Runner, person_id: int, file: IO[bytes]) -> None:
    """Write everything about the person to the file. Raises PersonNotFound."""
    with runner.read() as (session, clock), ZipFile(file, "w", ZIP_DEFLATED) as archive:
        person = session.get(Person, person_id)
        if person is None:
            raise PersonNotFound(f"No person {person_id}")
        with archive.open(DATA, "w") as data:
            _write_data(session, clock, person_id, data)
        with archive.open(DOCUMENT, "w") as document:
            parts = (_part(session, person_id, section) for section in SECTIONS)
            template = current_app.jinja_env.get_template("my_data/document.html")
            for text in template.generate(
                person_name=person.name, made_at=clock.now(), parts=parts, words=wording, locale=locale()
            ):
                document.write(text.encode())
        for section in SECTIONS:
            if section.name == FILES:
                for record in _records(session, person_id, section):
                    _write_file(session, person_id, record, archive)


def _part(session: Session, person_id: int, section: Section) -> Part:
    return Part(wording.section(section.name), _records(session, person_id, section))


def _records(session: Session, person_id: int, section: Section) -> Iterator[Record]:
    for page in section_pages(session, person_id, section):
        yield from page


def _write_data(session: Session, clock: Clock, person_id: int, data: IO[bytes]) -> None:
    head = orjson.dumps({"format": FORMAT, "person": person_id, "made_at": clock.now()})
    data.write(head[:-1] + b',"sections":{')
    for number, section in enumerate(SECTIONS):
        data.write(b"%s%s:[" % (b"," if number else b"", orjson.dumps(section.name)))
        for count, record in enumerate(_records(session, person_id, section)):
            data.write((b",\n" if count else b"\n") + orjson.dumps(record))
        data.write(b"]\n")
    data.write(b"}}\n")


def _write_file(session: Session, person_id: int, record: Record, archive: ZipFile) -> None:
    if record.get("withheld"):
        return
    attachment_id: UUID = record["id"]
    with suppress(AttachmentNotFound):  # it has been weeded
        found = attachment_file(session, person_id, attachment_id)
        safe = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in found.filename).lstrip(".") or "fil"
        with archive.open(f"filer/{attachment_id}-{_short(safe)}", "w") as entry:
            for seq in range(found.chunks):
                entry.write(file_chunk(session, found.sha256, seq))


def _short(name: str) -> str:
    """As much of a file's name as every file system takes beside an id, its ending kept."""
    while len(name.encode()) > NAME_BYTES:
        middle = len(name) // 2
        name = name[:middle] + name[middle + 1 :]
    return name
