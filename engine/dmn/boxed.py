"""Boxed expressions as trees of FEEL, which is what DMN 1.5 §10.2.1 says they mean."""

from __future__ import annotations

from collections.abc import Callable

from engine.dmn.nodes import Row, typed
from engine.dmn.reading import ANY_ARITY, NOTHING, Arity, Place
from engine.dmn.tables import decision_table
from engine.dmn.xml import Node, attribute, child, children, kind, source
from engine.feel import Type, tree

#: Name of the entry that is a context's result. No entry of a file can be named so.
_RESULT = ""


def boxed(node: Node, place: Place) -> tree.Node:
    """The tree of a boxed expression, its value converted to the type it says."""
    read = READERS[kind(node)]
    found = read(node, place)
    return found if kind(node) == "functionDefinition" else typed(found, place.type(node))


def boxed_in(node: Node | None, place: Place, what: str) -> tree.Node:
    """The same of the expression inside an element. what: for people."""
    inner = child(node, *READERS)
    if inner is None:
        place.problem(f"{what} is empty.", "Fill it in, or remove it.")
        return NOTHING
    return boxed(inner, place)


def _literal(node: Node, place: Place) -> tree.Node:
    language = attribute(node, "expressionLanguage")
    if language and not language.rstrip("/").lower().endswith("feel"):
        place.problem(f"The expression is written in {language}.", "Write it in FEEL.")
        return NOTHING
    if child(node, "importedValues") is not None:
        place.problem("Imported values are not read.", "Write the values into the file.")
        return NOTHING
    written = source(node)
    if not written:
        place.problem("An expression is empty.", "Write FEEL, or null.")
        return NOTHING
    return place.expression("The expression", written)


def _context(node: Node, place: Place) -> tree.Node:
    entries: list[tuple[str, tree.Node]] = []
    result = None
    for entry in children(node, "contextEntry"):
        variable = child(entry, "variable")
        name = attribute(variable, "name")
        inner = place.inside({name: arity_of(child(entry, *READERS))}) if _is_function(entry) else place
        value = typed(boxed_in(entry, inner, f"The entry {name!r}"), place.type(variable))
        if not name:
            result = value
            break
        entries.append((name, value))
        place = place.inside({name: arity_of(child(entry, *READERS))})
    if result is None:
        return tree.ContextOf(0, tuple(entries))
    return tree.Property(0, tree.ContextOf(0, (*entries, (_RESULT, result))), _RESULT)


def _is_function(entry: Node) -> bool:
    return child(entry, "functionDefinition") is not None


def arity_of(node: Node | None) -> Arity:
    """How many arguments the value of a boxed expression takes, should it be a function."""
    if node is None or kind(node) not in ("functionDefinition", "encapsulatedLogic"):
        return ANY_ARITY
    count = len(list(children(node, "formalParameter")))
    return count, count


def _list(node: Node, place: Place) -> tree.Node:
    return tree.ListOf(0, tuple(boxed(each, place) for each in children(node, *READERS)))


def _relation(node: Node, place: Place) -> tree.Node:
    columns = [(attribute(each, "name"), place.type(each)) for each in children(node, "column")]
    rows = []
    for row in children(node, "row"):
        cells = [boxed(each, place) for each in children(row, *READERS)]
        if len(cells) != len(columns):
            place.problem("A row of the relation has not one cell for each column.", "Fill in every cell.")
        pairs = zip(columns, cells, strict=False)
        rows.append(Row(0, tuple((name, typed(cell, type_)) for (name, type_), cell in pairs)))
    return tree.ListOf(0, tuple(rows))


def _invocation(node: Node, place: Place) -> tree.Node:
    names, arguments = [], []
    for binding in children(node, "binding"):
        parameter = child(binding, "parameter")
        names.append(attribute(parameter, "name"))
        argument = child(binding, *READERS)
        # A parameter without an expression is passed as null.
        arguments.append(NOTHING if argument is None else typed(boxed(argument, place), place.type(parameter)))
    function = boxed_in(node, place, "What the invocation calls")
    return tree.Call(0, function, tuple(arguments), tuple(names))


def function_of(node: Node, place: Place) -> tree.Node:
    """A function definition, boxed or of a business knowledge model."""
    if attribute(node, "kind") not in ("", "FEEL"):
        place.problem(f"Functions in {attribute(node, 'kind')} are not run.", "Write the function in FEEL.")
        return NOTHING
    parameters = list(children(node, "formalParameter"))
    names = tuple(attribute(each, "name") for each in parameters)
    inner = place.inside(dict.fromkeys(names, ANY_ARITY))
    body = boxed_in(node, inner, "The function")
    types = tuple(place.type(each) for each in parameters)
    return tree.FunctionOf(0, names, types, typed(body, result_of(place.type(node))))


def result_of(type_: Type | None) -> Type | None:
    """What a function gives whose type is this; tools also write the type of the result itself."""
    if type_ is None:
        return None
    return type_.result if type_.name == "function" else type_


def _conditional(node: Node, place: Place) -> tree.Node:
    parts = (boxed_in(child(node, name), place, f"The {name!r} part") for name in ("if", "then", "else"))
    return tree.Conditional(0, *parts)


def _filter(node: Node, place: Place) -> tree.Node:
    elements = boxed_in(child(node, "in"), place, "What is filtered")
    return tree.Filter(0, elements, boxed_in(child(node, "match"), place.inside({"item": ANY_ARITY}), "The filter"))


def _iterators(node: Node, place: Place) -> tuple[tuple[tree.Iterator, ...], str]:
    name = attribute(node, "iteratorVariable")
    elements = boxed_in(child(node, "in"), place, "What is run over")
    return (tree.Iterator(0, name, elements, None),), name


def _for(node: Node, place: Place) -> tree.Node:
    iterators, name = _iterators(node, place)
    inner = place.inside({name: ANY_ARITY, "partial": ANY_ARITY})
    return tree.For(0, iterators, boxed_in(child(node, "return"), inner, "The 'return' part"))


def _quantified(some: bool) -> Callable[[Node, Place], tree.Node]:
    def read(node: Node, place: Place) -> tree.Node:
        iterators, name = _iterators(node, place)
        condition = boxed_in(child(node, "satisfies"), place.inside({name: ANY_ARITY}), "The 'satisfies' part")
        return tree.Quantified(0, some, iterators, condition)

    return read


READERS: dict[str, Callable[[Node, Place], tree.Node]] = {
    "literalExpression": _literal,
    "decisionTable": decision_table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": function_of,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified(True),
    "every": _quantified(False),
}
