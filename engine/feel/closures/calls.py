"""Calls."""

from __future__ import annotations

from typing import Any

from engine.errors import ExpressionError
from engine.feel import tree
from engine.feel.builtins import BUILT_INS
from engine.feel.closures.compiling import Lexical, closure_of, compiles
from engine.feel.comparison import passes
from engine.feel.scope import Closure, Scope
from engine.feel.values import Function, Range


@compiles(tree.Call)
def call(node: tree.Call, lexical: Lexical) -> Closure:
    """The result of a function: one the expression introduces, else one handed in, else a built-in."""
    name = _name_from_outside(node, lexical)
    if name is not None:
        lexical.findings.calls.append((name, len(node.arguments)))
    arguments = [closure_of(argument, lexical) for argument in node.arguments]
    if name in BUILT_INS and name not in lexical.findings.functions:
        return _of_built_in(BUILT_INS[name], node.names, arguments)
    if name is None:
        function = closure_of(node.function, lexical)
    else:
        lexical.findings.called.add(name)
        function = _handed_in(name)
    if node.names is None:
        return lambda scope: _invoke(function(scope), [argument(scope) for argument in arguments], scope)
    named = list(zip(node.names, arguments, strict=True))
    return lambda scope: _invoke_named(function(scope), {key: value(scope) for key, value in named}, scope)


def _name_from_outside(node: tree.Call, lexical: Lexical) -> str | None:
    if not isinstance(node.function, tree.Name):
        return None
    hops, _ = lexical.find(node.function.name)
    return node.function.name if hops is None else None


def _of_built_in(function: Function, names: tuple[str, ...] | None, arguments: list[Closure]) -> Closure:
    if names is None:
        return lambda scope: function.invoke(scope.run, [argument(scope) for argument in arguments])
    named = list(zip(names, arguments, strict=True))
    return lambda scope: function.invoke_named(scope.run, {key: value(scope) for key, value in named})


def _handed_in(name: str) -> Closure:
    def read(scope: Scope) -> Any:
        run = scope.run
        function = run.functions.get(name) or run.variables.get(name)
        if function is None:
            raise ExpressionError(f"There is no function {name} here")
        return function

    return read


def _invoke(function: Any, arguments: list[Any], scope: Scope) -> Any:
    if isinstance(function, Range) and len(arguments) == 1:
        return passes(arguments[0], function, scope.run.budget)
    return function.invoke(scope.run, arguments) if isinstance(function, Function) else None


def _invoke_named(function: Any, arguments: dict[str, Any], scope: Scope) -> Any:
    return function.invoke_named(scope.run, arguments) if isinstance(function, Function) else None
