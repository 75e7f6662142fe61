"""`yearwheel serve` and `yearwheel worker`."""

from __future__ import annotations

import sys

import click

from webapp import serving
from webapp.cli.start import start


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
def serve(port: int | None) -> None:
    """Serve the pages, with a worker beside them unless the settings say otherwise."""
    settings = start(**({"YEARWHEEL_PORT": str(port)} if port else {}))
    sys.exit(serving.serve(settings, lambda: click.echo(f"Yearwheel answers at {settings.public_url}  (Ctrl-C stops)")))


@click.command()
def worker() -> None:
    """Do what is due: timers, jobs, letters. Any number of workers may run beside each other."""
    settings = start()
    click.echo("The worker is running  (Ctrl-C stops)")
    serving.work(settings)
