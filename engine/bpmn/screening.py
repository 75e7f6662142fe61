"""Reads a hostile diagram where it can do no harm: in a process of its own, within a time limit."""

from __future__ import annotations

import subprocess
import sys

from engine.errors import InvalidDiagram, Problem

SECONDS = 20
READ = "import sys; from engine.bpmn.compile import try_to_load; try_to_load(sys.stdin.buffer.read())"


def screen(bpmn: bytes, seconds: float = SECONDS) -> None:
    """Compile the diagram in a child process and throw the result away. seconds: how long it may take.

    Raises InvalidDiagram when reading it did not end in time or took the process down; what is merely wrong in the
    diagram is found, and told better, by `compile_diagram` afterwards."""
    command = [sys.executable, "-c", READ]
    try:
        done = subprocess.run(command, input=bpmn, timeout=seconds, check=False, capture_output=True)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise InvalidDiagram([_problem(f"Reading the diagram took more than {seconds:g} seconds.")]) from error
    if done.returncode != 0:
        raise InvalidDiagram([_problem("Reading the diagram brought the reader down.")])


def _problem(reason: str) -> Problem:
    return Problem(None, reason, "Open it in a BPMN editor, simplify it, and save it again.")
