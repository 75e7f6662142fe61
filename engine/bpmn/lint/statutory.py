"""By when the law wants an element behind the case: `yearwheel:statutory-date`, and which law, `yearwheel:statute`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.bpmn.info import ElementInfo
from engine.bpmn.lint.rule import Checked
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import child
from engine.errors import Problem

STATUTORY_DATE = "yearwheel:statutory-date"
STATUTE = "yearwheel:statute"
STATUTE_LENGTH = 60
MULTI_INSTANCE = "multiInstanceLoopCharacteristics"


def statutory(checked: Checked) -> Iterator[Problem]:
    """Every date has its statute and every statute its date, and the case has one of each."""
    for node in checked.nodes():
        info = checked.elements.get(node.get("id", ""))
        if info is None or not {STATUTORY_DATE, STATUTE} & info.properties.keys():
            continue
        statute = info.properties.get(STATUTE, "").strip()
        if STATUTORY_DATE not in info.properties:
            reason = f"The element names a statute, {statute!r}, but no date."
            yield Problem(info.id, reason, f"Add {STATUTORY_DATE}, or remove it.")
        elif not statute:
            yield Problem(info.id, "The element has a statutory date and no statute.", f"Add {STATUTE}, e.g. KL 11:8.")
        elif len(statute) > STATUTE_LENGTH:
            yield Problem(
                info.id, f"The statute is longer than {STATUTE_LENGTH} characters.", "Write its section, e.g. KL 11:8."
            )
        if any(child(each, MULTI_INSTANCE) is not None for each in node.iterancestors(etree.Element)):
            yield Problem(
                info.id, "The element lies in a sub-process that runs once for each of many; its date would count as "
                "met when the first of them has passed it.",
                "Put the date on the sub-process, or on an element of a called process.",
            )  # fmt: skip


def read_statutory(elements: Mapping[str, ElementInfo], reader: Reader) -> None:
    """Check the FEEL of the dates, and note the variables they name."""
    for info in elements.values():
        if STATUTORY_DATE in info.properties:
            reader.feel(info.id, f"The property {STATUTORY_DATE}", info.properties[STATUTORY_DATE])
