"""Cases that an earlier version of the program saved go on."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from engine.bpmn import Environment, Execution, TimerArmed, UserTaskOpened, compile_diagram
from tests.engine.bpmn.drawing import (
    boundary,
    chain,
    cycle,
    diagram,
    each,
    gateway,
    process,
    start,
    user,
)
from tests.engine.bpmn.driving import KNOWN, NOW, STOCKHOLM

DIAGRAM = diagram(
    process(
        start(), gateway("parallel", "g"), user("u", each("=names", "name")),
        boundary("b", "u", cycle("R3/PT1H"), interrupting=False), user("h"), user("v"), gateway("parallel", "j"),
        user("z"), chain("start", "g", "u"), chain("g", "v"), '<sequenceFlow id="from_u" sourceRef="u" targetRef="j"/>',
        '<sequenceFlow id="from_v" sourceRef="v" targetRef="j"/>', chain("j", "z"), chain("b", "h"),
    )
)  # fmt: skip
# Written by version 1, when `v` and the first of two instances of `u` were done.
VERSION_1 = (
    b'{"v":1,"d":[{"names":["a","b"]},[0,{"first":2}],{},[0,{"done":1}]],"f":[[1,0,[]]],"n":1,"s":[[null,null,['
    b'["01a2006cbb38761f92d6e8d1ae12acef","u",32,0,{"f":[1],"p":[2,1,[],[],1]}],'
    b'["01a2006cbb3879f58b9f697418483356","b",8,2,{"h":"01a2006cbb38761f92d6e8d1ae12acef",'
    b'"u":"2026-03-02T09:00:00+00:00","n":3}],'
    b'["01a2006cbb3872f09b0bdfa17218e574","u#each",32,0,{"l":{"name":"b","loopCounter":2},'
    b'"c":"01a2006cbb38761f92d6e8d1ae12acef","i":1}],'
    b'["01a2006cbb3973c1a535e25ace7942ca","j",8,3,{"f":[1],"a":"from_v"}]]]]}'
)


def test_version_1() -> None:
    program, environment = compile_diagram(DIAGRAM, KNOWN), Environment({}, NOW, STOCKHOLM)
    timer, task = UUID("01a2006cbb3879f58b9f697418483356"), UUID("01a2006cbb3872f09b0bdfa17218e574")
    execution = Execution.restore(program, "p", VERSION_1, environment)
    execution.fire(timer)
    (armed,) = (effect for effect in execution.effects if isinstance(effect, TimerArmed))
    assert armed.due_at == NOW + timedelta(hours=2)
    execution = Execution.restore(program, "p", execution.dump(), environment)
    execution.complete(task, {"second": 3})
    (opened,) = (effect for effect in execution.effects if isinstance(effect, UserTaskOpened))
    assert opened.element_id == "z"
    assert opened.variables == {"names": ["a", "b"], "first": 2, "second": 3, "done": 1}
