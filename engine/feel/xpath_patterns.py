"""Regular expressions as XPath writes them (XQuery and XPath Functions and Operators 3.1 §5.6.1, XML Schema part 2
appendix F), translated for the package `regex`, which reads much that XPath does not allow."""

from __future__ import annotations

from functools import lru_cache

import regex

_LONGEST = 500
_FLAGS = frozenset("imsx")
_WHITE = " \t\n\r"
_METACHARACTERS = frozenset("\\|.?*+(){}[]^$-")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}
_NAME_START = r"\p{L}_:"
_NAME = r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Lm}\.\-_:·"
#: What each class escape means, inside square brackets. XML Schema's \s and \w are narrower than Python's.
_CLASSES = {
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME}]",
    "C": f"[^{_NAME}]",
}
_PROPERTY = regex.compile(
    r"\{(?:Is(?P<block>[A-Za-z0-9\-]+)"
    r"|(?P<category>L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?))\}"
)
_QUANTIFIER = regex.compile(r"(?:[?*+]|\{(?P<least>\d+)(?:,(?P<most>\d*))?\})\??")
_REFERENCE = regex.compile(r"[1-9]\d*")
_MOST_REPETITIONS = 1_000


class _NotXPathError(ValueError):
    """XPath has no meaning for the pattern."""


@lru_cache(maxsize=512)
def compiled_pattern(pattern: str, flags: str) -> regex.Pattern[str] | None:
    """The pattern, None for one that XPath does not allow. flags: any of `smix`."""
    if len(pattern) > _LONGEST or not _FLAGS.issuperset(flags):
        return None
    try:
        translated = _Translation(_without_space(pattern) if "x" in flags else pattern, flags).read()
        return regex.compile(translated, regex.VERSION1 | (regex.IGNORECASE if "i" in flags else 0))
    except (_NotXPathError, regex.error, OverflowError):
        return None


def replacement_of(replacement: str, groups: int) -> list[str | int] | None:
    """The pieces of a replacement: texts, and numbers of groups; None for one that XPath does not allow."""
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        character, following = replacement[at], replacement[at + 1 : at + 2]
        if character == "\\":
            if following not in ("\\", "$"):
                return None
            pieces.append(following)
            at += 2
        elif character == "$":
            number = regex.match(r"[0-9]+", replacement, pos=at + 1)
            if number is None:
                return None
            # As many digits as make a number of a group; the others are text.
            digits = number[0]
            while len(digits) > 1 and int(digits) > groups:
                digits = digits[:-1]
            pieces.append(int(digits) if int(digits) <= groups else "")
            at += 1 + len(digits)
        else:
            pieces.append(character)
            at += 1
    return pieces


def _without_space(pattern: str) -> str:
    """What the flag x makes of a pattern: without white space, but for that in square brackets."""
    kept = []
    depth, escaped = 0, False
    for character in pattern:
        if not depth and character in _WHITE:
            continue
        kept.append(character)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            depth += (character == "[") - (character == "]" and depth > 0)
    return "".join(kept)


class _Translation:
    """Reads a pattern from left to right. closed: numbers of the groups that back-references may name."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.any = "(?s:.)" if "s" in flags else "[^\n\r]"
        many = "m" in flags
        self.start = r"(?:\A|(?<=\n)(?!\Z))" if many else r"\A"
        self.end = r"(?=\n|\Z)" if many else r"\Z"
        self.groups = 0
        self.open: list[int] = []
        self.closed: set[int] = set()

    def read(self) -> str:
        """The pattern for `regex`."""
        pieces: list[str] = []
        quantifiable = False
        while self.at < len(self.pattern):
            quantifier = _QUANTIFIER.match(self.pattern, self.at)
            if quantifier is not None:
                pieces.append(self._quantified(quantifier, quantifiable))
                quantifiable = False
                continue
            piece, quantifiable = self._piece()
            pieces.append(piece)
        if self.open:
            raise _NotXPathError
        return "".join(pieces)

    def _quantified(self, quantifier: regex.Match[str], quantifiable: bool) -> str:
        least, most = int(quantifier["least"] or 0), int(quantifier["most"] or 0)
        if not quantifiable or (quantifier["most"] and most < least) or max(least, most) > _MOST_REPETITIONS:
            raise _NotXPathError
        self.at = quantifier.end()
        return quantifier[0]

    def _piece(self) -> tuple[str, bool]:
        character = self.pattern[self.at]
        self.at += 1
        match character:
            case "\\":
                return self._escape(), True
            case "[":
                return self._class(), True
            case ".":
                return self.any, True
            case "^":
                return self.start, False
            case "$":
                return self.end, False
            case "|":
                return "|", False
            case "(":
                return self._open(), False
            case ")":
                if not self.open:
                    raise _NotXPathError
                self.closed.add(self.open.pop())
                return ")", True
            case "?" | "*" | "+" | "{" | "}" | "]":
                raise _NotXPathError
            case _:
                return regex.escape(character), True

    def _open(self) -> str:
        if self.pattern.startswith("?:", self.at):
            self.at += 2
            self.open.append(0)
            return "(?:"
        self.groups += 1
        self.open.append(self.groups)
        return "("

    def _escape(self) -> str:
        number = _REFERENCE.match(self.pattern, self.at)
        if number is None:
            return self._class_escape()
        # As many digits as make a number of a group; the others are text. The group must be complete.
        digits = number[0]
        while len(digits) > 1 and int(digits) > self.groups:
            digits = digits[:-1]
        if int(digits) not in self.closed:
            raise _NotXPathError
        self.at += len(digits)
        return rf"(?:\{digits})"

    def _class_escape(self) -> str:
        """An escape that means the same inside and outside square brackets."""
        character = self.pattern[self.at : self.at + 1]
        self.at += 1
        if character in _CLASSES:
            return _CLASSES[character]
        if character in ("p", "P"):
            return self._property(character)
        if character in _CONTROL:
            return regex.escape(_CONTROL[character])
        if character not in _METACHARACTERS:
            raise _NotXPathError
        return regex.escape(character)

    def _property(self, letter: str) -> str:
        named = _PROPERTY.match(self.pattern, self.at)
        if named is None:
            raise _NotXPathError
        self.at = named.end()
        return rf"\{letter}{{{named['category'] or 'In' + named['block']}}}"

    def _class(self) -> str:
        """A class after its opening bracket, with classes that are taken away from it."""
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        items: list[str] = []
        begin = self.at
        while not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise _NotXPathError
            if self.pattern.startswith("-[", self.at) and items:
                self.at += 2
                taken = self._class()
                if not self.pattern.startswith("]", self.at):
                    raise _NotXPathError
                self.at += 1
                return f"[[{'^' * negated}{''.join(items)}]--{taken}]"
            items.append(self._item(begin))
        self.at += 1
        if not items:
            raise _NotXPathError
        return f"[{'^' * negated}{''.join(items)}]"

    def _item(self, begin: int) -> str:
        low, single = self._member(begin)
        ahead = self.pattern[self.at : self.at + 2]
        if not single or len(ahead) < 2 or ahead[0] != "-" or ahead[1] in "[]":
            return low
        self.at += 1
        high, single = self._member(begin)
        if not single:
            raise _NotXPathError
        return f"{low}-{high}"

    def _member(self, begin: int) -> tuple[str, bool]:
        """A character or class escape; and whether it is a single character, such as may begin a range."""
        character = self.pattern[self.at : self.at + 1]
        if character == "\\":
            self.at += 1
            single = self.pattern[self.at : self.at + 1] not in (*_CLASSES, "p", "P")
            return self._class_escape(), single
        # A bare hyphen stands first or last.
        is_last = self.pattern.startswith("]", self.at + 1)
        if character in ("", "[") or (character == "-" and self.at > begin and not is_last):
            raise _NotXPathError
        self.at += 1
        return regex.escape(character), character != "-"
