"""Cases that know of each other, on `Execution` alone: messages, signals, called cases, escalations and errors to the
caller, and the withdrawal of what was called.

Every step restores the case from what the step before dumped, and its own dump is restored and dumped once more, so
whatever happens here also shows that nothing is lost between two steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from engine.bpmn import (
    ActivitiesOffered,
    CallStarted,
    Effect,
    Environment,
    EscalationThrown,
    Execution,
    MessageAwaited,
    MessageThrown,
    Program,
    ServiceTaskReady,
    SignalAwaited,
    SignalThrown,
    TimerArmed,
    TimerMoved,
    TokenFailed,
    TokenStuck,
    UserTaskOpened,
    Withdrawn,
)
from engine.feel import FeelFunction
from tests.conformance.cases import Call, Case, Trouble, Waiting

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NO_LIMIT = 1_000_000
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
W = TypeVar("W", bound=Waiting)
Decide = Callable[[str, Mapping[str, Any]], Any]


class LostInSavingError(AssertionError):
    """A case was another after it had been saved and loaded."""


class World:
    """Everything that runs, and one clock. programs: whose processes can be called and started by messages and
    signals; the first one that has a process is the one that is meant; limit: steps after which nothing more happens,
    for cases that start each other without end."""

    def __init__(
        self,
        programs: Iterable[Program],
        functions: Sequence[FeelFunction] = (),
        decide: Decide | None = None,
        trouble: Trouble | None = None,
        limit: int = NO_LIMIT,
    ) -> None:
        self.programs = list(programs)
        self.trouble = trouble or Trouble()
        self.limit = limit
        self.cases: list[Case] = []
        self.now = NOW
        self.steps = 0
        self.kept: list[tuple[MessageThrown, datetime]] = []
        self.functions = {function.name: function for function in functions}
        self.decide = decide
        self._effects: deque[tuple[Case, Effect]] = deque()
        self._ended: deque[Case] = deque()

    # --- what the outside does

    def start(self, process_id: str, start_event: str | None = None, /, **variables: Any) -> Case:
        """A new case, and all that follows from it."""
        case = self._begin(process_id, variables, start_event)
        self._settle()
        return case

    def do(self, case: Case, act: Callable[[Execution], object]) -> None:
        """One step of one case, and all that follows from it."""
        self._step(case, act)
        self._settle()

    def complete(self, case: Case, element_id: str, /, **variables: Any) -> None:
        """A user task or service task is done."""
        self.finish(case, case.waiting_at(element_id), variables)

    def finish(self, case: Case, task: Waiting, variables: Mapping[str, Any]) -> None:
        """This user task or service task is done."""
        del case.waits[task.token]
        self.do(case, lambda execution: execution.complete(task.token, variables))

    def fail(self, case: Case, task: Waiting, code: str) -> None:
        """This user task or service task ends with a BPMN error."""
        del case.waits[task.token]
        self.do(case, lambda execution: execution.fail(task.token, code, "it did not work"))

    def fire(self, case: Case, timer: TimerArmed) -> None:
        """A timer's time has come."""
        self.now = max(self.now, timer.due_at)
        del case.waits[timer.token]
        self.do(case, lambda execution: execution.fire(timer.token))

    def deliver(self, case: Case, awaited: MessageAwaited | SignalAwaited, variables: Mapping[str, Any]) -> None:
        """What this token waited for has come."""
        del case.waits[awaited.token]
        self.do(case, lambda execution: execution.deliver(awaited.token, variables))

    def receive(self, case: Case, element_id: str, /, **variables: Any) -> None:
        """The message or signal that is awaited at an element has come."""
        awaited = case.waiting_at(element_id)
        assert isinstance(awaited, MessageAwaited | SignalAwaited), element_id
        self.deliver(case, awaited, variables)

    def activate(self, case: Case, offer: ActivitiesOffered, element_id: str) -> None:
        """Somebody starts an activity of an ad-hoc sub-process."""
        self.do(case, lambda execution: execution.activate(offer.token, element_id))

    def set_variables(self, case: Case, variables: Mapping[str, Any]) -> None:
        """Somebody changes variables of a case."""
        self.do(case, lambda execution: execution.set_variables(variables))

    def message(self, name: str, key: str | None = None, /, **variables: Any) -> None:
        """A message comes from outside."""
        self._route(MessageThrown(element_id="", name=name, key=key, waits=timedelta(), variables=variables))
        self._settle()

    def signal(self, name: str, /, **variables: Any) -> None:
        """A signal comes from outside."""
        self._broadcast(None, SignalThrown(element_id="", name=name, variables=variables))
        self._settle()

    def advance(self, **duration: float) -> None:
        """Let time pass; every timer fires when it is due."""
        until = self.now + timedelta(**duration)
        while due := [found for found in self.waiting(TimerArmed) if found[1].due_at <= until]:
            self.fire(*min(due, key=lambda found: found[1].due_at))
        self.now = until

    def cancel(self, case: Case) -> None:
        """Somebody ends a case."""
        self.do(case, lambda execution: execution.cancel())

    # --- what can be seen

    def waiting(self, kind: type[W]) -> list[tuple[Case, W]]:
        """All that waits for one kind of thing, in all cases, oldest case first."""
        return [(case, each) for case in self.cases for each in case.waits.values() if isinstance(each, kind)]

    @property
    def environment(self) -> Environment:
        if self.decide is None:
            return Environment(self.functions, self.now, STOCKHOLM)
        return Environment(self.functions, self.now, STOCKHOLM, decide=self.decide)

    def program_of(self, process_id: str) -> Program | None:
        return next((program for program in self.programs if process_id in program.processes), None)

    # --- what follows

    def _begin(self, process_id: str, variables: Mapping[str, Any], start_event: str | None = None) -> Case:
        program = self.program_of(process_id)
        assert program is not None, f"no process {process_id}"
        case = Case(process_id, program)
        self.cases.append(case)
        self._take(case, Execution.start(program, process_id, variables, self.environment, start_event))
        return case

    def _step(self, case: Case, act: Callable[[Execution], object]) -> object:
        execution = Execution.restore(case.program, case.process_id, case.state, self.environment)
        result = act(execution)
        self._take(case, execution)
        return result

    def _take(self, case: Case, execution: Execution) -> None:
        self.steps += 1
        case.status, case.error, case.variables = execution.status, execution.error, execution.variables
        case.passed.update(execution.passed)
        case.state = execution.dump()
        if case.status == "running":
            again = Execution.restore(case.program, case.process_id, case.state, self.environment)
            if again.dump() != case.state or again.variables != case.variables:
                raise LostInSavingError(case.process_id)
        else:
            self._ended.append(case)
        for effect in execution.effects:
            self._note(case, effect)
        if case.status != "running":
            assert not case.waits, f"{case.process_id} has ended, but {[*case.waits.values()]} still waits"
            assert not case.calls, f"{case.process_id} has ended, but {[*case.calls]} is still called"

    def _note(self, case: Case, effect: Effect) -> None:
        """What waits and what no longer does, at once: the same step may withdraw what it has just announced."""
        match effect:
            case UserTaskOpened() | ServiceTaskReady() | TimerArmed() | SignalAwaited() | ActivitiesOffered():
                case.waits[effect.token] = effect
            case MessageAwaited():
                case.waits[effect.token] = effect
                self._effects.append((case, effect))
            case TimerMoved():
                moved = TimerArmed(token=effect.token, element_id=effect.element_id, due_at=effect.due_at)
                case.waits[effect.token] = moved
            case CallStarted():
                case.calls[effect.token] = Call(case, effect, results=[None] * len(effect.items))
                self._effects.append((case, effect))
            case Withdrawn():
                self._withdraw(case, effect)
            case TokenFailed() | TokenStuck():
                case.incidents.append(effect)
            case MessageThrown() | SignalThrown() | EscalationThrown():
                self._effects.append((case, effect))

    def _settle(self) -> None:
        while (self._effects or self._ended) and self.steps < self.limit:
            if self._effects:
                self._carry_out(*self._effects.popleft())
            else:
                self._report_back(self._ended.popleft())

    def _carry_out(self, case: Case, effect: Effect) -> None:
        match effect:
            case MessageAwaited():
                self._catch_up(case, effect)
            case MessageThrown():
                self._route(effect)
            case SignalThrown():
                self._broadcast(case, effect)
            case EscalationThrown():
                self._escalate(case, effect)
            case CallStarted():
                self._call(case, effect)

    def _route(self, message: MessageThrown) -> None:
        for case, awaited in self.waiting(MessageAwaited):
            if awaited.name == message.name and awaited.key in (None, message.key):
                self._hand_over(case, awaited, message.variables)
                return
        for process_id, event in self._starts("message", message.name):
            self._begin(process_id, message.variables, event)
            return
        if message.waits:
            self.kept.append((message, self.now + message.waits))

    def _catch_up(self, case: Case, awaited: MessageAwaited) -> None:
        if awaited.token not in case.waits:
            return
        self.kept = [(message, until) for message, until in self.kept if until > self.now]
        for message, until in self.kept:
            if message.name == awaited.name and awaited.key in (None, message.key):
                self.kept.remove((message, until))
                self._hand_over(case, awaited, message.variables)
                return

    def _broadcast(self, thrower: Case | None, signal: SignalThrown) -> None:
        for case, awaited in self.waiting(SignalAwaited):
            # One catcher may end another one.
            if case is not thrower and awaited.name == signal.name and awaited.token in case.waits:
                self._hand_over(case, awaited, signal.variables)
        for process_id, event in self._starts("signal", signal.name):
            self._begin(process_id, signal.variables, event)

    def _hand_over(self, case: Case, awaited: MessageAwaited | SignalAwaited, variables: Mapping[str, Any]) -> None:
        del case.waits[awaited.token]
        self._step(case, lambda execution: execution.deliver(awaited.token, variables))

    def _starts(self, trigger: str, name: str) -> list[tuple[str, str]]:
        return [
            (process.id, event.element_id)
            for program in self.programs
            for process in program.processes.values()
            if program is self.program_of(process.id)
            for event in process.event_starts
            if event.trigger == trigger and event.name == name
        ]

    def _escalate(self, case: Case, thrown: EscalationThrown) -> None:
        call = case.call
        if call is not None and call.effect.token in call.caller.calls:
            self._step(call.caller, lambda each: each.escalate(call.effect.token, thrown.code, thrown.variables))

    def _call(self, caller: Case, effect: CallStarted) -> None:
        call = caller.calls.get(effect.token)
        if call is None:
            return
        if self.program_of(effect.process_id) is None:
            self._answer_for_nobody(call)
            return
        for position, item in enumerate(effect.items):
            case = self._begin(effect.process_id, {**effect.shared, **item})
            case.call, case.position = call, position
            call.called.append(case)
        self._answer(call)

    def _answer_for_nobody(self, call: Call) -> None:
        """The called process is not here: it ends at once, in the way its caller has trouble with if there is one."""
        caller, token = call.caller, call.effect.token
        if self.trouble.escalations:
            code = self.trouble.escalations.pop(0)
            self._step(caller, lambda execution: execution.escalate(token, code, {}))
        if token in caller.calls and self.trouble.errors:
            code = self.trouble.errors.pop(0)
            del caller.calls[token]
            self._step(caller, lambda execution: execution.fail(token, code, "it did not work"))
        elif token in caller.calls:
            call.results = [dict(item) for item in call.effect.items]
            self._answer(call)

    def _report_back(self, case: Case) -> None:
        call = case.call
        if call is None or call.caller.calls.get(call.effect.token) is not call:
            return
        if case.status == "failed":
            del call.caller.calls[call.effect.token]
            self._end_all(call)
            error = case.error
            self._step(call.caller, lambda each: each.fail(call.effect.token, error.code, error.message))
            return
        call.results[case.position] = {**call.effect.items[case.position], **case.variables}
        self._answer(call)

    def _answer(self, call: Call) -> None:
        results = [result for result in call.results if result is not None]
        if len(results) == len(call.results):
            del call.caller.calls[call.effect.token]
            self._step(call.caller, lambda each: each.complete_call(call.effect.token, results))

    def _withdraw(self, case: Case, effect: Withdrawn) -> None:
        case.withdrawn[effect.element_id] += 1
        case.waits.pop(effect.token, None)
        call = case.calls.pop(effect.token, None)
        if call is not None:
            self._end_all(call)

    def _end_all(self, call: Call) -> None:
        for case in call.called:
            if case.status == "running":
                self._step(case, lambda execution: execution.cancel())
