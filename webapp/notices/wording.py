"""Notices in words. What their reader may not open is not named: then only that something waits."""

from __future__ import annotations

from collections.abc import Callable

from notifications.inbox import NoticeRow
from webapp.i18n import _, day, ngettext


def what_is_said(row: NoticeRow, task: str | None) -> str:
    """One sentence. task: what it is called in the reader's language, None when the reader may not know."""
    if row.kind.startswith("statutory."):
        return _statutory(row)
    name = f"”{task}”" if task else str(_("En uppgift"))
    say = _SAID.get(row.kind, _waits)
    return say(name, row)


def _waits(name: str, row: NoticeRow) -> str:
    if row.due:
        return str(_("%(task)s väntar på dig. Den ska vara klar %(day)s.", task=name, day=day(row.due)))
    return str(_("%(task)s väntar på dig.", task=name))


def _reminder(name: str, row: NoticeRow) -> str:
    return str(_("%(task)s ska vara klar %(day)s.", task=name, day=day(row.due))) if row.due else _waits(name, row)


def _late(name: str, row: NoticeRow) -> str:
    if not row.due:
        return _waits(name, row)
    return str(_("%(task)s skulle ha varit klar %(day)s.", task=name, day=day(row.due)))


def _late_for_others(name: str, row: NoticeRow) -> str:
    if not row.holders:
        return _late(name, row)
    return _late(name, row) + " " + str(_("Den väntar på %(names)s.", names=", ".join(row.holders)))


def _unheld(name: str, _row: NoticeRow) -> str:
    return str(_("%(task)s väntar på någon som inte finns. Du får veta det som processägare.", task=name))


def _statutory(row: NoticeRow) -> str:
    what = f"”{row.what}”" if row.what else str(_("Ett steg"))
    last = day(row.due) if row.due else ""
    if row.kind == "statutory.missed":
        return str(
            _("%(what)s skulle enligt %(statute)s ha varit klart %(day)s.", what=what, statute=row.statute, day=last)
        )
    left = ngettext("%(num)d dag kvar", "%(num)d dagar kvar", row.days or 0)
    said = _("%(what)s ska enligt %(statute)s vara klart senast %(day)s", what=what, statute=row.statute, day=last)
    return f"{said}: {left}."


_SAID: dict[str, Callable[[str, NoticeRow], str]] = {
    "task.reminder": _reminder,
    "task.due": _reminder,
    "task.late": _late,
    "task.late-manager": _late_for_others,
    "task.late-owner": _late_for_others,
    "task.unheld": _unheld,
    "task.delegated": lambda name, _row: str(_("Du är ombedd att förbereda %(task)s.", task=name)),
    "task.resolved": lambda name, _row: str(_("%(task)s är förberedd och tillbaka hos dig.", task=name)),
    "task.reassigned": lambda name, _row: str(_("%(task)s har lämnats över till dig.", task=name)),
    "task.handed-on": lambda name, _row: str(_("%(task)s har gått vidare till dig på grund av jäv.", task=name)),
}
