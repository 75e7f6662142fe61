"""Reads a hostile diagram where it can do no harm: in a process of its own, within a time limit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from engine.errors import InvalidDiagram, Problem

SECONDS = 20
COMPILE = (
    "import json, sys; from engine.bpmn.compile import try_to_compile; "
    "try_to_compile(sys.stdin.buffer.read(), json.loads(sys.argv[1]))"
)


def screen(bpmn: bytes, functions: Mapping[str, tuple[int, int]], seconds: float = SECONDS) -> None:
    """Check and compile the diagram in a child process and throw the result away. functions: how many arguments each
    host function takes, at least and at most; seconds: how long it may take.

    Raises InvalidDiagram when that did not end in time or took the process down; what is merely wrong in the diagram
    is found, and told better, by `compile_diagram` afterwards."""
    command = [sys.executable, "-c", COMPILE, json.dumps(dict(functions))]
    # The child finds the modules that this process has found, wherever either was started.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603
            command, input=bpmn, timeout=seconds, check=False, capture_output=True, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidDiagram([_problem(f"Reading the diagram took more than {seconds:g} seconds.")]) from error
    if done.returncode != 0:
        raise InvalidDiagram([_problem("Reading the diagram brought the reader down.")])


def _problem(reason: str) -> Problem:
    return Problem(None, reason, "Open it in a BPMN editor, simplify it, and save it again.")
