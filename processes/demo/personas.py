"""The people whom a newcomer signs in as."""

from __future__ import annotations

from dataclasses import dataclass

from processes.demo.named import NAMED
from processes.demo.names import address


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """does: what the person is for in the demonstration, one line in Swedish."""

    name: str
    email: str
    does: str


def personas() -> tuple[Persona, ...]:
    """In the order in which they are needed to carry a budget from frames to the council's decision."""
    return tuple(Persona(name=one.name, email=address(one.name), does=one.does) for one in NAMED)
