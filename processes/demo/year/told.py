"""The files of this folder."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def told(name: str) -> dict[str, Any]:
    """The content of one, by its name."""
    return tomllib.loads(files("processes.demo.year").joinpath(name).read_text("utf-8"))
