"""Who is who in the pages' tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Employee:
    """A person with an account, a role or none, and the unit of both."""

    id: int
    name: str
    role: str | None
    unit: str

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@alvhamn.example"


SECRETARY = Employee(2, "Siv Berg", "secretary", "FGN")
CONTROLLER = Employee(3, "Kurt Alm", "controller", "FGN")
TEACHER = Employee(4, "Tea Dahl", None, "FGN")
OWNER = Employee(5, "Olle Ros", "process-owner", "ALV")
STRANGER = Employee(6, "Ulf Sten", None, "SN")
ADMINISTRATOR = Employee(7, "Ada Falk", "administrator", "ALV")
EVERYBODY = (SECRETARY, CONTROLLER, TEACHER, OWNER, STRANGER, ADMINISTRATOR)
