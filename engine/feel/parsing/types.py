"""Types in the source: `number`, `list<string>`, `context<a: number>`, `function<number>->string`."""

from __future__ import annotations

from engine.feel.parsing.cursor import Cursor
from engine.feel.types import TYPE_NAMES, Type

_LONG_NAMES = sorted((name.split() for name in TYPE_NAMES if " " in name), key=len, reverse=True)
_DEEPEST = 20


def read_type(cursor: Cursor, depth: int = 0) -> Type:
    """The type that begins here."""
    if depth > _DEEPEST:
        raise cursor.fault("The type is nested too deeply")
    named = cursor.named_type()
    if named is not None:
        return named
    name = _type_name(cursor)
    if name in ("list", "range") and cursor.accept("<"):
        element = read_type(cursor, depth + 1)
        cursor.expect(">")
        return Type(name, element=element)
    if name == "context" and cursor.accept("<"):
        return Type(name, entries=_entries(cursor, depth))
    if name == "function" and cursor.accept("<"):
        parameters = _parameters(cursor, depth)
        cursor.expect("->")
        return Type(name, parameters=parameters, result=read_type(cursor, depth + 1))
    return Type(TYPE_NAMES[name])


def _type_name(cursor: Cursor) -> str:
    for words in _LONG_NAMES:
        texts = [token.text for token in cursor.tokens[cursor.at : cursor.at + len(words)]]
        if texts == words:
            cursor.at += len(words)
            return " ".join(words)
    if cursor.token.text not in TYPE_NAMES:
        raise cursor.fault(f"Expected a type, found {cursor.found()}")
    return cursor.take().text


def _entries(cursor: Cursor, depth: int) -> tuple[tuple[str, Type], ...]:
    entries: list[tuple[str, Type]] = []
    while not cursor.accept(">"):
        if entries:
            cursor.expect(",")
        name = cursor.declared_name(":")
        cursor.expect(":")
        entries.append((name, read_type(cursor, depth + 1)))
    return tuple(entries)


def _parameters(cursor: Cursor, depth: int) -> tuple[Type, ...]:
    parameters: list[Type] = []
    while not cursor.accept(">"):
        if parameters:
            cursor.expect(",")
        parameters.append(read_type(cursor, depth + 1))
    return tuple(parameters)
