"""The command line: `yearwheel`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from engine.errors import ImportRefused, YearwheelError

COMMANDS = {
    "serve": "serve",
    "worker": "serve",
    "demo": "demo",
    "deploy": "deploy",
    "migrate-cases": "migrate_cases",
    "publish-message": "messages",
    "broadcast-signal": "messages",
    "incidents": "incidents",
    "incident": "incidents",
    "retry": "incidents",
    "acknowledge": "incidents",
    "set-variable": "mending",
    "suspend": "mending",
    "resume": "mending",
    "import-organisation": "organisation",
    "create-administrator": "accounts",
    "backup": "backups",
    "restore": "backups",
    "verify-history": "history",
    "retention": "retention",
    "person": "person_export",
}
"""Each command and the module here that holds it."""


class _Commands(click.Group):
    """Loads a command when it is asked for: what one needs need not slow the others' start. Says what went wrong in
    words and ends with status 1; only faults of the program show where they happened."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"webapp.cli.{COMMANDS[cmd_name]}"), cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ImportRefused as error:
            for row in error.rows:
                click.echo(f"line {row.line}: {row.reason}", err=True)
            raise click.ClickException(str(error)) from error
        except YearwheelError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands)
def main() -> None:
    """Yearwheel: the governance year of a municipality. Settings: environment variables, see docs/reference."""
