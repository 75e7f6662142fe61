"""Membership in a subquery that is always answered from the inside out, whatever the database knows of its tables.

A planner that lacks statistics, or has them for an average person, reads a million rows where fifty index look-ups
would do. PostgreSQL evaluates an array of the subquery's values first and then looks them up; SQLite does so by itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType


class _Among(FunctionElement[Any]):
    name = "among"
    type = NullType()  # as a Boolean, SQLite would be asked for `… IN (…) = 1`, which no index answers
    inherit_cache = True


def among(column: InstrumentedAttribute[Any], values: Select[Any] | CompoundSelect[Any]) -> ColumnElement[bool]:
    """`column IN (values)`. values: a select of one column, which has few rows."""
    return _Among(column, values.scalar_subquery())


@compiles(_Among)
def _in(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **options)} IN {compiler.process(values, **options)}"


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **options)} = ANY (ARRAY{compiler.process(values, **options)})"
