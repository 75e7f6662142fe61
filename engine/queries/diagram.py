"""The diagram that a case runs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from engine.access.filters import may_list_instance
from engine.errors import InstanceNotFound
from engine.models import ProcessDefinition, ProcessInstance


def diagram_xml(session: Session, person_id: int, case_id: UUID, *, to_administer: bool = False) -> bytes:
    """The BPMN file of the case's own version, byte for byte, for those who may know of the case. to_administer: the
    person is an administrator. Raises InstanceNotFound."""
    known = true() if to_administer else may_list_instance(person_id)
    found = session.scalar(
        select(ProcessDefinition.bpmn)
        .join(ProcessInstance, ProcessInstance.definition_id == ProcessDefinition.id)
        .where(ProcessInstance.id == case_id, known)
    )
    if found is None:
        raise InstanceNotFound(f"No case {case_id} that may be known")
    return found
