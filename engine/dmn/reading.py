"""Reads the FEEL of one DMN file: what it may name at each place, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.dmn.types import Types
from engine.dmn.xml import Node, attribute
from engine.errors import ExpressionError, Problem
from engine.feel import Expression, Type, UnaryTests, check_calls, check_types, tree
from engine.feel.builtins.signature import ANY_NUMBER

Arity = tuple[int, int]
#: Of a value that may be a function, of which nothing more is known.
ANY_ARITY: Arity = (0, ANY_NUMBER)
FEEL_REMEDY = "Write correct FEEL in the modeler."
#: Stands where an expression could not be read.
NOTHING = tree.Literal(0, None)
_NO_TEST = tree.UnaryTests(0, (tree.ExpressionTest(0, NOTHING, True),), False)


@dataclass
class Reader:
    """What is true of a whole file. functions: of the host, with fewest and most arguments; entry_names: names of
    entries anywhere in the file, which filters may read; types: its item definitions."""

    functions: Mapping[str, Arity]
    entry_names: frozenset[str]
    types: Types
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where an expression stands. owner: id of the decision or knowledge model; visible: the names it may read, with
    how many arguments each takes should it be a function."""

    owner: str
    visible: Mapping[str, Arity]
    reader: Reader

    def inside(self, names: Mapping[str, Arity]) -> Place:
        """The place inside a construct that introduces names."""
        return replace(self, visible={**self.visible, **names})

    def problem(self, reason: str, remedy: str = FEEL_REMEDY) -> None:
        """Note what is wrong here."""
        self.reader.problems.append(Problem(self.owner, reason, remedy))

    def type(self, node: Node | None) -> Type | None:
        """What the node's typeRef names; None when it has none, or anything may stand there."""
        return self.reader.types.find(self.owner, attribute(node, "typeRef"))

    def expression(self, what: str, source: str) -> tree.Node:
        """The tree of an expression; that of null, and a problem noted, when it cannot be read. what: for people."""
        try:
            found = Expression(source, self.functions, self._names, self.reader.types.by_name)
        except ExpressionError as error:
            self.problem(f"{what} is not FEEL: {error}.")
            return NOTHING
        self._check(what, found)
        return found.node

    def tests(self, what: str, source: str) -> tree.UnaryTests:
        """The same for the cell of a table; what cannot be read lets nothing pass."""
        try:
            found = UnaryTests(source, self.functions, self._names, self.reader.types.by_name)
        except ExpressionError as error:
            self.problem(f"{what} is not FEEL: {error}.")
            return _NO_TEST
        self._check(what, found)
        return found.node

    @property
    def functions(self) -> frozenset[str]:
        """Names that can only be functions."""
        known = {name for name, arity in self.visible.items() if arity != ANY_ARITY}
        return frozenset(known | self.reader.functions.keys())

    @property
    def _names(self) -> frozenset[str]:
        return self.reader.entry_names.union(self.visible)

    def _check(self, what: str, found: Expression | UnaryTests) -> None:
        calls = check_calls(found, {**self.reader.functions, **self.visible})
        for finding in (*calls, *check_types(found, self.functions)):
            self.problem(f"{what}: {finding}")
