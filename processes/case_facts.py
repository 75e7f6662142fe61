"""What every form may start from, whatever process it belongs to: its case, the organisation, last year's answers.

Nothing is asked of the database before an expression of the form names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import Visibility
from engine.clock import Clock
from engine.models import FormDefinition, Person, PrincipalHolder, ProcessInstance, Submission, Unit
from engine.ports import Case
from forms import compile_form

OPEN = frozenset({Visibility.PUB, Visibility.ORG, Visibility.NMD})
"""Whose answers of last year a form may begin with. Whoever fills it in is not known here, so that nothing narrower is
shown; the button that fetches last year's answers asks who presses it."""


class CaseFacts(Mapping[str, Any]):
    """Values by name: those that the process's own prefill gives, then `case`, `unit`, `person` and `last`."""

    def __init__(self, own: Mapping[str, Any], session: Session, clock: Clock, case: Case, form_key: str) -> None:
        self._known = dict(own)
        self._common: dict[str, Callable[[], Any]] = {
            "case": lambda: case_fact(case),
            "unit": lambda: unit_fact(session, case.unit_id),
            "person": lambda: person_fact(session, case.person_id),
            "last": lambda: last_answers(session, case, form_key),
        }

    def __getitem__(self, name: str) -> Any:
        if name not in self._known and name in self._common:
            self._known[name] = self._common[name]()
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self._common

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def case_fact(case: Case) -> dict[str, Any]:
    """The case's variables by name, its title and its year."""
    return {**case.variables, "title": case.title, "cycle_year": case.cycle_year}


def unit_fact(session: Session, unit_id: str | None) -> dict[str, Any] | None:
    """The unit that the case concerns, and who leads it today; None for a case without one."""
    unit = session.get(Unit, unit_id) if unit_id else None
    if unit is None:
        return None
    leads = select(PrincipalHolder.person_id).where(PrincipalHolder.principal == f"manager:unit:{unit.id}")
    names = session.scalars(select(Person.name).where(Person.id.in_(leads)).order_by(Person.name))
    return {"id": unit.id, "name": unit.name, "kind": str(unit.kind), "manager": ", ".join(names) or None}


def person_fact(session: Session, person_id: int | None) -> dict[str, Any] | None:
    """The person whom the case concerns; None for a case without one."""
    person = session.get(Person, person_id) if person_id else None
    return None if person is None else {"id": person.id, "name": person.name, "email": person.email}


def last_answers(session: Session, case: Case, form_key: str) -> dict[str, Any]:
    """The newest answers to this form of the same unit and person in the nearest earlier year, without what only some
    may read; empty where there are none."""
    if case.cycle_year is None:
        return {}
    found = session.execute(
        select(Submission.answers, FormDefinition.schema, FormDefinition.sha256)
        .join(ProcessInstance, ProcessInstance.id == Submission.instance_id)
        .join(FormDefinition, FormDefinition.id == Submission.form_id)
        .where(
            ProcessInstance.definition_key == case.definition_key,
            ProcessInstance.unit_id.is_not_distinct_from(case.unit_id),
            ProcessInstance.person_id.is_not_distinct_from(case.person_id),
            ProcessInstance.cycle_year < case.cycle_year,
            FormDefinition.key == form_key,
            Submission.visibility.in_(OPEN),
            Submission.withdrawn_at.is_(None),
        )
        .order_by(ProcessInstance.cycle_year.desc(), Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None or found.answers is None:
        return {}
    form = compile_form(found.schema, found.sha256)
    return form.readable_part(found.answers, lambda code: code in OPEN)
