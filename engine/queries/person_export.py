"""Everything that is kept about one person (GDPR articles 15 and 20), as far as the person may read it.

One section for each table that names people, in pages, so that no process holds all of them. Of a row that is between
others, what they wrote is left out, and the row says so: what others said in confidence stays with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Table, false, or_, select, true, tuple_
from sqlalchemy.orm import Session

from engine.access.codes import Visibility
from engine.access.filters import may_list_instance, readable_codes
from engine.db import Base, table_of
from engine.models import FormDefinition, Person, ProcessInstance, Submission
from engine.queries.readable_answers import questions, readable_answers
from engine.queries.submissions import OWN

PAGE = 100
Condition = Callable[[int], ColumnElement[bool]]
Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the export. concerns: the columns that name the person; also: other rows that are the person's;
    shown: the columns that are given; content: those of them that are given only where `readable` holds."""

    name: str
    table: type[Base]
    shown: tuple[str, ...]
    concerns: tuple[str, ...] = ()
    also: Condition | None = None
    content: tuple[str, ...] = ()
    readable: Condition | None = None


def section_pages(session: Session, person_id: int, section: Section) -> Iterator[list[Record]]:
    """The person's rows of a section in the order of their keys, some at a time. People are given as number and name;
    `withheld` stands in a row of which something is not given."""
    table = table_of(section.table)
    keys = list(table.primary_key.columns)
    whose = [table.c[name] == person_id for name in section.concerns]
    if section.also is not None:
        whose.append(section.also(person_id))
    readable = section.readable(person_id) if section.readable else true()
    columns = [*(table.c[name] for name in section.shown), *(key.label(f"key_{key.name}") for key in keys)]
    wanted = select(*columns, readable.label("readable")).where(or_(false(), *whose)).order_by(*keys).limit(PAGE)
    page = wanted
    while rows := session.execute(page).mappings().all():
        records = [_record(section, row) for row in rows]
        if section.table is Submission:
            _complete_answers(session, person_id, records)
        _name_people(session, table, records)
        yield records
        last = tuple(rows[-1][f"key_{key.name}"] for key in keys)
        page = wanted.where(tuple_(*keys) > last)


def cases_kept_from(session: Session, person_id: int) -> list[tuple[UUID, str]]:
    """Cases that concern the person and that the person may not know of: id and process. Whoever answers a request by
    law has to judge them (OSL). Whistle-blowing is left to its own unit (lag 2021:890)."""
    rows = session.execute(
        select(ProcessInstance.id, ProcessInstance.definition_key)
        .where(
            ProcessInstance.person_id == person_id,
            ProcessInstance.visibility != Visibility.WB,
            ~may_list_instance(person_id),
        )
        .order_by(ProcessInstance.id)
    )
    return [(id_, key) for id_, key in rows]


def _record(section: Section, row: RowMapping) -> Record:
    record = {name: row[name] for name in section.shown}
    if not row["readable"] and any(record[name] is not None for name in section.content):
        record |= dict.fromkeys(section.content) | {"withheld": True}
    return record


def _complete_answers(session: Session, person_id: int, records: Sequence[Record]) -> None:
    """Leave out what a field's own code keeps from the person, and add what the form asked."""
    used = {record["form_id"] for record in records}
    wanted = select(FormDefinition.id, FormDefinition.schema).where(FormDefinition.id.in_(used))
    forms = {row.id: row.schema for row in session.execute(wanted)}
    cases = {
        id_: (unit, concerned)
        for id_, unit, concerned in session.execute(
            select(ProcessInstance.id, ProcessInstance.unit_id, ProcessInstance.person_id).where(
                ProcessInstance.id.in_({record["instance_id"] for record in records})
            )
        )
    }
    codes = {about: readable_codes(session, person_id, *about) for about in set(cases.values())}
    for record in records:
        answers = record["answers"]
        if answers is None:
            continue
        own = OWN if record["submitted_by"] == person_id else frozenset()
        schema = forms[record["form_id"]]
        record["answers"] = readable_answers(schema, answers, codes[cases[record["instance_id"]]] | own)
        record["questions"] = questions(schema)
        if record["answers"].keys() != answers.keys():
            record["withheld"] = True


def _name_people(session: Session, table: Table, records: Sequence[Record]) -> None:
    people = [key.parent.name for key in table.foreign_keys if key.column.table.name == Person.__tablename__]
    numbers = {record[name] for record in records for name in people if record.get(name) is not None}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(numbers))).all())
    for record in records:
        for name in people:
            if record.get(name) is not None:
                record[name] = {"person": record[name], "name": names[record[name]]}
