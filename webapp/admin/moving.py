"""Moving cases to another version, in words: what stands in the way, what changes, what may take an element's place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.bpmn import ElementInfo
from engine.bpmn.migration import Change, MigrationProblem, Obstacle, Route
from engine.casework.migration_preview import CasePreview
from engine.definitions import Definition
from webapp.i18n import LazyText, _l

REPLACEABLE = frozenset({Obstacle.GONE, Obstacle.ELSEWHERE, Obstacle.OTHER_KIND})
OBSTACLES: dict[Obstacle, tuple[LazyText, LazyText]] = {
    Obstacle.GONE: (
        _l("Ärendet står här, och steget finns inte i den nya versionen."),
        _l("Välj vad som ersätter det."),
    ),
    Obstacle.ELSEWHERE: (
        _l("Den nya versionen har steget i en annan delprocess."),
        _l("Välj ett steg i samma delprocess, eller låt ärendet passera det först."),
    ),
    Obstacle.OTHER_KIND: (
        _l("Det som har börjat här är av ett annat slag i den nya versionen."),
        _l("Välj ett steg av samma slag, eller låt ärendet passera det först."),
    ),
    Obstacle.OTHER_MARKER: (
        _l("Steget upprepas på ett annat sätt i den nya versionen."),
        _l("Rita upprepningen som förut, eller låt ärendet passera steget först."),
    ),
    Obstacle.NO_FLOW: (
        _l("En gren väntar här på andra, och flödet som den kom längs finns inte i den nya versionen."),
        _l("Ange med --map på kommandoraden vilket flöde som ersätter det, eller låt grenarna mötas först."),
    ),
    Obstacle.NOT_UNDONE: (
        _l("Steget är gjort och kan behöva göras ogjort, vilket den nya versionen inte kan."),
        _l("Rita stegets kompensation även i den nya versionen."),
    ),
    Obstacle.NOT_HEARD: (
        _l("Händelsen kan inte börja bevakas."),
        _l("Skriv uttrycket så att det har ett värde även i ärenden som redan pågår."),
    ),
    Obstacle.NOT_ASKED: (
        _l("Uppgiften går inte att ge till någon."),
        _l("Skriv vem som ska göra den, och när, så att det har ett värde även i ärenden som redan pågår."),
    ),
    Obstacle.STUCK: (
        _l("Ärendet skulle vänta här på en gren som inte längre kan komma."),
        _l("Rita den nya versionen så att ärendet kan gå vidare därifrån det står."),
    ),
}
CHANGES: dict[Change, LazyText] = {
    Change.BEGINS: _l("bevakas från och med nu"),
    Change.STOPS: _l("bevakas inte längre"),
    Change.LISTENS_ANEW: _l("väntar på något annat än förut"),
    Change.KEEPS_TIME: _l("behåller sin tidpunkt"),
    Change.OTHER_FORM: _l("besvaras med ett annat formulär"),
    Change.OTHER_PEOPLE: _l("går till dem som den nya versionen anger"),
    Change.OTHER_CALL: _l("anropar en annan process; delärenden som pågår fortsätter"),
}


@dataclass(frozen=True)
class Names:
    """Names of elements in the reader's language; an element without one is called by its id."""

    old: Definition
    new: Definition
    texts_old: Mapping[str, str]
    texts_new: Mapping[str, str]

    def before(self, element_id: str) -> str:
        """What the old version calls it; what only the new one has, as that does."""
        return _name(self.old.elements.get(element_id), self.texts_old) or self.after(element_id)

    def after(self, element_id: str) -> str:
        """What the new version calls it."""
        return _name(self.new.elements.get(element_id), self.texts_new) or element_id


@dataclass(frozen=True)
class Replacement:
    """An element that has to be replaced. choices: ids of those that may; chosen: one of them, or empty."""

    element: str
    choices: tuple[str, ...]
    chosen: str


def replacements(
    old: Definition, new: Definition, mapping: Mapping[str, str], cases: Iterable[CasePreview]
) -> tuple[Replacement, ...]:
    """What is asked for: elements that keep a case from moving, and those that have been replaced already."""
    lacking = [problem.element for case in cases for problem in case.problems if problem.obstacle in REPLACEABLE]
    route = Route(old.program, new.program, new.key, mapping)
    asked = [element for element in dict.fromkeys([*mapping, *lacking]) if element in old.elements]
    return tuple(
        Replacement(each, tuple(route.successors(each)), mapping.get(each, ""))
        for each in sorted(asked, key=lambda each: old.elements[each].order)
    )


def alike(cases: Iterable[CasePreview]) -> list[list[CasePreview]]:
    """The cases, those together of which the same becomes."""
    found: dict[object, list[CasePreview]] = {}
    for case in cases:
        found.setdefault((case.problems, case.places, case.notes), []).append(case)
    return list(found.values())


def in_the_way(problem: MigrationProblem) -> str:
    """What stands in the way."""
    return str(OBSTACLES[problem.obstacle][0])


def what_to_do(problem: MigrationProblem) -> str:
    """What puts it right."""
    return str(OBSTACLES[problem.obstacle][1])


def changed(change: Change) -> str:
    """What changes."""
    return str(CHANGES[change])


def _name(element: ElementInfo | None, texts: Mapping[str, str]) -> str:
    return texts.get(element.name, element.name) if element else ""
