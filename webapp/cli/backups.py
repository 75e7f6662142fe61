"""`yearwheel backup` and `yearwheel restore`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from webapp.backup import restore_backup, write_backup
from webapp.cli.start import opened, start


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything in the database to FILE, also while others work. Keep it as secret as the database."""
    with opened(start()) as runner:
        rows = write_backup(runner.database, file, _say)
    click.echo(f"Wrote {rows} rows to {file}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what the database holds.")
def restore(file: Path, force: bool) -> None:
    """Fill the database from FILE, SQLite or PostgreSQL, whichever the file came from."""
    with opened(start()) as runner:
        rows = restore_backup(runner.database, file, force=force, report=_say)
    click.echo(f"Restored {rows} rows from {file}")


def _say(table: str, rows: int) -> None:
    if sys.stdout.isatty():
        click.echo(f"\r{table}: {rows}\033[K", nl=False)
