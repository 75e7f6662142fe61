"""A municipality small enough to hold in the head.

ALV ─ KF council · KS board ─ KS-001 · FGN committee ─ FGN-001 department ─ FGN-002 school
    └ ASH company ─ AEM company
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from engine.models import Person, Position, RoleAssignment, Unit, UnitKind

START = date(2020, 1, 1)

UNITS = [
    ("ALV", UnitKind.MUNICIPALITY, None, None),
    ("KF", UnitKind.COUNCIL, "ALV", "KF"),
    ("KS", UnitKind.COMMITTEE, "ALV", "KS"),
    ("KS-001", UnitKind.DEPARTMENT, "KS", "KS"),
    ("FGN", UnitKind.COMMITTEE, "ALV", "FGN"),
    ("FGN-001", UnitKind.DEPARTMENT, "FGN", "FGN"),
    ("FGN-002", UnitKind.UNIT, "FGN-001", "FGN"),
    ("ASH", UnitKind.COMPANY, "ALV", "ASH"),
    ("AEM", UnitKind.COMPANY, "ASH", "AEM"),
]

CHIEF, HEAD, PRINCIPAL_OF_SCHOOL, TEACHER, OTHER_TEACHER = 1, 2, 3, 4, 5
BOARD_CHAIR, MEMBER, SECRETARY, CONTROLLER, BOARD_CONTROLLER = 6, 7, 8, 9, 10
GROUP_DIRECTOR, ENERGY_DIRECTOR, ENERGY_CHAIR, GROUP_CONTROLLER = 11, 12, 13, 14
HR, OWNER, AUDITOR, ADMINISTRATOR, OUTSIDER = 15, 16, 17, 18, 19

POSITIONS = [
    (CHIEF, "KS-001", True),
    (HEAD, "FGN-001", True),
    (PRINCIPAL_OF_SCHOOL, "FGN-002", True),
    (TEACHER, "FGN-002", False),
    (OTHER_TEACHER, "FGN-002", False),
    (CONTROLLER, "KS-001", False),
    (BOARD_CONTROLLER, "KS-001", False),
    (SECRETARY, "KS-001", False),
    (HR, "KS-001", False),
    (OWNER, "KS-001", False),
    (ADMINISTRATOR, "KS-001", False),
    (GROUP_DIRECTOR, "ASH", True),
]

ROLES = [
    (CHIEF, "chief-executive", "ALV"),
    (CHIEF, "head-of-department", "KS"),
    (HEAD, "head-of-department", "FGN"),
    (BOARD_CHAIR, "chair", "KS"),
    (BOARD_CHAIR, "member", "KS"),
    (MEMBER, "member", "FGN"),
    (SECRETARY, "secretary", "FGN"),
    (SECRETARY, "registrar", "FGN"),
    (HR, "whistleblowing-handler", "ALV"),
    (CONTROLLER, "controller", "FGN"),
    (BOARD_CONTROLLER, "controller", "KS"),
    (GROUP_DIRECTOR, "managing-director", "ASH"),
    (ENERGY_DIRECTOR, "managing-director", "AEM"),
    (ENERGY_CHAIR, "chair", "AEM"),
    (GROUP_CONTROLLER, "controller", "ASH"),
    (HR, "hr", "ALV"),
    (OWNER, "process-owner", "ALV"),
    (AUDITOR, "auditor", "ALV"),
    (ADMINISTRATOR, "administrator", "ALV"),
]


def found(session: Session) -> None:
    """Write all of it. OUTSIDER has neither position nor role."""
    for code, kind, parent, body in UNITS:
        session.add(Unit(id=code, name=f"Unit {code}", kind=kind, parent_id=parent, body_id=body, valid_from=START))
        session.flush()
    for person in range(CHIEF, OUTSIDER + 1):
        session.add(Person(id=person, external_id=str(person), name=f"Person {person}"))
    session.flush()
    for person, unit, manages in POSITIONS:
        session.add(position(person, unit, manages))
    for person, role, unit in ROLES:
        session.add(RoleAssignment(person_id=person, role=role, unit_id=unit, valid_from=START))
    session.flush()


def position(person: int, unit: str, manages: bool, since: date = START, until: date | None = None) -> Position:
    """An employment that has not been stored yet."""
    return Position(person_id=person, unit_id=unit, title="Titel", is_manager=manages, valid_from=since, valid_to=until)
