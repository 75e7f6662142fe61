"""The units of Älvhamn, top down, each with its code and how many work in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from processes.demo.departments import Department, Division, departments

MUNICIPALITY = "ALV"
COUNCIL = "KF"
BOARD = "KS"
AUDIT = "REV"
PARENT_COMPANY = "ASH"
COMMITTEES = {
    "KS": "Kommunstyrelsen",
    "FGN": "Förskole- och grundskolenämnden",
    "GVN": "Gymnasie-, vuxenutbildnings- och arbetsmarknadsnämnden",
    "VON": "Vård- och omsorgsnämnden",
    "SN": "Socialnämnden",
    "KFN": "Kultur- och fritidsnämnden",
    "SBN": "Stadsbyggnadsnämnden",
    "MRN": "Miljö- och räddningsnämnden",
}
COMPANIES = {
    "ASH": "Älvhamns Stadshus AB",
    "AEM": "Älvhamns Energi och Miljö AB",
    "AKF": "Älvhamns Kommunfastigheter AB",
    "ALE": "Älvhamns Logistik och Etablering AB",
    "DAB": "Destination Älvhamn AB",
}
#: More than this a manager cannot keep a talk a year with; the few larger units are told by name.
LARGEST = 45
#: How far a unit's size lies from its division's usual one, in turn.
UNEVENNESS = (0, 3, -2, 5, -4, 1, -3, 4, -1, 2, -5)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUnit:
    """headcount: employees with a position there, its manager included; head: the manager's title."""

    code: str
    name: str
    kind: str
    parent: str | None
    headcount: int = 0
    head: str = ""
    titles: tuple[str, ...] = ()


def demo_units() -> Iterator[DemoUnit]:
    """All units, parents before their children."""
    yield DemoUnit(code=MUNICIPALITY, name="Älvhamns kommun", kind="municipality", parent=None)
    yield DemoUnit(code=COUNCIL, name="Kommunfullmäktige", kind="council", parent=MUNICIPALITY)
    yield DemoUnit(code=AUDIT, name="Kommunrevisionen", kind="audit", parent=MUNICIPALITY)
    for code, name in COMMITTEES.items():
        yield DemoUnit(code=code, name=name, kind="committee", parent=MUNICIPALITY)
    for code, name in COMPANIES.items():
        parent = MUNICIPALITY if code == PARENT_COMPANY else PARENT_COMPANY
        yield DemoUnit(code=code, name=name, kind="company", parent=parent)
    below, fixed = departments()
    for department in below:
        yield from _of_department(department, fixed)


def _of_department(department: Department, fixed: Mapping[str, int]) -> Iterator[DemoUnit]:
    numbers = iter(range(1, 1000))
    codes = (f"{department.committee}-{number:03}" for number in numbers)
    office = ("Handläggare", "Utvecklingsledare", "Administratör")
    top = DemoUnit(
        code=next(codes), name=department.name, kind="department", parent=department.committee,
        headcount=department.staff, head="Förvaltningschef", titles=office,
    )  # fmt: skip
    yield top
    parents = {}
    for division in department.divisions:
        parents[division.name] = top.code
        if division.name:
            parents[division.name] = next(codes)
            yield DemoUnit(
                code=parents[division.name], name=division.name, kind="department", parent=top.code,
                headcount=department.division_staff, head="Avdelningschef", titles=office,
            )  # fmt: skip
    for (division, name), headcount in _headcounts(department, fixed).items():
        yield DemoUnit(
            code=next(codes), name=name, kind="unit", parent=parents[division.name], headcount=headcount,
            head=division.head, titles=division.titles,
        )  # fmt: skip


def _headcounts(department: Department, fixed: Mapping[str, int]) -> dict[tuple[Division, str], int]:
    """Shares out the department's employees by the divisions' weights, a little unevenly, to the last one."""
    units = [(division, name) for division in department.divisions for name in division.units]
    offices = sum(division.name is not None for division in department.divisions)
    remaining = department.employees - department.staff - department.division_staff * offices
    counts = {unit: fixed[unit[1]] for unit in units if unit[1] in fixed}
    remaining -= sum(counts.values())
    open_units = [unit for unit in units if unit not in counts]
    weight = sum(division.weight for division, _ in open_units)
    for number, (division, name) in enumerate(open_units):
        usual = remaining * division.weight // weight
        counts[division, name] = min(LARGEST, usual + UNEVENNESS[number % len(UNEVENNESS)])
    missing = remaining - sum(counts[unit] for unit in open_units)
    while missing:
        step = 1 if missing > 0 else -1
        for unit in open_units:
            if missing and counts[unit] + step <= LARGEST:
                counts[unit] += step
                missing -= step
    return {unit: counts[unit] for unit in units}
