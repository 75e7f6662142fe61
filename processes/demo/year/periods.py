"""Who is away in Älvhamn, and who stands in meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.commands.set_absence import SetAbsence
from engine.commands.set_deputy import SetDeputy
from engine.models import Absence, Deputy, DeputyScope
from engine.run import Runner
from processes.demo.year.deeds import Deed, person_named
from processes.demo.year.told import told


def period_deeds() -> Iterator[Deed]:
    """What people say of their own absence, not yet in order."""
    for each in told("people.toml")["period"]:
        period = (each["first"], each["last"])
        yield Deputised(
            on=each["told"], who=each["who"], period=period, deputy=each["deputy"],
            scopes=frozenset(map(DeputyScope, each["scopes"])),
        )  # fmt: skip
        yield Away(on=each["told"], who=each["who"], period=period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """who says to be away on the days of the period, the first and the last included."""

    on: date
    who: str
    period: tuple[date, date]

    def do(self, runner: Runner) -> None:
        first, last = self.period
        with runner.read() as (session, clock):
            who = person_named(session, self.who)
            told_already = select(Absence.id).where(Absence.person_id == who, Absence.valid_from == first)
            if session.scalar(told_already) or clock.today() > last:
                return
        runner.run(SetAbsence(actor=who, person_id=who, valid_from=first, valid_to=last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputised:
    """who gives the deputy what scopes name, for the days of the period."""

    on: date
    who: str
    deputy: str
    scopes: frozenset[DeputyScope]
    period: tuple[date, date]

    def do(self, runner: Runner) -> None:
        first, last = self.period
        with runner.read() as (session, clock):
            who, deputy = person_named(session, self.who), person_named(session, self.deputy)
            given = select(Deputy.id).where(Deputy.person_id == who, Deputy.valid_from == first)
            if session.scalar(given) or clock.today() > first:
                return
        given_now = SetDeputy(
            actor=who, person_id=who, deputy_id=deputy, scopes=self.scopes, valid_from=first, valid_to=last
        )
        runner.run(given_now)
