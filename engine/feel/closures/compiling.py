"""Which function compiles which construct, and what is known of names while compiling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import ExpressionError
from engine.feel import tree
from engine.feel.scope import Closure

#: How many constructs may lie in each other; bounds the Python stack while evaluating.
DEEPEST = 150


class Findings:
    """What an expression needs from outside, gathered while it is compiled.

    names: variables it reads; item_names: those read only inside filters, where they may be entries of the elements;
    calls: functions it calls that it does not define, with the number of arguments; called: those of them that are
    no built-ins.
    """

    def __init__(self, functions: frozenset[str]) -> None:
        self.functions = functions
        self.names: set[str] = set()
        self.item_names: set[str] = set()
        self.called: set[str] = set()
        self.calls: list[tuple[str, int]] = []
        self.depth = 0

    def read(self, name: str, in_filter: bool) -> None:
        """Note that a variable is read."""
        # A function's name of several words stands for nothing else; a single word ("employees") may be both.
        if " " in name and name in self.functions:
            return
        (self.item_names if in_filter else self.names).add(name)


class Lexical:
    """The names a construct introduces, around them those of the constructs outside.

    is_item: the scope of a filter, whose names are only known when it runs. used: names that have been read.
    """

    def __init__(self, findings: Findings, outer: Lexical | None = None, names: tuple[str, ...] = ()) -> None:
        self.findings = findings
        self.outer = outer
        self.names = set(names)
        self.used: set[str] = set()
        self.is_item = False

    def inner(self, *names: str) -> Lexical:
        """The scope inside this one that introduces these names."""
        return Lexical(self.findings, self, names)

    def item(self) -> Lexical:
        """The scope of a filter's condition."""
        scope = self.inner("item")
        scope.is_item = True
        return scope

    def find(self, name: str) -> tuple[int | None, bool]:
        """How many scopes out the name is introduced, None if nowhere; and whether a filter lies before that."""
        hops, in_filter = 0, False
        scope: Lexical | None = self
        while scope is not None:
            in_filter = in_filter or scope.is_item
            if name in scope.names:
                scope.used.add(name)
                return hops, in_filter
            hops += 1
            scope = scope.outer
        return None, in_filter


#: Compiles one construct; it is given nodes of the class it is registered for.
Compiler = Callable[[Any, Lexical], Closure]
_COMPILERS: dict[type[tree.Node], Compiler] = {}


def compiles(construct: type[tree.Node]) -> Callable[[Compiler], Compiler]:
    """Registers the function that compiles this construct."""

    def register(compiler: Compiler) -> Compiler:
        _COMPILERS[construct] = compiler
        return compiler

    return register


def closure_of(node: tree.Node, lexical: Lexical) -> Closure:
    """The function that evaluates the node in a scope."""
    findings = lexical.findings
    findings.depth += 1
    if findings.depth > DEEPEST:
        raise ExpressionError("The expression is nested too deeply", node.position)
    closure = _COMPILERS[type(node)](node, lexical)
    findings.depth -= 1
    return closure
