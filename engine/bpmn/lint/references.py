"""Whether what a diagram names is there: forms, Python, other processes."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from engine.bpmn.lint.rule import Checked
from engine.errors import Problem


def forms(checked: Checked) -> Iterator[Problem]:
    """Every form key names a deployed form. A user task without a form is completed by a mere button."""
    known = checked.known.form_keys
    for info in checked.elements.values():
        if info.form_key is not None and info.form_key not in known:
            yield Problem(
                info.id, f"There is no form {info.form_key!r}.", _remedy("Deploy the form too", info.form_key, known)
            )


def task_types(checked: Checked) -> Iterator[Problem]:
    """Every service task has a type, and Python is registered for it."""
    known = checked.known.task_types
    for info in checked.elements.values():
        if info.kind != "serviceTask":
            continue
        if not info.task_type:
            yield Problem(info.id, "The service task has no type.", "Set the task definition's type.")
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


def _remedy(otherwise: str, name: str, known: frozenset[str] | set[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}? {otherwise} otherwise." if close else f"{otherwise}, or correct the name."
