"""Messages: caught between elements, on boundaries, by receive tasks; thrown by events and send tasks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.bpmn import MessageThrown, StartEvent
from engine.errors import TaskNotFound
from tests.engine.bpmn.drawing import (
    MESSAGE,
    boundary,
    catch,
    chain,
    diagram,
    duration,
    element,
    end,
    io,
    process,
    start,
    throw,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import case, compiled

KEYED = zeebe('<zeebe:subscription correlationKey="=order"/>')


def keyed(bpmn: bytes) -> bytes:
    """The message gets a correlation key."""
    return bpmn.replace(b'<message id="m" name="m"/>', f'<message id="m" name="m">{KEYED}</message>'.encode())


def waiting(event: str, id: str = "c") -> bytes:
    return diagram(process(start(), event, user("z"), end(), chain("start", id, "z", "end")))


def test_a_message_is_waited_for_and_brings_variables() -> None:
    found = case(waiting(catch("c", MESSAGE)), x=1)
    assert (found.awaited, found.open) == (["c"], [])
    assert found.message("m", paid=7).seen("z") == {"x": 1, "paid": 7}
    assert found.complete("z").passed == ["start", "c", "z", "end"]


def test_output_mappings_choose_what_a_message_brings() -> None:
    found = case(waiting(catch("c", zeebe(io(("output", "sum", "=paid + 1"))), MESSAGE)))
    assert found.message("m", paid=7, secret="s").seen("z") == {"sum": 8}


def test_a_receive_task_is_an_activity_that_a_timer_can_end() -> None:
    task = element("receiveTask", "c", messageRef="m") + boundary("b", "c", duration("PT1H"))
    assert case(waiting(task)).message("m", v=1).seen("z") == {"v": 1}
    found = case(waiting(task)).advance(hours=1)
    assert (found.status, found.awaited, found.withdrawn) == ("completed", [], ["c"])


@pytest.mark.parametrize(("number", "key"), [(7, "7"), ("A-7", "A-7")])
def test_the_correlation_key_is_taken_from_the_case(number: object, key: str) -> None:
    found = case(keyed(waiting(catch("c", MESSAGE))), order=number)
    assert [each.key for each in found.messages.values()] == [key]


def test_a_key_that_is_null_stops_the_case_where_it_stands() -> None:
    found = case(keyed(waiting(catch("c", MESSAGE))))
    assert (found.wrong, found.faults) == (["c"], ["c: the correlation key is None; it must be a text or a number"])
    found.set_variables(order=5).retry("c")
    assert (found.wrong, [each.key for each in found.messages.values()]) == ([], ["5"])


def test_an_interrupting_message_on_a_boundary() -> None:
    bpmn = diagram(process(start(), user("u"), boundary("b1", "u", MESSAGE), boundary("b2", "u", duration("PT1H")),
                           user("h"), end(), chain("start", "u", "end"), chain("b1", "h", "end")))  # fmt: skip
    found = case(bpmn, x=1)
    assert (found.awaited, found.armed) == (["b1"], ["b2"])
    assert found.message("m", y=2).seen("h") == {"x": 1, "y": 2}
    assert (found.open, found.awaited, found.armed) == (["h"], [], [])


def test_a_message_beside_an_activity_comes_as_often_as_it_is_sent() -> None:
    bpmn = diagram(process(start(), user("u"), boundary("b", "u", MESSAGE, interrupting=False), user("h"), end(),
                           chain("start", "u", "end"), chain("b", "h", "end")))  # fmt: skip
    found = case(bpmn)
    for number in range(3):
        found.message("m", last=number)
    assert found.open == ["h", "h", "h", "u"]
    found.complete("u")
    assert (found.open, found.awaited) == (["h", "h", "h"], [])
    assert found.complete("h").complete("h").complete("h").status == "completed"


@pytest.mark.parametrize(
    "thrower", [throw("t", MESSAGE), element("sendTask", "t", messageRef="m"), element("endEvent", "t", MESSAGE)]
)
def test_a_message_leaves_and_its_thrower_goes_on(thrower: str) -> None:
    found = case(keyed(diagram(process(start(), thrower, chain("start", "t")))), order=7, text="hej")
    (sent,) = (effect for effect in found.log if isinstance(effect, MessageThrown))
    assert (found.status, sent.name, sent.key) == ("completed", "m", "7")
    assert sent.variables == {"order": 7, "text": "hej"}
    assert sent.waits == timedelta(hours=1)


def test_input_mappings_choose_what_a_message_carries_and_a_property_how_long_it_waits() -> None:
    inside = zeebe(
        io(("input", "sum", "=amount * 2")),
        '<zeebe:properties><zeebe:property name="yearwheel:time-to-live" value="P7D"/></zeebe:properties>',
    )
    found = case(waiting(throw("c", inside, MESSAGE)), amount=4, secret="s")
    (sent,) = (effect for effect in found.log if isinstance(effect, MessageThrown))
    assert (sent.variables, sent.waits) == ({"sum": 8}, timedelta(days=7))
    assert found.seen("z") == {"amount": 4, "secret": "s"}


def test_a_thrown_message_may_be_sent_by_python() -> None:
    found = case(waiting(element("sendTask", "c", zeebe('<zeebe:taskDefinition type="do"/>'))))
    assert found.serve("c", sent=True).seen("z") == {"sent": True}


def test_the_name_of_a_message_may_be_an_expression() -> None:
    bpmn = waiting(catch("c", MESSAGE)).replace(b'name="m"/>', b'name="=&quot;order-&quot; + kind"/>')
    assert [each.name for each in case(bpmn, kind="a").messages.values()] == ["order-a"]


def test_a_message_starts_cases() -> None:
    bpmn = diagram(process(start("begin", MESSAGE), user("z"), chain("begin", "z")))
    program = compiled(bpmn)
    assert program.processes["p"].event_starts == (StartEvent("begin", "message", "m"),)
    assert case(bpmn, "begin", v=1).seen("z") == {"v": 1}


def test_references_may_have_a_prefix() -> None:
    event = '<messageEventDefinition messageRef="t:m" xmlns:t="t"/>'
    assert case(waiting(catch("c", event))).message("m").open == ["z"]


def test_a_message_for_what_no_longer_waits_changes_nothing() -> None:
    found = case(waiting(catch("c", MESSAGE)))
    (awaited,) = found.messages.values()
    found.message("m")
    with pytest.raises(TaskNotFound):
        found.execution.deliver(awaited.token, {})
