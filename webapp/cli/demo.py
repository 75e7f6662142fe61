"""`yearwheel demo`."""

from __future__ import annotations

import os
import sys
from datetime import datetime

import click

from processes.demo import Persona
from webapp import serving
from webapp.cli.start import opened, start
from webapp.demonstration import PASSWORD, load
from webapp.wiring import create_dispatcher


@click.command()
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="Let the year go on to the morning of this day.")
@click.option("--serve", "then_serve", is_flag=True, help="Go on and serve it.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
def demo(at: datetime | None, then_serve: bool, port: int | None) -> None:
    """Load the demonstration municipality, once, and show who can sign in."""
    overrides = {"YEARWHEEL_DEMO": "1"}
    if port:
        overrides["YEARWHEEL_PORT"] = str(port)
    if "YEARWHEEL_LOG_LEVEL" not in os.environ:
        overrides["YEARWHEEL_LOG_LEVEL"] = "WARNING"  # a newcomer's terminal shows the sign-ins, not every request
    settings = start(**overrides)
    with opened(settings) as runner:
        personas = load(runner, click.echo)
        if at is not None:
            from webapp.journey import travel  # only those who ask for a day wait for the year to be read

            travel(runner, at.date(), create_dispatcher(settings), click.echo)
        with runner.read() as (_session, clock):
            today = clock.today()
    click.echo(_table(personas))
    click.echo(f"\nLösenord för alla: {PASSWORD}    Kalendern står på {today.isoformat()}.")
    if then_serve:
        sys.exit(serving.serve(settings, lambda: click.echo(f"\n{settings.public_url}  (Ctrl-C stops)")))


def _table(personas: tuple[Persona, ...]) -> str:
    heading = ("Namn", "Loggar in med", "Gör")
    rows = [heading, *((one.name, one.email, one.does) for one in personas)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heading))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(["", lines[0], "  ".join("─" * width for width in widths), *lines[1:]])
