"""By when the law wants parts of a case behind it: dates that are kept from the start of the case on.

A date depends on the case's variables, such as whether there are special reasons to decide later. So it is worked out
again whenever something moves in the case, unless only inputs are read, which stay what they were.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update

from engine.bpmn.lint.statutory import STATUTE, STATUTORY_DATE
from engine.calendar import FIRST_YEAR, LAST_YEAR
from engine.casework import incidents
from engine.casework.case import OpenCase
from engine.casework.properties import evaluate
from engine.clock import Clock
from engine.errors import ExpressionError
from engine.ids import new_id
from engine.models import HistoryEvent, Incident, StatutoryDeadline
from engine.models.history import MIGRATED
from engine.models.schedule import STATUTORY_DATE_UNKNOWN

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

ALARM_DAYS = (30, 14, 5)
ALARM_TIME = time(8)
NAME_LENGTH = 400
# Locked, as an alarm about one of them may just be on its way.
_OF_CASE = select(StatutoryDeadline).where(StatutoryDeadline.instance_id == bindparam("case_id")).with_for_update()
_MET = (
    update(StatutoryDeadline)
    .where(
        StatutoryDeadline.instance_id == bindparam("case_id"),
        StatutoryDeadline.element_id.in_(bindparam("passed", expanding=True)),
        StatutoryDeadline.met_at.is_(None),
    )
    .values(met_at=bindparam("now"), next_alarm_at=None)
    .execution_options(synchronize_session=False)
)


def alarm_moments(clock: Clock, day: date) -> tuple[datetime, ...]:
    """When something is to be said about a statutory date: before it, and on the day after that it was missed."""
    return tuple(clock.at(day - timedelta(days=before), ALARM_TIME) for before in (*ALARM_DAYS, -1))


def follow(work: CaseWork, case: OpenCase, passed: Sequence[str], is_new: bool) -> None:
    """Note which dates the case has met, and work out anew what may have become others. passed: elements that were
    left since this was last called. A case without statutory dates costs nothing."""
    if not case.is_loaded:
        return
    statutory = case.definition.statutory
    if case.action == MIGRATED or (statutory and (is_new or case.definition.moves_statutory_dates)):
        _work_out(work, case, passed, is_new)
    elif reached := [element_id for element_id in statutory if element_id in passed]:
        work.session.execute(_MET, {"case_id": case.id, "passed": reached, "now": work.now})


def unmeet(work: CaseWork, case: OpenCase, at: datetime) -> None:
    """What the case met at this moment it has not met after all: the step is undone."""
    for row in work.session.scalars(_OF_CASE.where(StatutoryDeadline.met_at == at), {"case_id": case.id}):
        row.met_at, row.next_alarm_at = None, _first_alarm(work, row.on_date)


def lapse(work: CaseWork, ended: Sequence[OpenCase]) -> None:
    """Nothing more is to be said about dates that these cases have not met: they have ended."""
    if ids := [case.id for case in ended if case.definition.statutory]:
        unmet = StatutoryDeadline.instance_id.in_(ids), StatutoryDeadline.met_at.is_(None)
        work.session.execute(update(StatutoryDeadline).where(*unmet).values(next_alarm_at=None))


def _work_out(work: CaseWork, case: OpenCase, passed: Collection[str], is_new: bool) -> None:
    rows = [] if is_new else work.session.scalars(_OF_CASE, {"case_id": case.id}).all()
    dates, unknown = _dates(work, case)
    for row in rows:
        if row.met_at is None:
            _renew(work, case, row, dates, passed, row.element_id in unknown)
    fresh = dates.keys() - {row.element_id for row in rows}
    if not fresh:
        return
    behind = set(passed) if is_new else _passed_before(work, case) | set(passed)
    for element_id in sorted(fresh):
        info, met = case.definition.statutory[element_id], element_id in behind
        work.rows.add(
            StatutoryDeadline, id=new_id(), instance_id=case.id, element_id=element_id,
            name=(info.name or info.id)[:NAME_LENGTH], statute=info.properties[STATUTE].strip(),
            on_date=dates[element_id], alarms=0, met_at=work.now if met else None, missed_at=None,
            next_alarm_at=None if met else _first_alarm(work, dates[element_id]),
        )  # fmt: skip


def _renew(
    work: CaseWork, case: OpenCase, row: StatutoryDeadline, dates: Mapping[str, date], passed: Collection[str],
    unknown: bool,
) -> None:  # fmt: skip
    if row.element_id in passed:
        row.met_at, row.next_alarm_at = work.now, None
    elif unknown:
        return  # an incident tells; what was known holds until then
    elif row.element_id not in dates:
        work.session.execute(delete(StatutoryDeadline).where(StatutoryDeadline.id == row.id))
    else:
        info = case.definition.statutory[row.element_id]
        row.name, row.statute = (info.name or info.id)[:NAME_LENGTH], info.properties[STATUTE].strip()
        if row.on_date != dates[row.element_id]:
            row.on_date, row.alarms, row.missed_at = dates[row.element_id], 0, None
            row.next_alarm_at = _first_alarm(work, row.on_date)


def _dates(work: CaseWork, case: OpenCase) -> tuple[dict[str, date], set[str]]:
    """By element, the dates that apply; and the elements whose date cannot be told."""
    found, unknown, variables = {}, set(), case.execution.variables
    for element_id, info in case.definition.statutory.items():
        try:
            value = evaluate(info.properties[STATUTORY_DATE], variables, work.environment)
            if value is not None:
                found[element_id] = _as_date(value)
        except ExpressionError as error:
            unknown.add(element_id)
            _tell(work, case, element_id, str(error))
    return found, unknown


def _as_date(value: object) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR < day.year < LAST_YEAR:  # the working days around it are known too
        raise ExpressionError(f"{STATUTORY_DATE} gives {value!r}, no date between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _tell(work: CaseWork, case: OpenCase, element_id: str, message: str) -> None:
    told = select(Incident.id).where(
        Incident.instance_id == case.id, Incident.element_id == element_id, Incident.resolved_at.is_(None),
        Incident.code == STATUTORY_DATE_UNKNOWN,
    )  # fmt: skip
    if not case.has_incidents or work.session.scalar(told) is None:
        incidents.raise_incident(work, case, code=STATUTORY_DATE_UNKNOWN, message=message, element_id=element_id)


def _first_alarm(work: CaseWork, day: date) -> datetime:
    """The newest alarm whose time has come, which is then told at once; else the first."""
    moments = alarm_moments(work.tx.clock, day)
    return max((each for each in moments if each <= work.now), default=moments[0])


def _passed_before(work: CaseWork, case: OpenCase) -> set[str]:
    """Elements that the case has left before this transaction, by the names they have now."""
    history = select(HistoryEvent.details).where(HistoryEvent.instance_id == case.id).order_by(HistoryEvent.seq)
    behind: set[str] = set()
    for details in (*work.session.scalars(history), case.notes):
        renamed = details.get("mapping", {})
        behind = {renamed.get(each, each) for each in behind | set(details.get("passed", ()))}
    return behind
