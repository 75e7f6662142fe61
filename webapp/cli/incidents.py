"""`yearwheel incidents`, `incident`, `retry` and `acknowledge`."""

from __future__ import annotations

import json
import sys
from uuid import UUID

import click

from engine.bpmn import names_at
from engine.casework.visible_variables import UNSET, Variable, case_variables
from engine.commands.acknowledge_incident import AcknowledgeIncident
from engine.commands.retry_incident import RetryIncident
from engine.definitions import definition_by_id
from engine.errors import ExpressionError, YearwheelError
from engine.models.schedule import Remedy
from engine.queries.incidents import IncidentRow, incident_by_id
from engine.queries.incidents import incidents as open_incidents
from engine.run import Runner
from webapp.cli.start import opened, start

PER_PAGE = 500


@click.command()
def incidents() -> None:
    """List what a person has to see to, newest first."""
    with opened(start()) as runner:
        for row in _all(runner):
            click.echo(f"{row.id}  {row.raised_at:%Y-%m-%d %H:%M}  {row.code}  {_place(row)}")


@click.command()
@click.argument("incident_id", metavar="ID", type=click.UUID)
def incident(incident_id: UUID) -> None:
    """Tell all about one of them: where it stands, what went wrong, what the step reads."""
    with opened(start()) as runner, runner.read() as (session, clock):
        row = incident_by_id(session, None, incident_id)
        if row is None:
            raise click.ClickException(f"No open incident {incident_id}")
        click.echo(f"Case       {row.instance_id}  {row.title or ''}".rstrip())
        click.echo(f"Process    {row.process_name}")
        click.echo(f"Element    {row.element_id}")
        click.echo(f"Raised     {row.raised_at.isoformat(timespec='seconds')}, {row.attempts} attempts")
        click.echo(f"Message    {row.message or 'not shown: it may repeat what the case holds'}  [{row.code}]")
        click.echo(f"Remedy     {_remedy(row)}")
        if row.instance_id is None or row.definition_id is None:
            return
        read_there = names_at(definition_by_id(session, row.definition_id).program, row.element_id or "")
        wanted = {name.partition(".")[0] for name in row.names} or read_there
        for variable in case_variables(session, clock, row.instance_id, None):
            if variable.name in wanted:
                click.echo(f"Variable   {variable.name} = {_value(variable)}")


@click.command()
@click.argument("incident_ids", metavar="ID…", nargs=-1, type=click.UUID)
@click.option("--all", "every", is_flag=True, help="All that can be tried again.")
def retry(incident_ids: tuple[UUID, ...], every: bool) -> None:
    """Let cases try again where they have stopped. Ends with status 1 when one of them still cannot go on."""
    if bool(incident_ids) == every:
        raise click.UsageError("Name incidents, or say --all")
    failed = 0
    with opened(start()) as runner:
        rows = _all(runner) if every else []
        wanted = [row.id for row in rows if row.remedy == Remedy.RETRY and not row.suspended] or incident_ids
        for incident_id in wanted:
            said = _try(runner, incident_id)
            failed += said is not None
            click.echo(f"{incident_id}: {said or 'goes on'}")
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("incident_ids", metavar="ID…", nargs=-1, required=True, type=click.UUID)
def acknowledge(incident_ids: tuple[UUID, ...]) -> None:
    """Close what only had to be known: branches that disagreed, a case that an error has ended."""
    with opened(start()) as runner:
        for incident_id in incident_ids:
            runner.run(AcknowledgeIncident(incident_id=incident_id, actor=None))


def _all(runner: Runner) -> list[IncidentRow]:
    with runner.read() as (session, _clock):
        page = open_incidents(session, None, per_page=PER_PAGE)
        rows = list(page.rows)
        for number in range(2, page.last + 1):
            rows += open_incidents(session, None, number, PER_PAGE).rows
        return rows


def _try(runner: Runner, incident_id: UUID) -> str | None:
    """Why it still cannot go on, None if it can."""
    fault: str | None = None
    try:
        if runner.run(RetryIncident(incident_id=incident_id, actor=None)):
            return None
    except ExpressionError as error:
        fault = str(error)
    except YearwheelError as error:
        return str(error)
    with runner.read() as (session, _clock):
        row = incident_by_id(session, None, incident_id)
    if row is None:
        return fault
    return (fault or row.message) if row.message is not None else row.code


def _place(row: IncidentRow) -> str:
    case = f"{row.title} ({row.process_name})" if row.title else "no case"
    return f"{case}, at {row.element_id}" if row.element_id else case


def _remedy(row: IncidentRow) -> str:
    if row.suspended:
        return "resume the case"
    return {
        Remedy.RETRY: f"put the cause right, then yearwheel retry {row.id}",
        Remedy.ACKNOWLEDGE: f"put it right if need be, then yearwheel acknowledge {row.id}",
        Remedy.REDRAW: "move the case to a corrected version, or cancel it",
    }[row.remedy]


def _value(variable: Variable) -> str:
    if not variable.readable:
        return f"a {variable.kind}, not shown"
    return "not set" if variable.kind == UNSET else json.dumps(variable.value, ensure_ascii=False)
