"""What can be said against an expression before it runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.feel import clashes
from engine.feel.builtins import BUILT_INS
from engine.feel.expression import Expression, UnaryTests


def builtin_arities() -> Mapping[str, tuple[int, int]]:
    """The fewest and the most arguments of every built-in."""
    return {name: function.arity for name, function in BUILT_INS.items()}


def check_calls(expression: Expression | UnaryTests, functions: Mapping[str, tuple[int, int]]) -> tuple[str, ...]:
    """A sentence for every call of a function that is unknown or takes another number of arguments.

    functions: fewest and most arguments of the functions that will be handed in.
    """
    problems = []
    for name, count in expression.calls:
        if name in functions:
            fewest, most = functions[name]
            fits = fewest <= count <= most
        elif name in BUILT_INS:
            fewest, most = BUILT_INS[name].arity
            fits = BUILT_INS[name].takes(count)
        else:
            problems.append(f"There is no function {name}.")
            continue
        if not fits:
            problems.append(f"The function {name} takes {_number(fewest, most)}, not {count}.")
    return tuple(problems)


def check_types(
    expression: Expression | UnaryTests, functions: Collection[str] = frozenset(), condition: bool = False
) -> tuple[str, ...]:
    """A sentence for every operation that gives null whatever the variables are, because its types clash.

    functions: names of the functions that will be handed in; condition: the value must be true or false.
    """
    return clashes.check_types(expression.node, functions, condition)


def _number(fewest: int, most: int) -> str:
    count = str(fewest) if fewest == most else f"{fewest} to {most}"
    return f"{count} argument" if count == "1" else f"{count} arguments"
