"""Item definitions as types of FEEL (DMN 1.5 §7.3.2), and the simple types that tools write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.dmn.xml import Node, attribute, child, children, source, text
from engine.errors import ExpressionError
from engine.feel import Budget, Type, UnaryTests
from engine.feel.types import ANY, TYPE_NAMES
from engine.feel.values import CONTEXT, FUNCTION, LIST

#: What editors write for simple types, and what FEEL calls them. DMN 1.1 and Camunda 7 know kinds of numbers.
SIMPLE = {
    **TYPE_NAMES,
    **dict.fromkeys(("integer", "long", "double", "decimal"), "number"),
    "duration": ANY,
    "any": ANY,
}
_UNSAID = frozenset({"", ANY, "any", "<Undefined>"})
#: Notes what is wrong: with which element, why, and what to do instead.
Report = Callable[[str | None, str, str], None]


class Types:
    """The item definitions of one file. imported: those of the files it imports, by the name it gives them."""

    def __init__(self, root: Node, imported: dict[str, Types], report: Report) -> None:
        self._nodes = {attribute(node, "name"): node for node in children(root, "itemDefinition")}
        self._report = report
        self._made: dict[str, Type | None] = {}
        self._imported = {
            f"{label}.{name}" if label else name: found
            for label, types in imported.items()
            for name, found in types.by_name.items()
        }
        own = {name: found for name in self._nodes if (found := self._item(name)) is not None}
        self.by_name: dict[str, Type] = self._imported | own

    def find(self, owner: str, reference: str) -> Type | None:
        """What a typeRef names; None when it names nothing, or anything may stand there."""
        if reference in _UNSAID:
            return None
        local = reference.rpartition(":")[2].strip()
        for name in (reference, local):
            if name in self._nodes:
                return self._item(name)
            if name in self._imported:
                return self._imported[name]
        if local in SIMPLE:
            return None if SIMPLE[local] == ANY else Type(SIMPLE[local])
        self._report(owner, f"There is no type {reference!r}.", "Choose a type of FEEL, or define it in the file.")
        return None

    def values_of(self, reference: str) -> str:
        """The allowed values of an item definition as they are written; empty when it has none."""
        node = self._nodes.get(reference.rpartition(":")[2])
        return source(child(node, "allowedValues"))

    def _item(self, name: str) -> Type | None:
        if name not in self._made:
            # Until it is made: a definition that holds itself ends in anything.
            self._made[name] = None
            self._made[name] = self._type(self._nodes[name], name)
        return self._made[name]

    def _type(self, node: Node, owner: str) -> Type | None:
        found = self._narrowed(self._single(node, owner), child(node, "allowedValues"), owner)
        if attribute(node, "isCollection") == "true":
            found = Type(LIST, element=found)
        return self._narrowed(found, child(node, "typeConstraint"), owner)

    def _single(self, node: Node, owner: str) -> Type | None:
        function = child(node, "functionItem")
        if function is not None:
            parameters = tuple(
                self.find(owner, attribute(each, "typeRef")) for each in children(function, "parameters")
            )
            result = self.find(owner, attribute(function, "outputTypeRef"))
            return Type(FUNCTION, parameters=parameters, result=result)
        entries = tuple((attribute(each, "name"), self._type(each, owner)) for each in children(node, "itemComponent"))
        if entries:
            return Type(CONTEXT, entries=entries)
        return self.find(owner, text(child(node, "typeRef")))

    def _narrowed(self, type_: Type | None, constraint: Node | None, owner: str) -> Type | None:
        written = source(constraint)
        if not written:
            return type_
        try:
            tests = UnaryTests(written, frozenset(), frozenset())
        except ExpressionError as error:
            self._report(owner, f"The allowed values are not FEEL: {error}.", "Write values, intervals or conditions.")
            return type_
        wide = type_ or Type(ANY)
        return replace(wide, allowed=_both(wide.allowed, tests))


def _both(first: Callable[[Any, Budget], bool] | None, tests: UnaryTests) -> Callable[[Any, Budget], bool]:
    def allowed(value: Any, budget: Budget) -> bool:
        return (first is None or first(value, budget)) and tests.evaluate(value, {}, budget=budget) is True

    return allowed
