"""`yearwheel verify-history`."""

from __future__ import annotations

import sys

import click
from sqlalchemy import select

from engine.history import verify
from engine.models import ProcessInstance
from webapp.cli.start import opened, start


@click.command("verify-history")
def verify_history() -> None:
    """Check that nobody has changed, removed or inserted anything in any case's history."""
    faulty = 0
    with opened(start()) as runner, runner.read() as (session, _clock):
        ids = session.scalars(select(ProcessInstance.id).order_by(ProcessInstance.id)).all()
        for instance_id in ids:
            faults = verify(session, instance_id)
            session.expunge_all()
            faulty += bool(faults)
            for fault in faults:
                click.echo(f"{instance_id}: {fault}", err=True)
    click.echo(f"{len(ids)} cases checked, {faulty} with faults")
    sys.exit(1 if faulty else 0)
