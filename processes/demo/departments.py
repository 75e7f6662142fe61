"""What lies below each committee, as `departments.toml` tells it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The file says what each field means. name: None when the units stand directly below the department."""

    head: str
    titles: tuple[str, ...]
    units: tuple[str, ...]
    name: str | None = None
    weight: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """The file says what each field means."""

    committee: str
    name: str
    employees: int
    staff: int
    division_staff: int
    divisions: tuple[Division, ...]


@cache
def departments() -> tuple[tuple[Department, ...], dict[str, int]]:
    """The departments, and the headcounts of the units that have a given one, by name."""
    told = tomllib.loads(files("processes.demo").joinpath("departments.toml").read_text("utf-8"))
    return tuple(_department(**each) for each in told["department"]), told["headcounts"]


def _department(division: list[dict[str, Any]], **told: Any) -> Department:
    return Department(divisions=tuple(_division(**each) for each in division), **told)


def _division(titles: list[str], units: list[str], **told: Any) -> Division:
    return Division(titles=tuple(titles), units=tuple(units), **told)
