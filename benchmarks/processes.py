"""Processes that are large in one way each, drawn as text: what they look like does not depend on the machine."""

from __future__ import annotations

from itertools import pairwise

ID = "bench"
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="urn:bench">'
)


def blocks(count: int) -> bytes:
    """A fork, a task in each of two branches, and a join; as many times in a row as asked for."""
    drawn = [_block(str(number)) for number in range(count)]
    joins = ["start", *(f"join{number}" for number in range(count))]
    forks = [*(f"fork{number}" for number in range(count)), "end"]
    return _process(*drawn, *map(_flow, joins, forks))


def sequence(count: int) -> bytes:
    """Tasks one after another."""
    tasks = [f"task{number}" for number in range(count)]
    return _process(*map(_task, tasks), *(_flow(a, b) for a, b in pairwise(["start", *tasks, "end"])))


def rounds() -> bytes:
    """A loop with a fork inside, which goes round until the variable `rounds` is reached."""
    return _process(
        '<exclusiveGateway id="again"/><exclusiveGateway id="enough" default="back"/>',
        _script("count", "round", "=round + 1"),
        _block("0"),
        _flow("start", "again"),
        _flow("again", "fork0"),
        _flow("join0", "count"),
        _flow("count", "enough"),
        _flow("enough", "end", "=round >= rounds"),
        '<sequenceFlow id="back" sourceRef="enough" targetRef="again"/>',
    )


def children() -> bytes:
    """One task for each number up to the variable `people`, all at once, whose results make a list."""
    marker = (
        "<multiInstanceLoopCharacteristics><extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=for i in 1..people return i" inputElement="person"'
        ' outputCollection="answers" outputElement="=person"/>'
        "</extensionElements></multiInstanceLoopCharacteristics>"
    )
    return _process(f'<userTask id="task">{marker}</userTask>', _flow("start", "task"), _flow("task", "end"))


def _process(*inside: str) -> bytes:
    events = '<startEvent id="start"/><endEvent id="end"/>'
    return f'{HEAD}<process id="{ID}" isExecutable="true">{events}{"".join(inside)}</process></definitions>'.encode()


def _block(name: str) -> str:
    fork, join, one, other = f"fork{name}", f"join{name}", f"one{name}", f"other{name}"
    gateways = f'<parallelGateway id="{fork}"/><parallelGateway id="{join}"/>'
    flows = [_flow(*each) for each in ((fork, one), (fork, other), (one, join), (other, join))]
    return "".join([gateways, _task(one), _task(other), *flows])


def _task(id: str) -> str:
    return f'<userTask id="{id}"/>'


def _script(id: str, result: str, expression: str) -> str:
    script = f'<zeebe:script expression="{expression}" resultVariable="{result}"/>'
    return f'<scriptTask id="{id}"><extensionElements>{script}</extensionElements></scriptTask>'


def _flow(source: str, target: str, condition: str = "") -> str:
    inside = f"<conditionExpression>{condition.replace('>', '&gt;')}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'
