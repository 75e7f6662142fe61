"""`yearwheel set-variable`, `suspend` and `resume`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click
import orjson

from engine.commands.resume import ResumeCase, ResumeDefinition
from engine.commands.set_variables import SetVariables
from engine.commands.suspend import SuspendCase, SuspendDefinition
from webapp.cli.start import opened, start

REASON = click.option("--reason", required=True, help="Why; the case's history keeps it.")
CASE = click.option("--case", "case_id", type=click.UUID, help="One case, with those it has called.")
PROCESS = click.option("--process", "key", help="All cases of the process with this key.")


@click.command("set-variable")
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.argument("values", metavar="NAME=JSON…", nargs=-1, required=True)
@REASON
def set_variable(case_id: UUID, values: tuple[str, ...], reason: str) -> None:
    """Put values of a case right, such as budget=12.5 or 'name="Skolan"'."""
    variables = dict(_read(value) for value in values)
    with opened(start()) as runner:
        runner.run(SetVariables(instance_id=case_id, variables=variables, actor=None, reason=reason))
    click.echo(f"Set {', '.join(variables)}")


@click.command()
@CASE
@PROCESS
@REASON
def suspend(case_id: UUID | None, key: str | None, reason: str) -> None:
    """Let a case, or every case of a process, wait until it is resumed. Its time goes on."""
    _one_of(case_id, key)
    with opened(start()) as runner:
        if case_id is not None:
            runner.run(SuspendCase(instance_id=case_id, actor=None, reason=reason))
            click.echo(f"Suspended {case_id}")
        if key is not None:
            count = runner.run(SuspendDefinition(key=key, actor=None, reason=reason))
            click.echo(f"Suspended {key}: {count} cases wait")


@click.command()
@CASE
@PROCESS
def resume(case_id: UUID | None, key: str | None) -> None:
    """Let it go on. What has become due meanwhile happens at once."""
    _one_of(case_id, key)
    with opened(start()) as runner:
        if case_id is not None:
            runner.run(ResumeCase(instance_id=case_id, actor=None))
            click.echo(f"Resumed {case_id}")
        if key is not None:
            count = runner.run(ResumeDefinition(key=key, actor=None))
            click.echo(f"Resumed {key}: {count} cases go on")


def _one_of(case_id: UUID | None, key: str | None) -> None:
    if (case_id is None) == (key is None):
        raise click.UsageError("Name one case with --case, or one process with --process")


def _read(assignment: str) -> tuple[str, Any]:
    name, separator, value = assignment.partition("=")
    try:
        if separator:
            return name, orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise click.BadParameter(f"{name}: {value} is not JSON ({error}); a text needs quotation marks") from error
    raise click.BadParameter(f"{assignment!r} is not NAME=JSON")
