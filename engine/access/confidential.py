"""Which cases hold something that an administrator may not read.

What has been answered in confidence flows on through scripts, mappings and called cases, under other names and into
error messages. So it is asked of a case together with all that it calls and is called by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED, Visibility
from engine.access.filters import may_read_instance, may_read_submission, readable_codes
from engine.models import FormDefinition, ProcessInstance, Submission

CODE = "yearwheel:visibility"


def confidential_roots(session: Session, person_id: int | None, root_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the outermost cases in which, or in a case below which, something is kept from this administrator: a
    case, an answered task or an answered field. person_id: None for the command line."""
    of_roots = ProcessInstance.root_id.in_(set(root_ids))
    cases, answers = _sealed(ProcessInstance.visibility), _sealed(Submission.visibility)
    if person_id is not None:
        cases = and_(cases, not_(may_read_instance(person_id)))
        answers = and_(answers, not_(may_read_submission(person_id)))
    found = set(session.scalars(select(ProcessInstance.root_id).where(of_roots, cases).distinct()))
    answered = (
        select(ProcessInstance.root_id)
        .join(Submission, Submission.instance_id == ProcessInstance.id)
        .where(of_roots, answers)
    )
    found |= set(session.scalars(answered.distinct()))
    found |= _with_sealed_fields(session, person_id, of_roots, found)
    return frozenset(root for root in found if root is not None)


def coded_fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, Visibility]]:
    """The variables that fields with a code set, each with every code that it has: its own, and those of the groups and
    lists it lies in, with a path or without."""
    for field in fields(schema):
        for code in field["codes"]:
            yield field["key"].partition(".")[0], code


def fields(
    schema: Mapping[str, Any], within: str | None = None, codes: frozenset[Visibility] = frozenset()
) -> Iterator[dict[str, Any]]:
    """Every component that has a key, called after the outermost list or group that has a path, with its `codes`."""
    for component in schema.get("components") or ():
        key = within or component.get("key") or component.get("path")
        own = (component.get("properties") or {}).get(CODE)
        of_it = codes | {Visibility(own)} if own else codes
        if key:
            yield {**component, "key": key, "codes": of_it}
        yield from fields(component, key, of_it)


def _sealed(code: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = code.in_(sorted(SEALED))
    return found


def _with_sealed_fields(
    session: Session, person_id: int | None, of_roots: ColumnElement[bool], known: Collection[UUID | None]
) -> set[UUID | None]:
    used = (
        select(Submission.form_id)
        .join(ProcessInstance, ProcessInstance.id == Submission.instance_id)
        .where(of_roots)
        .distinct()
    )
    forms = session.execute(select(FormDefinition.id, FormDefinition.schema).where(FormDefinition.id.in_(used)))
    sealed = {form: codes for form, schema in forms if (codes := SEALED & {code for _, code in coded_fields(schema)})}
    if not sealed:
        return set()
    about = (ProcessInstance.root_id, ProcessInstance.unit_id, ProcessInstance.person_id, Submission.form_id)
    rows = session.execute(
        select(*about)
        .join(Submission, Submission.instance_id == ProcessInstance.id)
        .where(of_roots, Submission.form_id.in_(sealed))
        .distinct()
    )
    found: set[UUID | None] = set()
    for root, unit, concerned, form in rows:
        if root in known or root in found:
            continue
        if person_id is None or not sealed[form] <= readable_codes(session, person_id, unit, concerned):
            found.add(root)
    return found
