"""The command line: `yearwheel`."""

from __future__ import annotations

from typing import Any

import click

from engine.errors import ImportRefused, YearwheelError
from webapp.cli.accounts import create_administrator
from webapp.cli.backups import backup, restore
from webapp.cli.demo import demo
from webapp.cli.deploy import deploy
from webapp.cli.history import verify_history
from webapp.cli.organisation import import_organisation
from webapp.cli.serve import serve, worker

SHOWN_ROWS = 50


class _Commands(click.Group):
    """Says what went wrong in words and ends with status 1; only faults of the program show where they happened."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ImportRefused as error:
            for row in error.rows[:SHOWN_ROWS]:
                click.echo(f"line {row.line}: {row.reason}", err=True)
            if len(error.rows) > SHOWN_ROWS:
                click.echo(f"… and {len(error.rows) - SHOWN_ROWS} more", err=True)
            raise click.ClickException(str(error)) from error
        except YearwheelError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands)
def main() -> None:
    """Yearwheel: the governance year of a municipality. Settings: environment variables, see docs/reference."""


for command in (
    serve,
    worker,
    demo,
    deploy,
    import_organisation,
    create_administrator,
    backup,
    restore,
    verify_history,
):
    main.add_command(command)
