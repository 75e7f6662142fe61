"""Writes docs/reference/feel.md from the functions themselves: `python -m tests.architecture.feel_page`."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getdoc
from pathlib import Path

from engine.feel import budget
from engine.feel.builtins import BUILT_INS
from engine.feel.builtins.signature import BuiltIn, Overload, Parameter
from engine.feel.parsing.tokens import LONGEST_SOURCE
from engine.organisation.functions import known_functions

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "feel.md"
HEAD = f"""# FEEL

The expression language of DMN 1.5, with the functions that Camunda adds, everywhere that a diagram, a decision table or
a form computes something. The page is written from the code, by `python -m tests.architecture.feel_page`, and a test
compares the two.

## Values

Numbers are decimals of 34 digits, so that money is exact. A local date and time has no zone; `now()` and `today()` are
business time in the municipality's zone. In a case a date is text, so write `date(x)` to count with it. What has no
meaning is null, and a null condition is not true.

Regular expressions are XPath's: no look-ahead, no named groups, `\\s` is space, tab and line ends; a pattern that XPath
does not allow gives null.

## What is refused when it is deployed

| Refused | For example |
|---|---|
| what is not FEEL | `a == b`, `= a` inside an expression, `'text'` |
| a function that is not there, or takes another number of arguments | `boss(unit)`, `upper case()` |
| types that clash, whatever the variables are | `"a" + 1`, `1 < "b"`, `date(d) = "2026-10-31"`, `if 3 then …` |
| a text that is no date, time or duration | `date("2026-02-30")` |
| a condition that is never true or false | `year + 1` |
| a variable that nothing sets, in a process with `yearwheel:inputs`; a warning in any other | `yaer` |

## What an evaluation may cost

{budget.STEPS:,} steps, {budget.SECONDS:g} seconds, {budget.SIZE:,} characters or elements in one value; a source has at
most {LONGEST_SOURCE:,} characters. Overspending ends the evaluation with an error, which becomes an incident.
"""
HEADINGS = {
    "conversions": "Conversion",
    "logic": "Truth and null",
    "strings": "Texts",
    "patterns": "Regular expressions",
    "numbers": "Numbers",
    "aggregates": "One value of many",
    "lists": "Lists",
    "contexts": "Contexts",
    "dates": "Dates",
    "ranges": "Points and ranges",
}


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for module, heading in HEADINGS.items():
        found = [name for name, function in BUILT_INS.items() if _module(function) == module]
        parts.append(f"\n## {heading}\n\n| Function | Gives |\n|---|---|\n")
        parts += [f"| {_signature(name, each)} | {_says(each)} |\n" for name in found for each in _shown(name)]
    parts.append("\n## Of the house\n\nWhat they give stands in [what a diagram may say](diagrams.md).\n\n")
    parts.append(", ".join(f"`{name}`" for name in known_functions()) + ".\n")
    return "".join(parts)


def _module(function: BuiltIn) -> str:
    return function.overloads[0].call.__module__.rpartition(".")[2]


def _shown(name: str) -> Iterator[Overload]:
    """One of the ways to call a function for each that it says something else of."""
    said: set[str] = set()
    for overload in BUILT_INS[name].overloads:
        if _says(overload) not in said:
            said.add(_says(overload))
            yield overload


def _signature(name: str, overload: Overload) -> str:
    return f"`{name}({', '.join(map(_parameter, overload.parameters))})`"


def _parameter(parameter: Parameter) -> str:
    return f"{'...' * parameter.rest}{parameter.name}{'?' * parameter.optional}: {parameter.type_name}"


def _says(overload: Overload) -> str:
    return " ".join((getdoc(overload.call) or "").split())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
