"""Who stands in for whom: deputies within their scopes, and the manager above where an absent person has none.

A deputy acts on the days that were given, and on no other. What falls due while its holder is away, on a day for which
no deputy who is there has been given what it needs, goes up to the nearest manager who is there (domain/calendar,
working with absence); what is late goes to whoever is there today. Nothing goes up while somebody else holds the same
principal and is there. Nobody loses anything by it, and nobody acts for a deputy in turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine.models import DeputyScope

Holding = tuple[str, int]
Days = tuple[date, date]
ACTS = (DeputyScope.DO, DeputyScope.SIGN, DeputyScope.APPROVE_MONEY)
DOING = ("person:", "manager-of:", "manager:", "role:")
READING = ("line:", "committee:", "status:")
AUDITOR = "role:auditor:"
#: Roles that are held in person: elected auditors are independent (KL 12:7), administrators are accountable for access,
#: and only those appointed for it handle what whistle-blowers report (lag 2021:890, ch. 5).
NEVER_PASSED = (AUDITOR, "role:administrator:", "role:whistleblowing-handler:")
MANAGER_OF = "manager-of:person:"
EVERYONE = "everyone"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StandIn:
    """deputy acts for person, in what scopes name, on these days, the first and the last included."""

    person: int
    deputy: int
    scopes: frozenset[DeputyScope]
    days: Days


@dataclass(frozen=True, slots=True)
class Acting:
    """A row of ActingHolder. due: days on which a task must fall due for it, None for any task; without the first of
    them, what is late as well."""

    principal: str
    scope: DeputyScope
    person: int
    for_person: int
    due: tuple[date | None, date] | None = None


class Standing:
    """What acting follows from. absences: everybody's that are not over; holdings: of those who are away or have a
    deputy, of their deputies, of who holds the same to do, and of every manager."""

    def __init__(
        self, holdings: Iterable[Holding], stand_ins: Iterable[StandIn], absences: Mapping[int, Collection[Days]]
    ) -> None:
        self.held: defaultdict[int, set[str]] = defaultdict(set)
        self.holders: defaultdict[str, set[int]] = defaultdict(set)
        able, barred = set(), set()
        for principal, person in holdings:
            if principal == EVERYONE:
                able.add(person)
            elif principal.startswith(AUDITOR):
                barred.add(person)
            if principal.startswith((*DOING, *READING)) and not principal.startswith(NEVER_PASSED):
                self.held[person].add(principal)
                self.holders[principal].add(person)
        #: A deputy who has left acts no more; an auditor acts for nobody whose work is audited (KL 12:7).
        self.stand_ins: defaultdict[int, list[StandIn]] = defaultdict(list)
        for each in stand_ins:
            if each.deputy in able - barred:
                self.stand_ins[each.person].append(each)
        self.absences = {person: _joined(days) for person, days in absences.items()}

    def is_away(self, person: int, day: date) -> bool:
        return any(first <= day <= last for first, last in self.absences.get(person, ()))

    def superiors(self, person: int) -> frozenset[int]:
        return frozenset(self.holders.get(f"{MANAGER_OF}{person}", ()))

    def upward(self, person: int) -> list[frozenset[int]]:
        """The managers of the person, theirs, and so on."""
        levels: list[frozenset[int]] = []
        seen, above = {person}, self.superiors(person)
        while above:
            levels.append(above)
            seen |= above
            above = frozenset[int]().union(*map(self.superiors, above)) - seen
        return levels


def acting_holders(standing: Standing, today: date, persons: Collection[int]) -> set[Acting]:
    """Everybody who may act as what one of these persons is."""
    found: set[Acting] = set()
    for person in persons:
        for given in standing.stand_ins[person]:
            found.update(_deputy(standing.held[person], given, today))
        for first, last in standing.absences.get(person, ()):
            if last >= today:
                found.update(_gone_up(standing, person, (max(first, today), last), today))
    return found


def _deputy(held: Iterable[str], given: StandIn, today: date) -> Iterator[Acting]:
    if given.days[0] <= today <= given.days[1]:
        for principal in held:
            for scope in given.scopes:
                kind = READING if scope == DeputyScope.READ else DOING
                if principal.startswith(kind) and _passes(principal, given.deputy):
                    yield Acting(principal, scope, given.deputy, given.person)


def _gone_up(standing: Standing, person: int, away: Days, today: date) -> Iterator[Acting]:
    levels = standing.upward(person)
    if not levels:
        return
    principals = [principal for principal in standing.held[person] if principal.startswith(DOING)]
    others = {principal: standing.holders[principal] - {person} for principal in principals}
    given = standing.stand_ins[person]
    around = {each.deputy for each in given}.union(*levels, *others.values())
    windows: defaultdict[tuple[str, DeputyScope, int], list[Days]] = defaultdict(list)
    for first, last in _parts(away, [each.days for each in given], standing, around):
        # Everybody of these is there, or is not, on all of the days alike.
        present = {one for one in around if not standing.is_away(one, first)}
        there = [each for each in given if each.days[0] <= first <= each.days[1] and each.deputy in present]
        nearest = next((level & present for level in levels if level & present), levels[0])
        for principal in principals:
            if others[principal].isdisjoint(present):
                covered = {scope for each in there if _passes(principal, each.deputy) for scope in each.scopes}
                for superior in nearest - others[principal]:
                    if _passes(principal, superior):
                        for scope in set(ACTS) - covered:
                            windows[principal, scope, superior].append((first, last))
    for (principal, scope, superior), days in windows.items():
        for first, last in _joined(days):
            yield Acting(principal, scope, superior, person, (None if first <= today else first, last))


def _passes(principal: str, to: int) -> bool:
    """Nobody is the own manager, not even in the manager's place."""
    return principal != f"{MANAGER_OF}{to}"


def _parts(days: Days, periods: Iterable[Days], standing: Standing, persons: Iterable[int]) -> Iterator[Days]:
    """The days, cut wherever a period or somebody's absence begins or ends."""
    changes = {days[0]}
    for first, last in [*periods, *(each for person in persons for each in standing.absences.get(person, ()))]:
        changes.update(day for day in (first, last + ONE_DAY) if days[0] < day <= days[1])
    starts = sorted(changes)
    return zip(starts, [*(day - ONE_DAY for day in starts[1:]), days[1]], strict=True)


def _joined(periods: Iterable[Days]) -> list[Days]:
    """As few periods as cover the same days."""
    joined: list[Days] = []
    for first, last in sorted(periods):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined
