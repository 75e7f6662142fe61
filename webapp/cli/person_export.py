"""`yearwheel person export`."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import force_locale  # type: ignore[import-untyped]

from engine.queries.person_by_number import person_by_number
from engine.queries.person_export import cases_kept_from
from webapp.app import create_app
from webapp.cli.start import opened, start
from webapp.my_data.archive import write_archive


@click.group()
def person() -> None:
    """What is kept about one person."""


@person.command()
@click.argument("number")
@click.option("--to", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP file.")
def export(number: str, file: Path) -> None:
    """Write all that is kept about the person with the employee number NUMBER to a file, as far as the person may read
    it, and say which cases are left to be judged by a person."""
    if file.exists():
        raise click.BadParameter(f"{file} exists already", param_hint="--to")
    settings = start()
    with opened(settings) as runner:
        with runner.read() as (session, _clock):
            person_id = person_by_number(session, number)
            kept = cases_kept_from(session, person_id)
        file.touch(mode=0o600)
        with create_app(settings, runner).app_context(), force_locale(settings.locale), file.open("wb") as target:
            write_archive(runner, person_id, target)
    click.echo(f"Wrote {file}. It is the person's own, confidences included: give it to nobody else")
    for case_id, key in kept:
        click.echo(f"Not in it, to be judged: {case_id}  {key}")
