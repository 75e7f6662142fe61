"""Operands: literals, names, brackets of every kind, `if`, `for`, `some`, `every`, `function`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.errors import ExpressionError
from engine.feel import tree
from engine.feel.parsing.intervals import COMPARISONS, half_interval, interval_to
from engine.feel.parsing.suffixes import SIGN
from engine.feel.parsing.tokens import Token, TokenKind, string_value
from engine.feel.parsing.types import read_type
from engine.feel.temporal import literal_from
from engine.feel.values import DECIMAL128

if TYPE_CHECKING:
    from engine.feel.parsing.parser import Parser

INPUT = "?"


def operand(parser: Parser) -> tree.Node:
    """The operand that begins here."""
    token = parser.token
    if token.kind is TokenKind.NUMBER:
        return tree.Literal(parser.take().start, _number(token))
    if token.kind is TokenKind.STRING:
        return tree.Literal(parser.take().start, string_value(token))
    if token.kind in (TokenKind.NAME, TokenKind.KEYWORD):
        name = parser.known_name()
        if name is not None:
            return tree.Name(token.start, name)
    if token.kind is TokenKind.NAME:
        parser.reads_input = parser.reads_input or token.text == INPUT
        return tree.Name(parser.take().start, token.text)
    if token.kind is TokenKind.QUOTED:
        return tree.Name(parser.take().start, token.text[1:-1])
    construct = _CONSTRUCTS.get(token.text)
    if construct is None:
        raise _unexpected(parser)
    parser.take()
    return construct(parser, token.start)


def begins_operand(token: Token) -> bool:
    """Whether an operand can begin with this token."""
    return token.kind not in (TokenKind.SYMBOL, TokenKind.KEYWORD, TokenKind.END) or token.text in _CONSTRUCTS


def _number(token: Token) -> Decimal:
    try:
        return DECIMAL128.create_decimal(token.text)
    except ArithmeticError as error:
        raise ExpressionError("The number is too large", token.start) from error


def _unexpected(parser: Parser) -> ExpressionError:
    token = parser.token
    if token.text == "=":
        if parser.at and parser.tokens[parser.at - 1].text == "=":
            return parser.fault("Two values are compared with one =")
        return parser.fault("An expression does not begin with =; the sign only marks an attribute as an expression")
    if token.text == "'":
        return parser.fault('A text stands between double quotation marks, "so"')
    return parser.fault(f"Expected a value, found {parser.found()}")


def _constant(value: bool | None) -> Callable[[Parser, int], tree.Node]:
    return lambda _parser, position: tree.Literal(position, value)


def _negative(parser: Parser, position: int) -> tree.Node:
    value = parser.expression(SIGN)
    if isinstance(value, tree.Literal) and isinstance(value.value, Decimal):
        return tree.Literal(position, DECIMAL128.minus(value.value))
    return tree.Negative(position, value)


def _temporal(parser: Parser, position: int) -> tree.Node:
    token = parser.take()
    value = literal_from(string_value(token)) if token.kind is TokenKind.STRING else None
    if value is None:
        raise ExpressionError("After @ stands a date, time, date and time or duration as text", position)
    return tree.Literal(position, value)


def _round_bracket(parser: Parser, position: int) -> tree.Node:
    operator = parser.symbol()
    if operator in COMPARISONS and parser.symbol(1) != "=":
        parser.take()
        value = parser.expression(3)
        parser.expect(")")
        return half_interval(position, operator, value)
    first = parser.expression()
    if parser.accept(".."):
        return interval_to(parser, position, first, False)
    parser.expect(")")
    return first


def _square_bracket(parser: Parser, position: int) -> tree.Node:
    if parser.accept("]"):
        return tree.ListOf(position, ())
    elements = [parser.expression()]
    if parser.accept(".."):
        return interval_to(parser, position, elements[0], True)
    while parser.accept(","):
        elements.append(parser.expression())
    parser.expect("]")
    return tree.ListOf(position, tuple(elements))


def _open_interval(parser: Parser, position: int) -> tree.Node:
    low = parser.expression()
    parser.expect("..")
    return interval_to(parser, position, low, False)


def _context(parser: Parser, position: int) -> tree.Node:
    entries: list[tuple[str, tree.Node]] = []
    names: set[str] = set()
    known: list[str] = []
    while not parser.accept("}"):
        token = parser.token
        name = string_value(parser.take()) if token.kind is TokenKind.STRING else parser.declared_name(":")
        if name in names:
            raise ExpressionError(f"The entry {name!r} stands twice", token.start)
        names.add(name)
        parser.expect(":")
        if token.kind is not TokenKind.STRING:
            parser.know(name)
            known.append(name)
        entries.append((name, parser.expression()))
        if not parser.accept(","):
            parser.expect("}")
            break
    parser.forget(known)
    return tree.ContextOf(position, tuple(entries))


def _conditional(parser: Parser, position: int) -> tree.Node:
    condition = parser.expression()
    parser.expect("then")
    then = parser.expression()
    parser.expect("else")
    return tree.Conditional(position, condition, then, parser.expression())


def _iterators(parser: Parser) -> tuple[tree.Iterator, ...]:
    iterators = []
    while True:
        position = parser.token.start
        name = parser.declared_name("in")
        parser.expect("in")
        source = parser.expression()
        end = parser.expression() if parser.accept("..") else None
        iterators.append(tree.Iterator(position, name, source, end))
        parser.know(name)
        if not parser.accept(","):
            return tuple(iterators)


def _for(parser: Parser, position: int) -> tree.Node:
    iterators = _iterators(parser)
    parser.expect("return")
    result = parser.expression()
    parser.forget(iterator.name for iterator in iterators)
    return tree.For(position, iterators, result)


def _quantified(some: bool) -> Callable[[Parser, int], tree.Node]:
    def read(parser: Parser, position: int) -> tree.Node:
        iterators = _iterators(parser)
        parser.expect("satisfies")
        condition = parser.expression()
        parser.forget(iterator.name for iterator in iterators)
        return tree.Quantified(position, some, iterators, condition)

    return read


def _function(parser: Parser, position: int) -> tree.Node:
    parser.expect("(")
    names, types = [], []
    while not parser.accept(")"):
        names.append(parser.declared_name(",", ")", ":"))
        types.append(read_type(parser) if parser.accept(":") else None)
        parser.know(names[-1])
        if not parser.accept(","):
            parser.expect(")")
            break
    if parser.symbol() == "external":
        raise parser.fault("External functions are not run")
    body = parser.expression()
    parser.forget(names)
    return tree.FunctionOf(position, tuple(names), tuple(types), body)


_CONSTRUCTS: dict[str, Callable[[Parser, int], tree.Node]] = {
    "true": _constant(True),
    "false": _constant(False),
    "null": _constant(None),
    "-": _negative,
    "@": _temporal,
    "(": _round_bracket,
    "[": _square_bracket,
    "]": _open_interval,
    "{": _context,
    "if": _conditional,
    "for": _for,
    "some": _quantified(True),
    "every": _quantified(False),
    "function": _function,
}
