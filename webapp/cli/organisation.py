"""`yearwheel import-organisation`."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.import_organisation import ImportOrganisation
from engine.organisation.file import read_rows
from engine.organisation.importer import ImportPlan
from webapp.cli.start import opened, start


@click.command("import-organisation")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--accept-good-rows", is_flag=True, help="Import the good rows although there are bad ones.")
def import_organisation(file: Path, dry_run: bool, accept_good_rows: bool) -> None:
    """Take in units, people, positions, roles and meetings from FILE (CSV or XLSX)."""
    rows = tuple(read_rows(file))
    with opened(start()) as runner, click.progressbar(length=2 * len(rows), label=file.name) as bar:

        def progress(done: int, _total: int) -> None:
            bar.update(done - bar.pos)

        plan = runner.run(
            ImportOrganisation(rows=rows, accept_good_rows=accept_good_rows, dry_run=dry_run, progress=progress)
        )
    for error in plan.errors:
        click.echo(f"line {error.line}: {error.reason}", err=True)
    click.echo(summary(plan, dry_run))


def summary(plan: ImportPlan, dry_run: bool) -> str:
    """What was done, or would be, in one line."""
    counts = plan.counts
    verb = "Would import" if dry_run else "Imported"
    return (
        f"{verb}: {counts.new} new, {counts.changed} changed, {counts.ended} ended, {counts.unchanged} unchanged, "
        f"{len(plan.errors)} bad rows"
    )
