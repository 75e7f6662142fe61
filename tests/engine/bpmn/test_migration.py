"""Cases move to other versions of their process: what goes on, what is listened for, and what cannot move."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.bpmn import ActivitiesOffered, TimerArmed, UserTaskOpened
from tests.engine.bpmn.drawing import (
    boundary,
    call,
    catch,
    chain,
    cycle,
    date,
    diagram,
    duration,
    each,
    element,
    end,
    error,
    flow,
    gateway,
    io,
    process,
    script,
    service,
    start,
    sub,
    throw,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import NOW, Case, case
from tests.engine.bpmn.migrating import move, noted, refused

MESSAGE, SIGNAL = '<messageEventDefinition messageRef="m"/>', '<signalEventDefinition signalRef="s"/>'


def line(*elements: str, ids: str) -> bytes:
    """A start, these elements one after another, an end."""
    return diagram(process(start(), *elements, end(), chain("start", *ids.split(), "end")))


def form(key: str) -> str:
    return zeebe(f'<zeebe:formDefinition formId="{key}"/>')


def assigned(who: str) -> str:
    return zeebe(f'<zeebe:assignmentDefinition assignee="{who}"/>')


# --- tokens


def test_a_task_goes_on_in_the_new_version() -> None:
    found = case(line(user("a"), user("b"), ids="a b"), x=1)
    token = found.task("a").token
    migration = move(found, line(user("a"), user("between"), user("b"), ids="a between b"))
    assert noted(migration) == []
    assert found.task("a").token == token
    assert found.complete("a", y=2).open == ["between"]
    assert found.complete("between").complete("b").variables == {"x": 1, "y": 2}


def test_a_renamed_element_is_found_by_the_mapping() -> None:
    found = case(line(user("a"), user("b"), ids="a b"))
    new = line(user("first"), user("second"), ids="first second")
    assert refused(found, new) == [("a", "gone")]
    assert refused(found, new, a="start") == [("a", "other-kind")]
    move(found, new, a="first")
    assert found.complete("first").complete("second").status == "completed"


def test_tasks_that_are_asked_differently_say_so() -> None:
    found = case(line(user("a"), user("b"), ids="a b"))
    assert noted(move(found, line(user("a", form("form")), user("b"), ids="a b"))) == [("a", "other-form")]
    assert noted(move(found, line(user("a", assigned("person:1")), ids="a"))) == [
        ("a", "other-form"), ("a", "other-people"),
    ]  # fmt: skip
    asked = found.execution.asked(found.task("a").token)
    assert isinstance(asked, UserTaskOpened)
    assert asked.assignee == "person:1"


def test_a_task_that_nobody_can_be_asked_for_stays() -> None:
    found = case(line(user("a"), ids="a"), who=7)
    migration = move(found, line(user("a", assigned("=who")), ids="a"))
    assert [(each.element, each.obstacle.value) for each in migration.problems] == [("a", "not-asked")]
    assert "names nobody" in migration.problems[0].reason
    assert found.set_variables(who="person:7").open == ["a"]
    assert move(found, line(user("a", assigned("=who")), ids="a")).asked[0].assignee == "person:7"


@pytest.mark.parametrize(
    "other", [service("a"), call("a", "child"), catch("a", duration("PT1H")), sub("a", user("inside"))]
)
def test_what_has_begun_stays_of_its_kind(other: str) -> None:
    found = case(line(user("a"), ids="a"))
    assert refused(found, line(other, ids="a")) == [("a", "other-kind")]


def test_catch_events_wait_for_the_same_sort_of_thing() -> None:
    found = case(line(catch("c", MESSAGE), ids="c"))
    assert refused(found, line(catch("c", duration("PT1H")), ids="c")) == [("c", "other-kind")]


def test_a_service_task_is_answered_in_the_new_version() -> None:
    found = case(line(service("a"), user("u"), ids="a u"))
    move(found, line(service("serve"), user("v"), ids="serve v"), a="serve")
    assert found.serve("serve", x=1).open == ["v"]


def test_a_call_goes_on_with_what_it_has_called() -> None:
    found = case(line(call("c", "child", loop=each("=[1, 2]", "item", "all", "=item * n")), ids="c"))
    again = call("c", "p", loop=each("=[1, 2]", "item", "all", "=item * n + 1"))
    assert noted(move(found, line(again, ids="c"))) == [("c", "other-call")]
    assert found.answer("c", {"n": 3}, {"n": 4}).variables["all"] == [4, 9]
    alone = case(line(call("c", "child"), ids="c"))
    assert refused(alone, line(again, ids="c")) == [("c", "other-marker")]


# --- scopes


def inner(*elements: str, ids: str, id: str = "s") -> str:
    return sub(id, start("i"), *elements, end("e"), chain("i", *ids.split(), "e"))


def test_a_token_in_a_sub_process_moves_with_it() -> None:
    found = case(line(inner(user("a"), ids="a"), ids="s"), x=1)
    move(found, line(inner(user("a"), user("b"), ids="a b", id="part"), user("after"), ids="part after"), s="part")
    assert found.complete("a", y=2).complete("b").open == ["after"]
    assert found.seen("after") == {"x": 1, "y": 2}


def test_a_token_stays_in_its_sub_process() -> None:
    found = case(line(inner(user("a"), ids="a"), ids="s"))
    assert refused(found, line(inner(user("b"), ids="b"), user("a"), ids="s a")) == [("a", "elsewhere")]
    assert refused(found, line(user("a"), ids="a")) == [("s", "gone")]
    assert refused(found, line(inner(user("b"), ids="b"), ids="s")) == [("a", "gone")]


def test_instances_of_a_multi_instance_sub_process_move_with_it() -> None:
    def drawn(task: str, *, sequential: bool = False, item: str = "item") -> bytes:
        marker = each("=[1, 2, 3]", item, "all", f"={item} * 10", sequential=sequential)
        return line(sub("s", start("i"), user(task), end("e"), chain("i", task, "e"), marker), ids="s")

    found = case(drawn("a")).complete("a")
    assert refused(found, drawn("a", sequential=True)) == [("s", "other-marker")]
    assert refused(found, drawn("a", item="other")) == [("s", "other-marker")]
    assert refused(found, line(inner(user("a"), ids="a"), ids="s")) == [("s", "other-marker")]
    move(found, drawn("b"), a="b")
    assert found.open == ["b", "b"]
    assert found.complete("b").complete("b").variables["all"] == [10, 20, 30]


def test_what_finished_instances_have_left_must_be_known() -> None:
    def drawn(*gathers: str) -> bytes:
        return line(user("t", each("=[1, 2]", "item", *gathers)), ids="t")

    assert refused(case(drawn()).complete("t"), drawn("all", "=item")) == [("t", "other-marker")]
    found = case(drawn())
    move(found, drawn("all", "=item"))
    assert found.complete("t").complete("t").variables["all"] == [1, 2]


def test_a_loop_goes_on_by_its_new_condition() -> None:
    def drawn(rounds: int) -> bytes:
        loop = f"<standardLoopCharacteristics><loopCondition>=loopCounter &lt; {rounds}</loopCondition>"
        return line(user("t", f"{loop}</standardLoopCharacteristics>"), ids="t")

    found = case(drawn(9)).complete("t")
    move(found, drawn(3))
    assert found.complete("t").complete("t").status == "completed"


def test_an_ad_hoc_sub_process_offers_what_the_new_version_has() -> None:
    def drawn(*activities: str) -> bytes:
        return line(element("adHocSubProcess", "h", *map(user, activities)), ids="h")

    found = case(drawn("a", "b"))
    host = next(effect.token for effect in found.log if isinstance(effect, ActivitiesOffered))
    execution = found.execution
    execution.activate(host, "a")
    found._settle(execution)
    migration = move(found, drawn("first", "c"), a="first")
    assert migration.execution is not None
    [offer] = [effect for effect in migration.execution.effects if isinstance(effect, ActivitiesOffered)]
    assert offer.activities == ("first", "c")
    execution = found.execution
    execution.activate(host, "c")
    found._settle(execution)
    assert found.open == ["c", "first"]


# --- branches that meet


def forked(kind: str = "parallel", *more: str, into: str = "j", flows: tuple[str, str] = ("f1", "f2")) -> bytes:
    """Two tasks side by side, and what waits for both. more: tasks in the first branch, before the join."""
    return diagram(
        process(start(), gateway("parallel", "g"), user("a"), user("b"), *map(user, more), gateway(kind, into), end(),
                chain("start", "g", "a", *more), chain("g", "b"), flow(more[-1] if more else "a", into, id=flows[0]),
                flow("b", into, id=flows[1]), chain(into, "end"))
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
def test_a_branch_that_waits_is_known_by_its_flow(kind: str) -> None:
    found = case(forked(kind)).complete("a", x=1)
    move(found, forked(kind, into="join", flows=("new", "other")), j="join")
    assert found.status == "running"
    assert found.complete("b", y=2).variables == {"x": 1, "y": 2}


def test_a_branch_whose_flow_is_gone_needs_the_mapping() -> None:
    found = case(forked()).complete("a")
    later = forked("parallel", "c", flows=("f3", "f2"))
    assert refused(found, later) == [("j", "no-flow")]
    assert move(found, later).problems[0].reason.endswith("by which it came: f1.")
    move(found, later, f1="f3")
    assert found.complete("b").status == "completed"


def test_a_flow_of_the_same_id_is_the_same_flow() -> None:
    found = case(forked()).complete("a")
    move(found, forked("parallel", "c"))
    assert found.complete("b").status == "completed"


def test_a_join_that_has_all_it_waits_for_now_lets_go_on() -> None:
    found = case(forked()).complete("a")
    alone = diagram(process(start(), gateway("parallel", "g"), user("a"), user("b"), gateway("parallel", "j"),
                            user("after"), end("z"), end(), chain("start", "g", "a"), flow("a", "j", id="f1"),
                            chain("g", "b", "z"), chain("j", "after", "end")))  # fmt: skip
    move(found, alone)
    assert found.open == ["after", "b"]


def test_a_case_that_waits_in_vain_is_mended_by_another_gateway() -> None:
    def drawn(join: str) -> bytes:
        return diagram(process(start(), gateway("inclusive", "g"), user("a"), user("b"), gateway(join, "j"), end(),
                               chain("start", "g"), flow("g", "a", "=x"), flow("g", "b", "=not(x)"),
                               chain("a", "j"), chain("b", "j"), chain("j", "end")))  # fmt: skip

    found = case(drawn("parallel"), x=True).complete("a")
    assert found.stuck == ["j"]
    assert refused(found, drawn("parallel")) == [("j", "stuck")]
    move(found, drawn("exclusive"))
    assert found.status == "completed"


def test_a_complex_gateway_that_waits_for_its_reset_moves() -> None:
    def drawn(join: str) -> bytes:
        condition = "<activationCondition>=activationCount >= 1</activationCondition>"
        return diagram(process(start(), gateway("parallel", "g"), user("a"), user("b"), user("after"), end(),
                               element("complexGateway", join, condition), chain("start", "g", "a", join),
                               chain("g", "b", join), chain(join, "after", "end")))  # fmt: skip

    found = case(drawn("j")).complete("a").complete("after")
    move(found, drawn("join"), j="join")
    assert found.complete("b").status == "completed"
    other = case(drawn("j")).complete("a").complete("after")
    assert refused(other, forked(into="j")) == [("j", "other-kind")]


def test_branches_still_differ_from_where_they_parted() -> None:
    found = case(forked(), list=[1], n=0).complete("a", n=1)
    move(found, forked(into="join"), j="join")
    assert found.complete("b", list=[2]).variables == {"list": [2], "n": 1}
    assert found.conflicts == []


# --- what listens


def guarded(*events: str, task: str = "u") -> bytes:
    """A task with boundary events b1, b2, …, each with a task of its own behind it."""
    ways = "".join(user(f"h{i}") + chain(f"b{i}", f"h{i}", "end") for i in range(1, len(events) + 1) if events[i - 1])
    return diagram(process(start(), user(task), *events, ways, end(), chain("start", task, "end")))


def test_a_timer_that_waits_keeps_its_time() -> None:
    found = case(guarded(boundary("b1", "u", duration("PT2H")))).advance(hours=1)
    later = guarded(boundary("b1", "u", date("2030-01-01")))
    assert noted(move(found, later)) == [("b1", "keeps-time")]
    assert [timer.due_at for timer in found.timers.values()] == [NOW + timedelta(hours=2)]
    assert found.advance(hours=1).open == ["h1"]


def test_a_catching_timer_keeps_its_time_under_another_name() -> None:
    found = case(line(catch("c", duration("PT2H")), user("u"), ids="c u")).advance(hours=1)
    move(found, line(catch("wait", duration("PT2H")), user("u"), ids="wait u"), c="wait")
    assert (found.advance(minutes=59).open, found.advance(minutes=1).open) == ([], ["u"])


def test_what_only_one_version_has_begins_and_stops() -> None:
    found = case(guarded(boundary("b1", "u", duration("PT2H")))).advance(hours=1)
    migration = move(found, guarded("", boundary("b2", "work", duration("PT2H")), task="work"), u="work")
    assert noted(migration) == [("b1", "stops"), ("b2", "begins")]
    assert [effect.element_id for effect in migration.withdrawn] == ["b1"]
    assert [timer.due_at for timer in found.timers.values()] == [NOW + timedelta(hours=3)]
    assert found.advance(hours=2).open == ["h2"]


def test_an_event_that_has_happened_is_not_repeated() -> None:
    drawn = guarded(boundary("b1", "u", duration("PT1H"), interrupting=False))
    found = case(drawn).advance(hours=2).complete("h1")
    move(found, drawn)
    assert found.armed == []
    assert found.open == ["u"]


def test_a_cycle_goes_on_counting() -> None:
    def drawn(task: str) -> bytes:
        return guarded(boundary("b1", task, cycle("R3/PT1H"), interrupting=False), task=task)

    found = case(drawn("u")).advance(hours=1)
    move(found, drawn("work"), u="work")
    assert found.advance(hours=9).open == ["h1", "h1", "h1", "work"]


def test_an_event_that_cannot_begin_keeps_the_case_where_it_is() -> None:
    found = case(line(user("u"), ids="u"))
    assert refused(found, guarded(boundary("b1", "u", date("=deadline")))) == [("b1", "not-heard")]
    found.set_variables(deadline="2030-01-01")
    move(found, guarded(boundary("b1", "u", date("=deadline"))))
    assert found.armed == ["b1"]


def test_errors_and_escalations_are_caught_as_the_new_version_draws_it() -> None:
    def drawn(*events: str) -> bytes:
        handled = "".join(user("repair") + chain("b", "repair", "end") for _ in events)
        return diagram(process(start(), service("work"), *events, handled, end(), chain("start", "work", "end")))

    found = case(drawn())
    assert noted(move(found, drawn(boundary("b", "work", error("e1"))))) == [("b", "begins")]
    assert found.fail("work", "E1").open == ["repair"]


def test_a_condition_that_is_true_already_happens_at_once() -> None:
    condition = "<conditionalEventDefinition><condition>=x &gt; 1</condition></conditionalEventDefinition>"
    found = case(line(user("u"), ids="u"), x=2)
    move(found, guarded(boundary("b1", "u", condition)))
    assert found.open == ["h1"]


def message(name: str, key: str = "") -> str:
    """A diagram whose messages m are called this; for a key, with it."""
    inside = zeebe(f'<zeebe:subscription correlationKey="{key}"/>') if key else ""
    return f'<message id="m2" name="{name}">{inside}</message>'


def awaiting(drawn: str, *ids: str, declared: str = "") -> bytes:
    return diagram(declared, process(start(), drawn, user("after"), end(), chain("start", *ids, "after", "end")))


RENAMED = '<messageEventDefinition messageRef="m2"/>'


def test_messages_are_awaited_on_while_name_and_key_stay() -> None:
    found = case(awaiting(catch("c", MESSAGE), "c"))
    [before] = found.messages
    assert noted(move(found, awaiting(catch("wait", MESSAGE), "wait"), c="wait")) == []
    assert list(found.messages) == [before]
    assert found.message("m", x=1).seen("after") == {"x": 1}


@pytest.mark.parametrize(("declared", "key"), [(message("n"), None), (message("m", "=x"), "7")])
def test_another_name_or_key_is_awaited_anew(declared: str, key: str | None) -> None:
    found = case(awaiting(catch("c", MESSAGE), "c"), x=7)
    [before] = found.messages
    migration = move(found, awaiting(catch("c", RENAMED), "c", declared=declared))
    assert noted(migration) == [("c", "listens-anew")]
    [awaited] = found.messages.values()
    assert awaited.token != before
    assert found.message(awaited.name, key).open == ["after"]


def test_a_receive_task_that_awaits_anew_keeps_its_boundary_events() -> None:
    def drawn(reference: str) -> bytes:
        task = element("receiveTask", "r", messageRef=reference) + boundary("b", "r", duration("PT1H"))
        return awaiting(task + user("late") + chain("b", "late", "end"), "r", declared=message("n"))

    found = case(drawn("m"))
    assert noted(move(found, drawn("m2"))) == [("r", "listens-anew")]
    copy = Case(found.program, state=found.state, timers=dict(found.timers), messages=dict(found.messages))
    assert copy.advance(hours=1).open == ["late"]
    assert found.message("n").open == ["after"]
    assert found.armed == []


def test_a_boundary_signal_of_another_name_is_awaited_anew() -> None:
    other = '<signalEventDefinition signalRef="s2"/>'
    found = case(guarded(boundary("b1", "u", SIGNAL)))
    new = guarded(boundary("b1", "u", other)).replace(b"<process", b'<signal id="s2" name="other"/><process')
    assert noted(move(found, new)) == [("b1", "listens-anew")]
    assert found.signal("s").open == ["u"]
    assert found.signal("other").open == ["h1"]


def racing(*ways: tuple[str, str]) -> bytes:
    events = "".join(catch(name, trigger) + user(f"u_{name}") + chain("g", name, f"u_{name}", "end")
                     for name, trigger in ways)  # fmt: skip
    return diagram(process(start(), element("eventBasedGateway", "g"), events, end(), chain("start", "g")))


def test_ways_of_an_event_based_gateway_stay_begin_and_stop() -> None:
    found = case(racing(("m1", MESSAGE), ("t1", duration("PT1H"))))
    migration = move(found, racing(("t2", duration("PT1H")), ("s1", SIGNAL)), t1="t2")
    assert noted(migration) == [("m1", "stops"), ("s1", "begins")]
    assert (found.armed, found.awaited) == (["t2"], ["s1"])
    copy = Case(found.program, state=found.state, timers=dict(found.timers), signals=dict(found.signals))
    assert copy.signal("s").open == ["u_s1"]
    assert found.advance(hours=1).open == ["u_t2"]
    assert found.awaited == []


def listened(trigger: str, *, interrupting: str = "true", name: str = "es") -> bytes:
    begins = element("startEvent", name, trigger, isInterrupting=interrupting)
    handler = sub("handler", begins, user("handle"), end("he"), chain(name, "handle", "he"), triggeredByEvent="true")
    return diagram(process(start(), user("u"), handler if trigger else "", end(), chain("start", "u", "end")))


def test_event_sub_processes_begin_and_stop_to_listen() -> None:
    found = case(listened(""), x=1)
    assert noted(move(found, listened(SIGNAL))) == [("es", "begins")]
    copy = Case(found.program, state=found.state, tasks=dict(found.tasks), signals=dict(found.signals))
    assert copy.signal("s").open == ["handle"]
    assert copy.seen("handle") == {"x": 1}
    assert noted(move(found, listened(duration("PT1H")))) == [("es", "stops"), ("es", "begins")]
    assert (found.awaited, found.armed) == ([], ["es"])
    assert noted(move(found, listened(""))) == [("es", "stops")]
    assert found.complete("u").status == "completed"


def test_an_event_sub_process_that_runs_moves_and_hears_nothing_more() -> None:
    found = case(listened(SIGNAL)).signal("s")
    assert noted(move(found, listened(SIGNAL, name="other"), es="other")) == []
    assert (found.open, found.awaited) == (["handle"], [])
    later = diagram(process(start(), user("u"), end(), chain("start", "u", "end"),
                            sub("handler", element("startEvent", "es", SIGNAL), user("handle"), end("he"),
                                chain("es", "handle", "he"), triggeredByEvent="true"),
                            sub("another", element("startEvent", "es2", duration("PT1H")), user("h2"), end("he2"),
                                chain("es2", "h2", "he2"), triggeredByEvent="true")))  # fmt: skip
    assert noted(move(found, later, other="es")) == []
    assert found.armed == []


# --- what went wrong


def chosen(*flows: str, kind: str = "exclusive") -> bytes:
    return diagram(process(start(), gateway(kind, "g"), user("yes"), user("no"), end(), chain("start", "g"), *flows,
                           chain("yes", "end"), chain("no", "end")))  # fmt: skip


@pytest.mark.parametrize("kind", ["exclusive", "inclusive"])
def test_a_step_that_failed_is_mended_and_tried_again(kind: str) -> None:
    found = case(chosen(flow("g", "yes", "=x = 1"), flow("g", "no", "=x = 2")), x=3)
    assert found.wrong == ["g"]
    mended = chosen(flow("g", "yes", "=x = 1"), flow("g", "no", "=x != 1"), kind=kind)
    assert noted(move(found, mended)) == []
    assert found.wrong == ["g"]
    assert found.retry("g").open == ["no"]


def test_what_never_began_may_become_something_else() -> None:
    found = case(line(script("s", "x", "=assert(n, false)"), ids="s"), y=1)
    assert found.wrong == ["s"]
    move(found, line(user("ask"), ids="ask"), s="ask")
    assert found.open == []
    assert found.retry("ask").open == ["ask"]
    assert found.complete("ask").variables == {"y": 1}


def test_a_task_that_could_not_end_keeps_its_answers() -> None:
    def drawn(source: str) -> bytes:
        return line(user("u", zeebe(io(("output", "x", source)))), user("after"), ids="u after")

    found = case(drawn("=assert(n, false)")).complete("u", n=4)
    assert found.wrong == ["u"]
    move(found, drawn("=n + 1"))
    assert found.retry("u").seen("after") == {"x": 5}


def test_a_failed_step_cannot_move_where_nothing_leads() -> None:
    found = case(line(script("s", "x", "=assert(n, false)"), ids="s"))
    assert refused(found, line(user("u"), ids="u"), s="start") == [("s", "other-kind")]


# --- compensation


def undoable(handler: str, *, task: str = "book") -> bytes:
    compensated = "".join((
        boundary("undo", task, "<compensateEventDefinition/>"), user(handler, isForCompensation="true"),
        f'<association id="as" sourceRef="undo" targetRef="{handler}"/>',
    )) if handler else ""  # fmt: skip
    return line(user(task), compensated, user("u"), throw("back", "<compensateEventDefinition/>"),
                ids=f"{task} u back")  # fmt: skip


def test_what_was_done_is_undone_as_the_new_version_says() -> None:
    found = case(undoable("cancel")).complete("book")
    assert refused(found, undoable("")) == [("book", "not-undone")]
    assert refused(found, undoable("cancel", task="order")) == [("book", "not-undone")]
    move(found, undoable("call_off", task="order"), book="order")
    assert found.complete("u").open == ["call_off"]
    move(found, undoable("cancel"), call_off="cancel")
    assert found.complete("cancel").status == "completed"


# --- all of it


def test_timers_that_begin_are_armed_from_now_on() -> None:
    found = case(line(user("u"), ids="u")).advance(days=5)
    migration = move(found, guarded(boundary("b1", "u", duration("P1D"))))
    assert migration.execution is not None
    [armed] = [effect for effect in migration.execution.effects if isinstance(effect, TimerArmed)]
    assert armed.due_at == NOW + timedelta(days=6)


def test_every_problem_is_told_at_once() -> None:
    found = case(forked())
    assert refused(found, line(user("x"), ids="x")) == [("a", "gone"), ("b", "gone")]
