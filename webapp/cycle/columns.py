"""The steps of the year, read from the diagrams that run it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.definitions import Definition, called_definition, definition_by_id
from engine.queries.cycle_status import CycleStatus
from webapp.i18n import LazyText, _, _l
from webapp.tasks.texts import Texts

STEP = "yearwheel:step"
USUAL_NAMES: dict[str, LazyText] = {
    "3": _l("Direktiv och ramar"),
    "4a": _l("Plan och budgetförslag"),
    "4b": _l("Granskning"),
    "4c": _l("Beslut"),
    "5": _l("Sammanställning"),
    "6": _l("Årsplan i juni"),
    "7": _l("Kommunstyrelsens förslag"),
    "8": _l("Publicering"),
    "9": _l("Fullmäktiges beslut"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One step. step: its number in the yearly chain, as the diagram says."""

    step: str
    name: str


def centre_columns(session: Session, status: CycleStatus, translate: Texts, bodies: Sequence[Column]) -> list[Column]:
    """The steps of the centre's own case, with what the bodies do as one of them; empty when there is no such case
    that may be listed."""
    if status.centre.definition_id is None:
        return []
    own = _columns([definition_by_id(session, status.centre.definition_id)], translate)
    together = [Column(bodies_step(bodies), _("Nämnder och bolag"))] if bodies else []
    return sorted([*own, *together], key=lambda column: _natural(column.step))


def bodies_step(bodies: Sequence[Column]) -> str:
    """The number that the bodies' steps share: 4 of 4a, 4b, 4c; empty when there are none."""
    return str(_natural(bodies[0].step)[0]) if bodies else ""


def body_columns(session: Session, status: CycleStatus, translate: Texts) -> list[Column]:
    """The steps that bodies take: in the cases they have, and in those that the centre's diagram will call."""
    used = {row.definition_id for row in status.bodies if row.definition_id}
    definitions = [definition_by_id(session, definition_id) for definition_id in sorted(used)]
    if status.centre.definition_id:
        centre = definition_by_id(session, status.centre.definition_id)
        definitions += [
            called_definition(session, centre, element.called_process)
            for element in centre.elements.values()
            if element.called_process
        ]
    return _columns(definitions, translate)


def _columns(definitions: Iterable[Definition], translate: Texts) -> list[Column]:
    found: dict[str, Column] = {}
    for step, definition, name in _steps(definitions):
        known = str(USUAL_NAMES[step]) if step in USUAL_NAMES else translate(definition.id, name)
        found.setdefault(step, Column(step, known))
    return sorted(found.values(), key=lambda column: _natural(column.step))


def _steps(definitions: Iterable[Definition]) -> Iterator[tuple[str, Definition, str]]:
    for definition in definitions:
        for element in sorted(definition.elements.values(), key=lambda element: element.order):
            if step := element.properties.get(STEP):
                yield step, definition, element.name


def _natural(step: str) -> tuple[int, str]:
    """10 comes after 9, and 4b after 4a."""
    digits = step[: len(step) - len(step.lstrip("0123456789"))]
    return int(digits or 0), step
