"""Whether what a diagram names is there: forms, Python, other processes."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from engine.bpmn.lint.rule import Checked
from engine.errors import Problem

#: What is wrong with a task that has no type, by its kind.
WITHOUT_TYPE = {
    "serviceTask": ("The service task has no type.", "Set the task definition's type."),
    "businessRuleTask": (
        "The business rule task neither calls a decision nor has a task type.",
        "Name the decision that it calls, in the modeler's panel.",
    ),
}


def forms(checked: Checked) -> Iterator[Problem]:
    """Every form key names a deployed form. A user task without a form is completed by a mere button."""
    known = checked.known.form_keys
    for info in checked.elements.values():
        if info.form_key is not None and info.form_key not in known:
            yield Problem(
                info.id, f"There is no form {info.form_key!r}.", _remedy("Deploy the form too", info.form_key, known)
            )


def task_types(checked: Checked) -> Iterator[Problem]:
    """Every service task, and every business rule task that calls no decision, has a type that Python is registered
    for."""
    known = checked.known.task_types
    for info in checked.elements.values():
        if info.kind not in WITHOUT_TYPE or info.called_decision is not None:
            continue
        if not info.task_type:
            yield Problem(info.id, *WITHOUT_TYPE[info.kind])
        elif info.task_type not in known:
            yield Problem(
                info.id,
                f"No Python is registered for the type {info.task_type!r}.",
                _remedy("Register a service task of this type", info.task_type, known),
            )


def called_processes(checked: Checked) -> Iterator[Problem]:
    """Every call activity calls a process that is deployed, or is deployed together with it."""
    known = checked.known.process_ids | checked.processes.keys()
    for info in checked.elements.values():
        if info.called_process and not info.called_process.startswith("=") and info.called_process not in known:
            yield Problem(
                info.id,
                f"There is no process {info.called_process!r}.",
                _remedy("Deploy the called process too", info.called_process, known),
            )


def called_decisions(checked: Checked) -> Iterator[Problem]:
    """Every business rule task calls a decision that is deployed, or is deployed together with it."""
    known = checked.known.decision_ids
    for info in checked.elements.values():
        if info.called_decision and not info.called_decision.startswith("=") and info.called_decision not in known:
            yield Problem(
                info.id,
                f"There is no decision {info.called_decision!r}.",
                _remedy("Deploy the file with the decision too", info.called_decision, known),
            )


def _remedy(otherwise: str, name: str, known: frozenset[str] | set[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}? {otherwise} otherwise." if close else f"{otherwise}, or correct the name."
