"""Simple expressions of other engines, written as FEEL: JUEL (`${a == 1 && !b}`), Java and JavaScript conditions.

Literals, comparisons, arithmetic, and/or/not, choices and property access are understood; a call is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

JUEL = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
VENDOR = re.compile(r"[$#]\{")
# What stands around a condition in JavaScript (bpmn-engine) and Java (jBPM).
WRAPPED = (re.compile(r"next\(null,(.*)\);?", re.DOTALL), re.compile(r"return\b(.*?);?", re.DOTALL))
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^'\\]*'|\"[^\"\\]*\")|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[<>!+\-*/().\[\]?:]))"
)
COMPARISONS = {"==": "=", "===": "=", "!=": "!=", "!==": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
WORDS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "&&", "or": "||", "not": "!"}
# Camunda 7 and its kin count instances from 0, FEEL's world from 1.
COUNTERS = {
    "loopCounter": "(loopCounter - 1)",
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
}


class NotSimpleError(Exception):
    """The expression does more than this module understands."""


@dataclass(frozen=True, slots=True)
class Translation:
    """feel: without '='; names: the case variables it reads, loop counters not among them."""

    feel: str
    names: frozenset[str]


def is_vendor(text: str | None) -> bool:
    """Whether a text is, or holds, an expression of another engine."""
    return bool(text and VENDOR.search(text))


def translate(text: str) -> Translation | None:
    """The FEEL for an expression of another engine; None when it is not simple."""
    source = text.strip()
    juel = JUEL.fullmatch(source)
    if juel:
        source = juel[1]
    for wrapped in WRAPPED:
        found = wrapped.fullmatch(source)
        if found:
            source = found[1]
    try:
        return _Translator(source).translation()
    except NotSimpleError:
        return None


class _Translator:
    def __init__(self, source: str) -> None:
        self.tokens = self._tokens(source.strip())
        self.names: set[str] = set()

    def translation(self) -> Translation:
        feel = self._choice()
        if self.tokens:
            raise NotSimpleError(self.tokens[0])
        return Translation(feel, frozenset(self.names))

    def _tokens(self, source: str) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(source):
            match = TOKEN.match(source, position)
            if match is None:
                raise NotSimpleError(source[position:])
            kind, text = match.lastgroup or "", match[match.lastgroup or 0]
            tokens.append(("sign", WORDS[text]) if kind == "name" and text in WORDS else (kind, text))
            position = match.end()
        return tokens

    def _next_is(self, *signs: str) -> bool:
        return bool(self.tokens) and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs

    def _take(self, *signs: str) -> str:
        if not self._next_is(*signs):
            raise NotSimpleError(" ".join(signs))
        return self.tokens.pop(0)[1]

    def _choice(self) -> str:
        condition = self._either()
        if not self._next_is("?"):
            return condition
        self._take("?")
        then = self._choice()
        self._take(":")
        return f"(if {condition} then {then} else {self._choice()})"

    def _either(self) -> str:
        found = self._both()
        while self._next_is("||"):
            self._take("||")
            found = f"{found} or {self._both()}"
        return found

    def _both(self) -> str:
        found = self._compared()
        while self._next_is("&&"):
            self._take("&&")
            found = f"{found} and {self._compared()}"
        return found

    def _compared(self) -> str:
        found = self._sum()
        if self._next_is(*COMPARISONS):
            comparison = COMPARISONS[self._take(*COMPARISONS)]
            found = f"{found} {comparison} {self._sum()}"
        return found

    def _sum(self) -> str:
        found = self._product()
        while self._next_is("+", "-"):
            found = f"{found} {self._take('+', '-')} {self._product()}"
        return found

    def _product(self) -> str:
        found = self._single()
        while self._next_is("*", "/"):
            found = f"{found} {self._take('*', '/')} {self._single()}"
        return found

    def _single(self) -> str:
        if self._next_is("!"):
            self._take("!")
            return f"not({self._single()})"
        if self._next_is("-"):
            self._take("-")
            return f"-{self._single()}"
        if self._next_is("("):
            self._take("(")
            inner = self._choice()
            self._take(")")
            return f"({inner})"
        if not self.tokens or self.tokens[0][0] == "sign":
            raise NotSimpleError("an operand is missing")
        kind, text = self.tokens.pop(0)
        if kind == "number":
            return text
        if kind == "text":
            return f'"{text[1:-1]}"'.replace("\\", "\\\\")
        return self._name(text)

    def _name(self, name: str) -> str:
        if name in ("true", "false", "null"):
            return name
        if name in COUNTERS:
            return COUNTERS[name]
        if name == "empty":
            return f"({self._single()} = null)"
        found = name
        self.names.add(name)
        while self._next_is(".", "[", "("):
            if self._take(".", "[", "(") == ".":
                if not self.tokens or self.tokens[0][0] != "name":
                    raise NotSimpleError("a property has no name")
                found += "." + self.tokens.pop(0)[1]
            elif self.tokens and self.tokens[0][0] == "number" and found:
                found += f"[{int(self.tokens.pop(0)[1]) + 1}]"
                self._take("]")
            else:
                raise NotSimpleError(f"{found} is called")
        return found
