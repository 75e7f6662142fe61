"""FEEL, the expression language of DMN 1.5 with Camunda's additions: parsed once, evaluated within a budget.

Nothing of Python can be reached from an expression: names read the variables handed in, properties come from closed
lists, functions are built-ins or handed in.
"""

from __future__ import annotations

from engine.feel.budget import Budget
from engine.feel.check import builtin_arities, check_calls, check_types
from engine.feel.conversion import to_feel, to_json
from engine.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.functions import FeelFunction
from engine.feel.text import iso_text
from engine.feel.types import Type
from engine.feel.values import Months, Range

__all__ = [
    "Budget",
    "Expression",
    "FeelFunction",
    "Months",
    "Range",
    "Type",
    "UnaryTests",
    "builtin_arities",
    "check_calls",
    "check_types",
    "compile_expression",
    "compile_unary_tests",
    "iso_text",
    "to_feel",
    "to_json",
]
