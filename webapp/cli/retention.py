"""`yearwheel retention`: what may be weeded, weeding it, and the proof of what has been."""

from __future__ import annotations

import sys
from uuid import UUID

import click

from engine.casework.weeding_preview import DueProcess, due_case_list, weeding_preview
from engine.casework.weeding_proof import Fault, prove, unrecorded, weedings
from engine.commands.weed_cases import WeedCases
from webapp.cli.start import opened, start

PER_PAGE = 500


@click.group()
def retention() -> None:
    """Weed what cases held, by the rule that stands in the diagram of their process, and prove it."""


@retention.command()
@click.option("--process", "key", help="List the cases of this process that are due.")
def preview(key: str | None) -> None:
    """Say what is due to be weeded. Nothing changes."""
    with opened(start()) as runner, runner.read() as (session, clock):
        if key is None:
            for row in weeding_preview(session, clock):
                click.echo(_line(row))
            return
        number, last = 1, 1
        while number <= last:
            page = due_case_list(session, clock, key, number, PER_PAGE)
            for case in page.rows:
                click.echo(f"{case.id}  {case.ended_at:%Y-%m-%d}  {case.title or '(confidential)'}")
            number, last = number + 1, page.last
        click.echo(f"{page.total} cases are due")


@retention.command()
@click.option("--process", "key", required=True, help="The key of the process whose cases are weeded.")
@click.option("--confirm", required=True, metavar="KEY", help="The same key once more: it cannot be undone.")
def weed(key: str, confirm: str) -> None:
    """Weed the cases of a process that are due. The worker goes on with what one transaction does not hold."""
    with opened(start()) as runner:
        done = runner.run(WeedCases(key=key, actor=None, confirmed=confirm))
    click.echo(f"{done.weeding_id}: {done.cases} cases weeded{'; the worker sees to the rest' if done.more else ''}")


@retention.command("prove")
@click.argument("weeding", type=click.UUID, required=False)
def prove_weedings(weeding: UUID | None) -> None:
    """Check every weeding, or the one with the id WEEDING: what was weeded is gone, and no history has been changed."""
    faulty = False
    with opened(start()) as runner, runner.read() as (session, _clock):
        wanted = [each.id for each in weedings(session)] if weeding is None else [weeding]
        for each in wanted:
            faults = list(prove(session, each))
            click.echo(f"{each}: {'proved' if not faults else f'{len(faults)} faults'}")
            _tell(faults)
            faulty = faulty or bool(faults)
        if weeding is None:
            lost = list(unrecorded(session))
            _tell(lost)
            faulty = faulty or bool(lost)
    sys.exit(1 if faulty else 0)


def _tell(faults: list[Fault]) -> None:
    for fault in faults:
        click.echo("  ".join(str(part) for part in (fault.instance_id, fault.finding, fault.detail) if part), err=True)


def _line(row: DueProcess) -> str:
    if row.retention is None:
        return f"{row.key}: no decision, kept"
    if not row.retention.is_weeded:
        return f"{row.key}: preserved"
    rule = f"{row.retention.keep} after {row.retention.since} ({row.retention.source})"
    content = f"{row.submissions} submissions, {row.comments} comments, {row.files} files"
    ended = f", ended {row.oldest:%Y-%m-%d} to {row.newest:%Y-%m-%d}" if row.oldest and row.newest else ""
    return f"{row.key}: {rule}: {row.cases} cases due, {content}{ended}"
