"""Who may stand in at a user task, and who may not do it because of what the person has done before."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.info import ElementInfo
from engine.bpmn.lint.rule import Checked
from engine.errors import Problem

NO_DEPUTY = "yearwheel:no-deputy"
DEPUTY_SCOPE = "yearwheel:deputy-scope"
SHARED_DRAFT = "yearwheel:shared-draft"
NOT_SAME_PERSON = "yearwheel:not-same-person-as"
VISIBILITY = "yearwheel:visibility"
PRIVATE = ("AUTHOR", "PAIR")
ANSWERS = ("true", "false")
# What a deputy does, of engine.models.DeputyScope, which lies above.
SCOPES = ("do", "sign", "approve-money")


def assignment(checked: Checked) -> Iterator[Problem]:
    """The properties that keep a task from deputies, and the preparer from the verification, say what they can."""
    for info in checked.elements.values():
        if info.kind != "userTask":
            continue
        answer, scope = info.properties.get(NO_DEPUTY, "false"), info.properties.get(DEPUTY_SCOPE)
        for name in (NO_DEPUTY, SHARED_DRAFT):
            if info.properties.get(name, "false") not in ANSWERS:
                yield Problem(info.id, f"The property {name} is {info.properties[name]!r}.", "Write true or false.")
        if info.properties.get(SHARED_DRAFT) == "true" and _visibility(checked, info) in PRIVATE:
            yield Problem(
                info.id, "Only its author, or the two whom the case concerns, may read this; others would write it.",
                f"Remove {SHARED_DRAFT}, or let more people read the answers ({VISIBILITY}).",
            )  # fmt: skip
        if scope is not None and scope not in SCOPES:
            yield Problem(
                info.id, f"The property {DEPUTY_SCOPE} is {scope!r}, nothing that a deputy can be given.",
                f"Use one of {', '.join(SCOPES)}.",
            )  # fmt: skip
        if scope is not None and answer == "true":
            yield Problem(
                info.id, "The task passes to no deputy, and yet says what a deputy needs for it.",
                f"Remove {DEPUTY_SCOPE} or {NO_DEPUTY}.",
            )  # fmt: skip
        for other in other_elements(info.properties.get(NOT_SAME_PERSON)):
            found = checked.elements.get(other)
            if found is None or found.kind != "userTask" or other == info.id:
                yield Problem(
                    info.id, f"The property {NOT_SAME_PERSON} names {other!r}, which is no other user task.",
                    "Write the ids of user tasks of this process, with commas between them.",
                )  # fmt: skip


def _visibility(checked: Checked, info: ElementInfo) -> str | None:
    """The task's own, else what all processes of the diagram have."""
    of_cases = {process.properties.get(VISIBILITY) for process in checked.processes.values()}
    return info.properties.get(VISIBILITY) or (of_cases.pop() if len(of_cases) == 1 else None)


def other_elements(value: str | None) -> tuple[str, ...]:
    """The ids that `yearwheel:not-same-person-as` names."""
    return tuple(name for each in (value or "").split(",") if (name := each.strip()))
