"""What may be written in many ways in BPMN is made one way before anything else looks at it.

Each step takes the root of a diagram, changes it in place and returns what it could not make right. Elements keep
their ids; what a step adds carries an id that no diagram can hold. The stored and shown diagram is the original.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.bpmn.normalise.associations import lead_to_handlers
from engine.bpmn.normalise.booleans import spell_out_booleans
from engine.bpmn.normalise.data import drop_data
from engine.bpmn.normalise.drawing import drop_drawing
from engine.bpmn.normalise.identifiers import give_ids
from engine.bpmn.normalise.instantiation import draw_starts
from engine.bpmn.normalise.links import join_links
from engine.bpmn.normalise.loop_data import name_loop_data
from engine.bpmn.normalise.processes import keep_executable
from engine.bpmn.normalise.references import strip_prefixes
from engine.bpmn.normalise.triggers import split_triggers, take_in_triggers
from engine.bpmn.vocabulary import Node
from engine.errors import Problem

STEPS: tuple[Callable[[Node], list[Problem]], ...] = (
    drop_drawing,
    spell_out_booleans,
    keep_executable,
    name_loop_data,
    drop_data,
    strip_prefixes,
    give_ids,
    lead_to_handlers,
    join_links,
    take_in_triggers,
    split_triggers,
    draw_starts,
)


def normalise(root: Node) -> list[Problem]:
    """Run all steps, in order."""
    return [problem for step in STEPS for problem in step(root)]
