"""`yearwheel migrate-cases`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from uuid import UUID

import click

from engine.bpmn.migration import MigrationProblem
from engine.casework.migration_preview import CasePreview, preview
from engine.commands.migrate_process import MigrateProcess
from engine.definitions import definition_by_id
from engine.queries.definition_versions import version_id
from engine.run import Runner
from webapp.cli.start import opened, start


def _mapping(_context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        old, equals, new = pair.partition("=")
        if not (old and equals and new):
            raise click.BadParameter(f"{pair!r} is not OLD=NEW, such as WritePlan=DraftPlan")
        mapping[old] = new
    return mapping


@click.command("migrate-cases")
@click.argument("key")
@click.option("--from", "old", type=int, required=True, metavar="VERSION", help="The version they are on.")
@click.option("--to", "new", type=int, required=True, metavar="VERSION", help="The version they are to go on in.")
@click.option("--case", "cases", multiple=True, type=click.UUID, help="Only this case; may be given several times.")
@click.option("--map", "mapping", multiple=True, metavar="OLD=NEW", callback=_mapping,
              help="What takes the place of an element or flow; may be given several times.")  # fmt: skip
@click.option("--reason", default="", help="Why; it stands in the history of each case.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each case.")
def migrate_cases(
    key: str, old: int, new: int, cases: tuple[UUID, ...], mapping: dict[str, str], reason: str, dry_run: bool
) -> None:
    """Move running cases of the process KEY to another version, each as a whole or not at all."""
    with opened(start()) as runner:
        with runner.read() as (session, _clock):
            from_id, to_id = version_id(session, key, old), version_id(session, key, new)
        stay = (_preview if dry_run else _move)(runner, from_id, to_id, cases or None, mapping, reason)
    sys.exit(1 if stay else 0)


def _preview(
    runner: Runner, from_id: UUID, to_id: UUID, cases: tuple[UUID, ...] | None, mapping: dict[str, str], _reason: str
) -> int:
    with runner.read() as (session, clock):
        old, new = definition_by_id(session, from_id), definition_by_id(session, to_id)
        found = preview(session, clock, old, new, mapping, person_id=None, instance_ids=cases)
    for case in found.cases:
        click.echo(f"{case.id}  {'stays' if case.problems else 'moves'}  {case.title}")
        for line in _lines(case):
            click.echo(f"    {line}")
    stay = len(found.cases) - found.ready
    click.echo(f"{found.ready} can move, {stay} would stay")
    return stay


def _move(
    runner: Runner, from_id: UUID, to_id: UUID, cases: tuple[UUID, ...] | None, mapping: dict[str, str], reason: str
) -> int:
    done = runner.run(
        MigrateProcess(from_id=from_id, to_id=to_id, actor=None, instance_ids=cases, mapping=mapping, reason=reason)
    )
    for refusal in done.refused:
        click.echo(f"{refusal.instance_id}  stays  {refusal.reason}".rstrip())
        for line in _problems(refusal.problems):
            click.echo(f"    {line}")
    later = f"; the worker sees to {done.queued} more" if done.queued else ""
    click.echo(f"{done.moved} moved, {len(done.refused)} stay{later}")
    return len(done.refused)


def _lines(case: CasePreview) -> Iterable[str]:
    yield from _problems(case.problems)
    yield from (f"{source} → {target}" if source != target else source for source, target in case.places)
    yield from (str(note) for note in case.notes)


def _problems(problems: Iterable[MigrationProblem]) -> Iterable[str]:
    return (f"{problem.element}: {problem.reason} {problem.remedy}" for problem in problems)
