"""Source text to tokens."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from engine.errors import ExpressionError

LONGEST_SOURCE = 20_000


class TokenKind(Enum):
    """What a token is. QUOTED is a name between backticks, for names the parser could not tell from their parts."""

    NUMBER = "number"
    STRING = "string"
    QUOTED = "quoted"
    NAME = "name"
    KEYWORD = "keyword"
    SYMBOL = "symbol"
    END = "end"


class Token(NamedTuple):
    """A piece of the source. text: as written; start, end: character offsets."""

    kind: TokenKind
    text: str
    start: int
    end: int


KEYWORDS = frozenset(
    {
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "in",
        "and",
        "or",
        "between",
        "instance",
        "of",
        "function",
        "external",
        "null",
        "true",
        "false",
    }
)

_TOKEN = re.compile(
    r"""
      (?P<space>(?:\s|//[^\n]*|/\*.*?\*/)+)
    | (?P<number>(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<quoted>`[^`]+`)
    | (?P<name>[^\W\d][\w\u00b7\U00010000-\U0010ffff]*|\?|[\U00010000-\U0010ffff]+)
    | (?P<symbol>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>(){}\[\],:.@'])
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = {kind.value: kind for kind in TokenKind}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}


def tokenize(source: str) -> list[Token]:
    """All tokens, the last one of kind END."""
    if len(source) > LONGEST_SOURCE:
        raise ExpressionError(f"The expression is longer than {LONGEST_SOURCE} characters")
    tokens: list[Token] = []
    position = 0
    match = _TOKEN.match
    while position < len(source):
        found = match(source, position)
        if found is None:
            raise _unreadable(source, position)
        end = found.end()
        group = found.lastgroup
        if group != "space":
            text = found[0]
            kind = TokenKind.KEYWORD if text in KEYWORDS else _KINDS[group or ""]
            tokens.append(Token(kind, text, position, end))
        position = end
    tokens.append(Token(TokenKind.END, "", position, position))
    return tokens


def _unreadable(source: str, position: int) -> ExpressionError:
    character = source[position]
    if character == '"':
        return ExpressionError("A text begins here and has no closing quotation mark", position)
    if character == "`":
        return ExpressionError("A name begins here and has no closing backtick", position)
    return ExpressionError(f"{character!r} has no meaning in an expression", position)


def string_value(token: Token) -> str:
    """What a STRING token means, escapes resolved (DMN 1.5 §10.3.1.2, rule 35)."""
    text = token.text[1:-1]
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(lambda found: _unescape(found[1]), text)
    # Two \u escapes may form one character; half of a pair means nothing.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(escape: str) -> str:
    if len(escape) > 1:
        code = int(escape[1:], 16)
        if code > 0x10FFFF:
            raise ExpressionError(f"\\{escape} is no character")
        return chr(code)
    # Patterns are often written with a single backslash ("\d"); it stays.
    return _ESCAPED.get(escape, f"\\{escape}")
