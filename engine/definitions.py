"""Deployed definitions as the engine uses them: immutable, so read from the database once per process and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from engine.bpmn import ElementInfo, ProcessInfo, Program, load_program
from engine.bpmn.lint.properties import input_names
from engine.bpmn.lint.statutory import STATUTORY_DATE
from engine.dmn import DecisionModel, load_decisions
from engine.errors import DefinitionNotFound, FormNotFound
from engine.feel import compile_expression
from engine.models import DecisionDefinition, FormDefinition, ProcessDefinition, Translation
from engine.organisation.functions import known_functions


@dataclass(frozen=True)
class Definition:
    """One version of one process. variables: the only names that enter its cases."""

    id: UUID
    deployment_id: UUID
    key: str
    version: int
    starters: str | None
    variables: frozenset[str]
    program: Program

    @property
    def process(self) -> ProcessInfo:
        return self.program.processes[self.key]

    @property
    def name(self) -> str:
        return self.process.name

    @cached_property
    def elements(self) -> Mapping[str, ElementInfo]:
        return self.program.elements(self.key)

    @cached_property
    def statutory(self) -> Mapping[str, ElementInfo]:
        """The elements that the law wants behind the case by a day."""
        return {each.id: each for each in self.elements.values() if STATUTORY_DATE in each.properties}

    @cached_property
    def moves_statutory_dates(self) -> bool:
        """Whether those days may become others while a case runs: they depend on more than what it starts with."""
        functions, inputs = frozenset(known_functions()), input_names(self.process.properties)
        written = (each.properties[STATUTORY_DATE].strip().removeprefix("=") for each in self.statutory.values())
        return any(not compile_expression(each, functions=functions).names <= inputs for each in written)


@dataclass(frozen=True, slots=True)
class DeployedForm:
    """One form of one deployment. sha256 identifies the schema."""

    id: UUID
    key: str
    sha256: str
    schema: Mapping[str, Any]


_definitions: dict[UUID, Definition] = {}
_decisions: dict[UUID, DecisionModel] = {}
_forms: dict[tuple[UUID, str], DeployedForm] = {}
_texts: dict[tuple[UUID, str], Mapping[str, str]] = {}


def definition_by_id(session: Session, definition_id: UUID) -> Definition:
    """One version by its id. Raises DefinitionNotFound."""
    known = _definitions.get(definition_id)
    if known is not None:
        return known
    row = session.get(ProcessDefinition, definition_id, options=[undefer(ProcessDefinition.bpmn)])
    if row is None:
        raise DefinitionNotFound(f"No process definition {definition_id}")
    found = Definition(
        id=row.id, deployment_id=row.deployment_id, key=row.key, version=row.version, starters=row.starters,
        variables=frozenset(row.variables), program=load_program(row.bpmn, frozenset(known_functions())),
    )  # fmt: skip
    _definitions[definition_id] = found
    return found


def latest_definition(session: Session, key: str) -> Definition:
    """The newest version of a process. Raises DefinitionNotFound."""
    found = session.scalar(
        select(ProcessDefinition.id)
        .where(ProcessDefinition.key == key)
        .order_by(ProcessDefinition.version.desc())
        .limit(1)
    )
    if found is None:
        raise DefinitionNotFound(f"No process with the key {key!r} has been deployed")
    return definition_by_id(session, found)


def called_definition(session: Session, caller: Definition, key: str) -> Definition:
    """What a call activity calls: the version in the caller's own deployment, else the newest one."""
    found = session.scalar(
        select(ProcessDefinition.id).where(
            ProcessDefinition.key == key, ProcessDefinition.deployment_id == caller.deployment_id
        )
    )
    return definition_by_id(session, found) if found else latest_definition(session, key)


def decision(session: Session, deployment_id: UUID, key: str) -> DecisionModel:
    """The model with a decision: the version in the caller's own deployment, else the newest one. Raises
    DefinitionNotFound."""
    of_key = select(DecisionDefinition.id).where(DecisionDefinition.key == key)
    found = session.scalar(of_key.where(DecisionDefinition.deployment_id == deployment_id)) or session.scalar(
        of_key.order_by(DecisionDefinition.version.desc()).limit(1)
    )
    if found is None:
        raise DefinitionNotFound(f"No decision with the key {key!r} has been deployed")
    known = _decisions.get(found)
    if known is None:
        known = _decisions[found] = _model(session, found)
    return known


def _model(session: Session, definition_id: UUID) -> DecisionModel:
    """Its file, which may import the other files of its deployment."""
    row = session.get_one(DecisionDefinition, definition_id, options=[undefer(DecisionDefinition.dmn)])
    others = session.execute(
        select(DecisionDefinition.sha256, DecisionDefinition.dmn)
        .where(DecisionDefinition.deployment_id == row.deployment_id, DecisionDefinition.sha256 != row.sha256)
        .order_by(DecisionDefinition.sha256)
    )
    return load_decisions(row.dmn, known_functions(), tuple({each.sha256: each.dmn for each in others}.values()))


def deployed_form(session: Session, deployment_id: UUID, key: str) -> DeployedForm:
    """A form by its key. Raises FormNotFound."""
    known = _forms.get((deployment_id, key))
    if known is not None:
        return known
    row = session.scalar(
        select(FormDefinition).where(FormDefinition.deployment_id == deployment_id, FormDefinition.key == key)
    )
    if row is None:
        raise FormNotFound(f"The deployment holds no form with the key {key!r}")
    found = DeployedForm(row.id, row.key, row.sha256, row.schema)
    _forms[deployment_id, key] = found
    return found


def deployed_texts(session: Session, deployment_id: UUID, locale: str) -> Mapping[str, str]:
    """The deployment's translations into one language: source text to translated text, empty if there are none."""
    known = _texts.get((deployment_id, locale))
    if known is None:
        row = session.scalar(
            select(Translation).where(Translation.deployment_id == deployment_id, Translation.locale == locale)
        )
        known = _texts[deployment_id, locale] = row.texts if row else {}
    return known
