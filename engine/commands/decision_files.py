"""The `*.dmn` files of a deployment: checked, and stored with one row for each decision."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from engine.dmn import DecisionModel, compile_decisions
from engine.errors import InvalidDiagram, Problem
from engine.ids import new_id
from engine.models import DecisionDefinition
from engine.organisation.functions import known_functions


def compiled(files: Mapping[str, bytes]) -> tuple[dict[str, DecisionModel], dict[str, list[Problem]]]:
    """The models by file, and what is wrong with the others. A file may import any other of the deployment.

    files: the whole deployment by name; only `*.dmn` are looked at."""
    decision_files = {name: content for name, content in files.items() if name.endswith(".dmn")}
    models: dict[str, DecisionModel] = {}
    problems: dict[str, list[Problem]] = {}
    for name, content in decision_files.items():
        others = [other for file, other in decision_files.items() if file != name]
        try:
            models[name] = compile_decisions(content, known_functions(), others)
        except InvalidDiagram as error:
            problems[name] = list(error.problems)
        else:
            if not models[name].decisions:
                problems[name] = [
                    Problem(None, "The file decides nothing.", "Move what it defines into the file that uses it.")
                ]
    return models, problems


def inputs_of(session: Session, models: Mapping[str, DecisionModel]) -> dict[str, frozenset[str]]:
    """The variables that each decision reads, by its id: of the newest ones deployed, and of these models."""
    stored = session.execute(
        select(DecisionDefinition.key, DecisionDefinition.inputs).order_by(DecisionDefinition.version)
    )
    deployed = {row.key: frozenset(row.inputs) for row in stored}
    return deployed | {info.id: info.inputs for model in models.values() for info in model.decisions.values()}


def store(
    session: Session, deployment_id: UUID, files: Mapping[str, bytes], models: Mapping[str, DecisionModel]
) -> None:
    """One row for each decision, with the next version of its key."""
    newest = select(DecisionDefinition.key, func.max(DecisionDefinition.version).label("newest"))
    versions = {row.key: row.newest for row in session.execute(newest.group_by(DecisionDefinition.key))}
    for name, model in models.items():
        for info in model.decisions.values():
            session.execute(
                insert(DecisionDefinition).values(
                    id=new_id(), deployment_id=deployment_id, key=info.id, name=info.name,
                    version=versions.get(info.id, 0) + 1, sha256=sha256(files[name]).hexdigest(), dmn=files[name],
                    inputs=sorted(info.inputs),
                )
            )  # fmt: skip
