"""Names and properties."""

from __future__ import annotations

from typing import Any

from engine.feel import tree
from engine.feel.builtins import BUILT_INS
from engine.feel.closures.compiling import Lexical, closure_of, compiles
from engine.feel.properties import read_property
from engine.feel.scope import Closure, Scope


@compiles(tree.Name)
def name(node: tree.Name, lexical: Lexical) -> Closure:
    """The value of a name: of the nearest construct that introduces it, else of a variable, else a function."""
    hops, in_filter = lexical.find(node.name)
    if in_filter:
        if hops is None:
            lexical.findings.read(node.name, in_filter=True)
        return _searched(node.name, _variable(node.name, lexical))
    if hops is None:
        lexical.findings.read(node.name, in_filter=False)
        return _variable(node.name, lexical)
    return _introduced(node.name, hops)


def _introduced(name: str, hops: int) -> Closure:
    if hops == 0:
        return lambda scope: scope.values[name]

    def read(scope: Scope) -> Any:
        for _ in range(hops):
            assert scope.parent is not None
            scope = scope.parent
        return scope.values[name]

    return read


def _variable(name: str, lexical: Lexical) -> Closure:
    if name not in BUILT_INS and name not in lexical.findings.functions:
        return lambda scope: scope.run.variables.get(name)

    def read(scope: Scope) -> Any:
        run = scope.run
        if name in run.variables:
            return run.variables[name]
        return run.functions.get(name) or BUILT_INS.get(name)

    return read


def _searched(name: str, otherwise: Closure) -> Closure:
    """Inside a filter an element's entry may hide any name outside; only the running scopes know."""

    def read(scope: Scope) -> Any:
        at: Scope | None = scope
        while at is not None:
            if name in at.values:
                return at.values[name]
            at = at.parent
        return otherwise(scope)

    return read


@compiles(tree.Property)
def property_(node: tree.Property, lexical: Lexical) -> Closure:
    """The property of the owner's value."""
    owner = closure_of(node.owner, lexical)
    wanted = node.name

    def read(scope: Scope) -> Any:
        value = owner(scope)
        if type(value) is dict:
            return value.get(wanted)
        return read_property(value, wanted, scope.run.budget)

    return read
