"""Letters about notices: one for each, or one a day for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date

from engine.clock import Clock
from notifications.told import OVERSEEN, Told
from notifications.writing import Content, Item, exists

WAITING = "waiting"
SOON = timedelta(days=7)
NEWS = frozenset({"task.opened", "task.reassigned", "task.handed-on", "task.delegated", "task.resolved"})
SHOWN = 50
NO_DAY = date.max


def notice_content(each: Told, clock: Clock, locale: str, public_url: str) -> Content:
    """What one notice's letter says. Of what is sealed, and of a kind that has no letter, only that something waits."""
    address = _address(each, public_url)
    if each.sealed or not exists(each.kind):
        return Content(template=WAITING, facts={}, address=address)
    return Content(template=each.kind, facts=_facts(each, clock, locale), address=address)


def digest_content(all_told: Sequence[Told], clock: Clock, locale: str, public_url: str) -> Content | None:
    """What the day's letter says: each thing once, as it was last told. None when nothing waits any more."""
    latest = {(each.task_id, each.task_id or (each.case_id, each.deadline)): each for each in all_told}
    groups: dict[str, list[Told]] = {"late": [], "soon": [], "new": [], "others": []}
    for each in sorted(latest.values(), key=lambda each: _day(each.due, clock) or NO_DAY):
        groups[_group(each, clock)].append(each)
    if not latest:
        return None
    facts: dict[str, object] = {f"{name}_count": len(found) for name, found in groups.items()}
    facts["today"] = _short(clock.today(), clock, locale)
    facts["more"] = sum(max(0, len(found) - SHOWN) for found in groups.values())
    items = {name: [_item(each, clock, locale, public_url) for each in found[:SHOWN]] for name, found in groups.items()}
    return Content(template="digest", facts=facts, groups=items, address=f"{public_url}/tasks")


def _group(each: Told, clock: Clock) -> str:
    if each.kind in OVERSEEN or each.task_id is None:
        return "others"
    if _is_late(each, clock):
        return "late"
    distant = not isinstance(each.due, datetime) or each.due > clock.now() + SOON
    return "new" if each.kind in NEWS and distant else "soon"


def _item(each: Told, clock: Clock, locale: str, public_url: str) -> Item:
    address = _address(each, public_url)
    if each.sealed:
        return Item(name=None, address=address, facts=None)
    name = f"{each.task} – {each.case}" if each.task else f"{each.deadline} – {each.case}"
    return Item(name=name, address=address, facts=_facts(each, clock, locale))


def _facts(each: Told, clock: Clock, locale: str) -> dict[str, Any]:
    due = _day(each.due, clock)
    facts: dict[str, Any] = {
        "case": each.case,
        "unit": each.unit,
        "due": _short(due, clock, locale) if due else "",
        "due_in_full": format_date(due, "EEEE d MMMM y", locale) if due else "",
        "holders": each.holders,
        "late": _is_late(each, clock),
    }
    if each.task:
        facts["task"] = each.task
    else:
        facts |= {"deadline": each.deadline, "statute": each.statute}
        facts["days"] = (due - clock.today()).days if due else 0
    return facts


def _is_late(each: Told, clock: Clock) -> bool:
    return isinstance(each.due, datetime) and each.due < clock.now()


def _address(each: Told, public_url: str) -> str:
    """Where the reader sees to it: the task, for the one who does it; the case, for the one who oversees it."""
    if each.task_id and each.kind not in OVERSEEN:
        return f"{public_url}/tasks/{each.task_id}"
    return f"{public_url}/cases/{each.case_id}" if each.case_id else f"{public_url}/tasks"


def _day(due: datetime | date | None, clock: Clock) -> date | None:
    return due.astimezone(clock.zone).date() if isinstance(due, datetime) else due


def _short(day: date, clock: Clock, locale: str) -> str:
    """As people say it: the year only when it is another."""
    return format_date(day, "d MMMM" if day.year == clock.today().year else "d MMMM y", locale)
