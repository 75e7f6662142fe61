"""The page, and the file. For oneself only: what others have said in confidence is no administrator's to give."""

from __future__ import annotations

import logging
from tempfile import TemporaryFile

from flask import render_template, send_file
from werkzeug.wrappers import Response

from webapp.context import current_person, runner
from webapp.my_data import blueprint, wording
from webapp.my_data.archive import SECTIONS, archive_name, write_archive

log = logging.getLogger(__name__)


@blueprint.get("/")
def index() -> str:
    titles = [wording.section(section.name) for section in SECTIONS]
    return render_template("my_data/index.html", titles=titles)


@blueprint.get("/download")
def download() -> Response:
    """Everything as one file. It is written to disk first, so that it is whole or not at all."""
    person_id = current_person().person_id
    with runner().read() as (_session, clock):
        name = archive_name(clock.today())
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    write_archive(runner(), person_id, file)
    file.seek(0)
    log.info("own data given", extra={"person_id": person_id})
    response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"  # what is sent as a file is else taken for one that anybody may keep
    return response
