"""What may follow an operand: operators, paths, filters, calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from engine.feel import tree
from engine.feel.parsing import tests
from engine.feel.parsing.intervals import COMPARISONS
from engine.feel.parsing.tokens import TokenKind
from engine.feel.parsing.types import read_type

if TYPE_CHECKING:
    from engine.feel.parsing.parser import Parser

OR, AND, COMPARISON, SUM, PRODUCT, POWER, SIGN, INSTANCE, POSTFIX = range(1, 10)


class Suffix(NamedTuple):
    """power: how tightly it binds; read: the node that begins with the operand given."""

    power: int
    read: Callable[[Parser, tree.Node], tree.Node]


def _logic(parser: Parser, node: tree.Node) -> tree.Node:
    word = parser.symbol()
    operands = [node]
    while parser.accept(word):
        operands.append(parser.expression(AND if word == "and" else OR))
    return tree.Logic(node.position, word == "and", tuple(operands))


def _comparison(parser: Parser, node: tree.Node) -> tree.Node:
    operator = parser.take().text
    return tree.Comparison(node.position, operator, node, parser.expression(COMPARISON))


def _between(parser: Parser, node: tree.Node) -> tree.Node:
    parser.take()
    low = parser.expression(COMPARISON)
    parser.expect("and")
    return tree.Between(node.position, node, low, parser.expression(COMPARISON))


def _membership(parser: Parser, node: tree.Node) -> tree.Node:
    parser.take()
    return tree.Membership(node.position, node, tests.membership_tests(parser))


def _arithmetic(power: int, operators: frozenset[str]) -> Callable[[Parser, tree.Node], tree.Node]:
    def read(parser: Parser, node: tree.Node) -> tree.Node:
        rest = []
        while parser.symbol() in operators:
            operator = parser.take().text
            rest.append((operator, parser.expression(power)))
        return tree.Arithmetic(node.position, node, tuple(rest))

    return read


def _instance(parser: Parser, node: tree.Node) -> tree.Node:
    parser.take()
    parser.expect("of")
    return tree.InstanceOf(node.position, node, read_type(parser))


def _path(parser: Parser, node: tree.Node) -> tree.Node:
    parser.take()
    return tree.Property(node.position, node, parser.property_name())


def _filter(parser: Parser, node: tree.Node) -> tree.Node:
    parser.take()
    condition = parser.expression()
    parser.expect("]")
    return tree.Filter(node.position, node, condition)


def _call(parser: Parser, node: tree.Node) -> tree.Node:
    parser.take()
    names: list[str] = []
    arguments: list[tree.Node] = []
    named = _has_parameter_names(parser)
    while not parser.accept(")"):
        if named:
            names.append(parser.declared_name(":"))
            parser.expect(":")
            if names[-1] in names[:-1]:
                raise parser.fault(f"The parameter {names[-1]!r} is given twice")
        arguments.append(parser.expression())
        if not parser.accept(","):
            parser.expect(")")
            break
    return tree.Call(node.position, node, tuple(arguments), tuple(names) if named else None)


def _has_parameter_names(parser: Parser) -> bool:
    ahead = parser.at
    while parser.tokens[ahead].kind in (TokenKind.NAME, TokenKind.KEYWORD, TokenKind.QUOTED):
        ahead += 1
    return ahead > parser.at and parser.tokens[ahead].text == ":"


_SUMS = _arithmetic(SUM, frozenset("+-"))
_PRODUCTS = _arithmetic(PRODUCT, frozenset("*/"))

SUFFIXES: dict[str, Suffix] = {
    "or": Suffix(OR, _logic),
    "and": Suffix(AND, _logic),
    **{operator: Suffix(COMPARISON, _comparison) for operator in COMPARISONS},
    "between": Suffix(COMPARISON, _between),
    "in": Suffix(COMPARISON, _membership),
    "+": Suffix(SUM, _SUMS),
    "-": Suffix(SUM, _SUMS),
    "*": Suffix(PRODUCT, _PRODUCTS),
    "/": Suffix(PRODUCT, _PRODUCTS),
    "**": Suffix(POWER, _arithmetic(POWER, frozenset({"**"}))),
    "instance": Suffix(INSTANCE, _instance),
    ".": Suffix(POSTFIX, _path),
    "[": Suffix(POSTFIX, _filter),
    "(": Suffix(POSTFIX, _call),
}
