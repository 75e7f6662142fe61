"""A process owner puts diagrams, forms and texts into use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine.bpmn import Known, Program, compile_diagram, read_diagram
from engine.casework.asking import environment_of
from engine.casework.starts import register_starts
from engine.commands import decision_files
from engine.commands.form_fields import form_fields
from engine.definitions import definition_by_id
from engine.dmn import DecisionModel
from engine.errors import InvalidDiagram, Problem
from engine.ids import new_id
from engine.models import Deployment, FormDefinition, ProcessDefinition, Translation
from engine.organisation.functions import known_functions
from engine.run import Transaction

MAX_FILE_BYTES = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploy:
    """Store one immutable version of everything in files, or nothing. Returns the deployment's id.

    files: content by name: `*.bpmn`, `*.dmn`, `*.form.json`, `locale/<language>.json`. The newest files again are the
    same deployment; older ones again are a new version, so going back works. Raises InvalidDiagram with every problem
    found, in any file."""

    name: str
    files: Mapping[str, bytes]
    actor: int | None = None

    def execute(self, tx: Transaction) -> UUID:
        digest = self._digest()
        newest = tx.session.scalar(
            select(Deployment).where(Deployment.name == self.name).order_by(Deployment.id.desc()).limit(1)
        )
        if newest is not None and newest.sha256 == digest:
            return newest.id
        problems: list[Problem] = self._unknown_files()
        forms = self._json(".form.json", problems)
        texts = self._json(".json", problems, folder="locale/")
        for name, schema in forms.items():
            problems += _named(name, tx.ports.forms.problems(schema))
        problems += _twice("form", {name: [str(schema.get("id"))] for name, schema in forms.items()})
        decisions = self._decisions(problems)
        inputs = decision_files.inputs_of(tx.session, decisions)
        fields = {str(schema.get("id")): form_fields(schema) for schema in forms.values()}
        programs = self._compile(tx, fields, inputs.keys(), problems)
        if any(not problem.warning for problem in problems):
            raise InvalidDiagram(problems)
        deployment_id = new_id()
        tx.session.execute(
            insert(Deployment).values(
                id=deployment_id, name=self.name, sha256=digest, deployed_at=tx.clock.now(), deployed_by=self.actor
            )
        )
        decision_files.store(tx.session, deployment_id, self.files, decisions)
        self._store(tx, deployment_id, programs, inputs, forms, texts)
        return deployment_id

    def _digest(self) -> str:
        digest = sha256(self.name.encode())
        for name in sorted(self.files):
            digest.update(name.encode() + b"\0" + sha256(self.files[name]).digest())
        return digest.hexdigest()

    def _unknown_files(self) -> list[Problem]:
        return [
            Problem(
                name, "This kind of file cannot be deployed.", "Deploy *.bpmn, *.dmn, *.form.json and locale/*.json."
            )
            for name in self.files
            if not name.endswith((".bpmn", ".dmn", ".form.json")) and not name.startswith("locale/")
        ]

    def _json(self, suffix: str, problems: list[Problem], folder: str = "") -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for name, content in self.files.items():
            if not name.endswith(suffix) or not name.startswith(folder):
                continue
            try:
                value = orjson.loads(content) if len(content) <= MAX_FILE_BYTES else None
            except orjson.JSONDecodeError as error:
                problems.append(Problem(name, f"The file is not JSON: {error}.", "Save it again from its editor."))
                continue
            if isinstance(value, dict):
                found[name] = value
            else:
                problems.append(Problem(name, "The file is too large or holds no JSON object.", "Split or mend it."))
        return found

    def _decisions(self, problems: list[Problem]) -> dict[str, DecisionModel]:
        models, wrong = decision_files.compiled(self.files)
        for name, found in wrong.items():
            problems += _named(name, found)
        problems += _twice("decision", {name: list(model.decisions) for name, model in models.items()})
        return models

    def _compile(
        self, tx: Transaction, fields: Mapping[str, frozenset[str]], decision_ids: Set[str], problems: list[Problem]
    ) -> dict[str, Program]:
        diagrams = {name: content for name, content in self.files.items() if name.endswith(".bpmn")}
        processes = set(tx.session.scalars(select(ProcessDefinition.key).distinct()))
        readable: dict[str, bytes] = {}
        owned: dict[str, list[str]] = {}
        for name, content in diagrams.items():
            try:
                found = read_diagram(content).processes
            except InvalidDiagram as error:
                problems += _named(name, error.problems)
            else:
                readable[name] = content
                processes |= found.keys()
                owned[name] = list(found)
        problems += _twice("process", owned)
        known = Known(
            form_keys=frozenset(fields),
            form_fields=fields,
            process_ids=frozenset(processes),
            task_types=frozenset(tx.ports.service_tasks.known()),
            functions=known_functions(),
            decision_ids=frozenset(decision_ids),
        )
        programs: dict[str, Program] = {}
        for name, content in readable.items():
            try:
                programs[name] = compile_diagram(content, known)
            except InvalidDiagram as error:
                problems += _named(name, error.problems)
        return programs

    def _store(
        self, tx: Transaction, deployment_id: UUID, programs: Mapping[str, Program], inputs: Mapping[str, Set[str]],
        forms: Mapping[str, Mapping[str, Any]], texts: Mapping[str, Mapping[str, str]],
    ) -> None:  # fmt: skip
        newest = _newest(tx.session, [key for program in programs.values() for key in program.processes])
        variables = _variables(programs.values(), inputs)
        stored: list[UUID] = []
        for name, program in programs.items():
            for process in program.processes.values():
                if not process.executable:
                    continue
                stored.append(new_id())
                before = newest.get(process.id)
                tx.session.execute(
                    insert(ProcessDefinition).values(
                        id=stored[-1], deployment_id=deployment_id, key=process.id, name=process.name,
                        version=before.version + 1 if before else 1, sha256=sha256(self.files[name]).hexdigest(),
                        bpmn=self.files[name], starters=process.properties.get("yearwheel:starters"),
                        variables=sorted(variables[process.id]),
                        suspended_at=before.suspended_at if before else None,
                        suspended_because=before.suspended_because if before else None,
                    )
                )  # fmt: skip
        for name, schema in forms.items():
            tx.session.execute(
                insert(FormDefinition).values(
                    id=new_id(), deployment_id=deployment_id, key=schema["id"], schema=schema,
                    sha256=sha256(self.files[name]).hexdigest(),
                )
            )  # fmt: skip
        for name, translated in texts.items():
            locale = name.removeprefix("locale/").removesuffix(".json")
            tx.session.execute(
                insert(Translation).values(id=new_id(), deployment_id=deployment_id, locale=locale, texts=translated)
            )
        definitions = [definition_by_id(tx.session, definition_id) for definition_id in stored]
        register_starts(tx.session, environment_of(tx.session, tx.clock), self.name, definitions)


def _newest(session: Session, keys: Collection[str]) -> dict[str, Any]:
    """By process, what its newest version so far says. None can be suspended or resumed before this transaction has
    ended: the next version would not hear of it."""
    columns = (ProcessDefinition.key, ProcessDefinition.version, ProcessDefinition.suspended_at,
               ProcessDefinition.suspended_because)  # fmt: skip
    versions = select(*columns).where(ProcessDefinition.key.in_(keys)).order_by(ProcessDefinition.id)
    rows = session.execute(versions.with_for_update(read=True)).all()
    return {row.key: row for row in sorted(rows, key=lambda row: row.version)}


def _twice(what: str, owned: Mapping[str, Collection[str]]) -> list[Problem]:
    """owned: by file, the ids that it gives to processes or forms; each may be given once in a deployment."""
    counted = Counter(key for keys in owned.values() for key in keys)
    return [
        Problem(f"{name}: {key}", f"Another file has a {what} with this id too.", "Give each an id of its own.")
        for name, keys in owned.items()
        for key in keys
        if counted[key] > 1
    ]


def _variables(programs: Collection[Program], inputs: Mapping[str, Set[str]]) -> dict[str, set[str]]:
    """What each process names, what the decisions that it calls read, and what the processes that call it name: a
    caller reads its result. inputs: of decisions, by their ids."""
    named = {process: set(program.variables(process)) for program in programs for process in program.processes}
    found = {process: set(names) for process, names in named.items()}
    for program in programs:
        for caller in program.processes:
            for element in program.elements(caller).values():
                found[caller] |= inputs.get(element.called_decision or "", frozenset())
                if element.called_process in found:
                    found[element.called_process] |= named[caller]
    return found


def _named(file: str, problems: Iterable[Problem]) -> list[Problem]:
    return [Problem(f"{file}: {p.element}" if p.element else file, p.reason, p.remedy, p.warning) for p in problems]
