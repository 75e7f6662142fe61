"""How a few of Älvhamn's units make their agreements: every employee's takes one of a handful of courses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.calendar import SWEDISH
from engine.models import ProcessInstance
from engine.run import Runner
from processes.demo.units import demo_units
from processes.demo.year.deeds import Answer, Deed, Opening
from processes.demo.year.told import told

KEY, AGREEMENT = "employee_agreement_round", "employee_agreement"
HR_DIRECTOR = "Sara Holm"
WORK = {"Hamnskolan F–6": "school", "Förskolan Kajutan": "preschool"}
TOPICS = ("uppdrag", "resultat", "arbetsmiljö", "samarbete", "kompetens", "feedback till chef")
Step = dict[str, Any]


def agreement_deeds() -> Iterator[Deed]:
    """Everything that is done in the rounds, not yet in order."""
    codes = {unit.name: unit.code for unit in demo_units()}
    for each in told("agreements.toml")["round"]:
        unit, year = codes[each["unit"]], each["year"]
        opening = Opening(
            on=each["opened"], who=HR_DIRECTOR, key=KEY, year=year, unit=unit, answers={"year": year, "scope": unit}
        )
        yield opening
        courses = tuple(each["order"].split())
        for number in sorted(_working_days(courses, each["spread"])):
            yield Day(
                on=SWEDISH.add_working_days(each["opened"], number), root=opening.case_id, year=year, number=number,
                courses=courses, spread=each["spread"], work=WORK[each["unit"]],
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What employees and manager of one unit do on one day of a round. number: of the working day since the opening."""

    on: date
    root: UUID
    year: int
    number: int
    courses: tuple[str, ...]
    spread: int
    work: str

    def do(self, runner: Runner) -> None:
        for place, person in enumerate(_employees(runner, self.root)):
            passed: list[str] = []
            for step in _course(self.courses[place % len(self.courses)]):
                element = step["element"]
                passed.append(element)
                if step["after"] + place % self.spread == self.number:
                    Answer(
                        on=self.on, root=self.root, person=person, element=element, turn=passed.count(element),
                        answers=self._answers(step, place),
                    ).do(runner)  # fmt: skip

    def _answers(self, step: Step, place: int) -> dict[str, Any]:
        match step["element"]:
            case "draft":
                return draft_answers(self.work, self.year, self.on, place)
            case "review":
                return {name: step[name] for name in ("response", "comment") if name in step}
            case "employee_confirms" | "manager_confirms":
                return {"confirmed": "true"}
        return dict(told("agreements.toml")["answers"][step["element"]])


def draft_answers(work: str, year: int, held_on: date, turn: int = 0) -> dict[str, Any]:
    """What a manager writes after the talk. work: `school` or `preschool`; turn: which goals are taken."""
    said = told("agreements.toml")["work"][work]
    goals = [said["goals"][(turn + number) % len(said["goals"])] for number in range(2)]
    return {
        "held_on": held_on, "talk_form": "fysiskt", "topics_checked": list(TOPICS), "assignment": said["assignment"],
        "goals": [goal | {"due": f"{year}-11-30"} for goal in goals],
        "development": [said["development"] | {"due": f"{year}-10-31"}],
        "expectations_on_manager": [{"expectation": one} for one in said["expectations"]],
        "link_to_pay_criteria": ["resultat", "samarbete"], "followup_date": f"{year}-09-15",
        "no_sensitive_data": "true",
    }  # fmt: skip


def _course(name: str) -> list[Step]:
    return list(told("agreements.toml")["course"][name])


def _working_days(courses: tuple[str, ...], spread: int) -> set[int]:
    return {step["after"] + late for name in set(courses) for step in _course(name) for late in range(spread)}


def _employees(runner: Runner, root: UUID) -> list[int | None]:
    opened = select(ProcessInstance.person_id).where(
        ProcessInstance.root_id == root, ProcessInstance.definition_key == AGREEMENT
    )
    with runner.read() as (session, _):
        return list(session.scalars(opened.order_by(ProcessInstance.person_id)))
