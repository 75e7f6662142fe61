"""A tree to closures: each construct becomes one Python function of a scope, so evaluating walks no tree."""

from __future__ import annotations

from engine.feel.closures import access, calls, filters, literals, loops, operators, tests
from engine.feel.closures.compiling import Findings, Lexical, closure_of
from engine.feel.closures.tests import tests_closure

__all__ = ["Findings", "Lexical", "closure_of", "tests_closure"]

# Each module registers the constructs it compiles when it is imported.
_MODULES = (access, calls, filters, literals, loops, operators, tests)
