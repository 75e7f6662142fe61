"""Decision tables (DMN 1.5 §8)."""

from __future__ import annotations

from engine.dmn.hit_policies import POLICIES
from engine.dmn.nodes import Input, Output, Rule, Table, typed
from engine.dmn.reading import NOTHING, Place
from engine.dmn.xml import Node, attribute, child, children, source
from engine.feel import tree

_ANYTHING = frozenset({"", "-"})
_ORDERED = frozenset({"PRIORITY", "OUTPUT ORDER"})
_REMEDY = "Correct the table in the modeler."


def decision_table(node: Node, place: Place) -> tree.Node:
    """The tree of a table; that of null, and problems noted, when its parts do not fit together."""
    policy = " ".join(filter(None, [attribute(node, "hitPolicy") or "UNIQUE", attribute(node, "aggregation")]))
    if policy not in POLICIES:
        place.problem(f"There is no hit policy {policy!r}.", "Choose one in the table's upper left corner.")
        return NOTHING
    inputs = tuple(_input(number, each, place) for number, each in enumerate(children(node, "input"), start=1))
    columns = list(children(node, "output"))
    outputs = tuple(_output(each, place, policy, len(columns) > 1) for each in columns)
    if not outputs:
        place.problem("The table has no output.", _REMEDY)
        return NOTHING
    if len(outputs) > 1 and policy.startswith("COLLECT "):
        place.problem("A table with several outputs cannot be aggregated.", "Make a table of each output.")
    if policy in _ORDERED and all(each.order is None for each in outputs):
        place.problem(
            f"The hit policy {policy} needs the output values, the most important first.", "List the output's values."
        )
    rules = [_rule(number, each, inputs, outputs, place) for number, each in enumerate(children(node, "rule"), start=1)]
    return Table(0, inputs, outputs, tuple(rule for rule in rules if rule is not None), policy)


def _input(number: int, node: Node, place: Place) -> Input:
    expression = child(node, "inputExpression")
    written = source(expression)
    name = attribute(node, "label") or written or str(number)
    if not written:
        place.problem(f"Input {number} of the table is empty.", "Write what is tested.")
    values = source(child(node, "inputValues"))
    read = place.expression(f"Input {number} of the table", written) if written else NOTHING
    return Input(
        name,
        typed(read, place.type(expression)),
        place.tests(f"The values of input {number}", values) if values else None,
    )


def _output(node: Node, place: Place, policy: str, is_named: bool) -> Output:
    name = attribute(node, "name")
    if is_named and not name:
        place.problem("An output of the table has no name.", "A table with several outputs names each of them.")
    values = source(child(node, "outputValues"))
    default = source(child(node, "defaultOutputEntry"))
    in_order = values or place.reader.types.values_of(attribute(node, "typeRef"))
    what = f"The values of the output {name}"
    return Output(
        name,
        place.type(node),
        place.tests(what, values) if values else None,
        place.expression(what, f"[{in_order}]") if in_order and policy in _ORDERED else None,
        place.expression("The default output", default) if default else None,
    )


def _rule(number: int, node: Node, inputs: tuple[Input, ...], outputs: tuple[Output, ...], place: Place) -> Rule | None:
    entries = [source(each) for each in children(node, "inputEntry")]
    cells = [source(each) for each in children(node, "outputEntry")]
    if len(entries) != len(inputs) or len(cells) != len(outputs):
        place.problem(f"Rule {number} has not one cell for each column.", _REMEDY)
        return None
    tests = tuple(
        (position, place.tests(f"Rule {number}, input {position + 1}", entry))
        for position, entry in enumerate(entries)
        if entry not in _ANYTHING
    )
    results = tuple(
        place.expression(f"Rule {number}, output {position}", cell) if cell not in _ANYTHING else NOTHING
        for position, cell in enumerate(cells, start=1)
    )
    return Rule(tests, results)
