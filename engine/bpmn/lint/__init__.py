"""The check at deploy: rules, each of which looks at the whole diagram and yields what is wrong, where, why, and what
to draw instead. All rules run, so that all problems are seen at once."""

from __future__ import annotations

from engine.bpmn.lint import (
    assignment,
    deadlock,
    events,
    foreign,
    markers,
    properties,
    references,
    refused,
    reminders,
    retention,
    statutory,
    structure,
)
from engine.bpmn.lint.rule import Checked, Known, Rule
from engine.errors import Problem

RULES: tuple[Rule, ...] = (
    refused.refused_constructs,
    refused.unknown_elements,
    markers.markers,
    structure.starts,
    structure.flows,
    structure.boundaries,
    structure.conditions,
    events.start_events,
    events.event_gateways,
    events.compensations,
    events.cancellations,
    structure.choices,
    deadlock.deadlocks,
    references.forms,
    references.task_types,
    references.called_processes,
    references.called_decisions,
    properties.properties,
    assignment.assignment,
    retention.retention,
    reminders.reminders,
    statutory.statutory,
    foreign.ignored_extensions,
)


def lint(checked: Checked) -> list[Problem]:
    """What every rule finds, in the rules' order."""
    return [problem for rule in RULES for problem in rule(checked)]


__all__ = ["Checked", "Known", "lint"]
