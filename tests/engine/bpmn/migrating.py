"""Moves cases to other versions in tests, and draws the same diagram under other ids."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree

from engine.bpmn.migration import Migration, migrate
from engine.bpmn.vocabulary import bpmn as tag
from tests.engine.bpmn.driving import Case, compiled

REFERENCES = ("id", "sourceRef", "targetRef", "attachedToRef", "default", "activityRef")


def move(found: Case, bpmn: bytes, **mapping: str) -> Migration:
    """Try to move a case; it stays where it is when something stands in the way."""
    new = compiled(bpmn)
    migration = migrate(found.program, new, found.process_id, found.state, mapping, found.environment)
    if migration.execution is None:
        return migration
    for effect in migration.withdrawn:
        found._take(effect)
    stands = {move.token: move.target for move in migration.moves}
    for waits in found._waits():
        for token, wait in waits.items():
            waits[token] = replace(wait, element_id=stands[token])
    found.program = new
    found._settle(migration.execution)
    return migration


def refused(found: Case, bpmn: bytes, **mapping: str) -> list[tuple[str, str]]:
    """What keeps a case from moving: elements and obstacles. Nothing about the case has changed."""
    before = found.state
    migration = move(found, bpmn, **mapping)
    assert migration.execution is None
    assert found.state == before
    return [(problem.element, problem.obstacle.value) for problem in migration.problems]


def noted(migration: Migration) -> list[tuple[str, str]]:
    """What has changed: elements and changes."""
    assert not migration.problems
    return [(note.element, note.change.value) for note in migration.notes]


def renamed(bpmn: bytes, ending: str) -> tuple[bytes, dict[str, str]]:
    """The diagram with other ids for all that lies in its process, and which they are."""
    root: Any = etree.fromstring(bpmn)
    process = root.find(tag("process"))
    ids = {node.get("id"): node.get("id") + ending for node in process.iter() if node.get("id")}
    ids.pop(process.get("id"))
    for node in process.iter():
        for name in REFERENCES:
            if node.get(name) in ids:
                node.set(name, ids[node.get(name)])
    return etree.tostring(root), ids
