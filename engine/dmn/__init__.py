"""Decisions after DMN 1.1 to 1.5: tables, boxed expressions and requirement graphs, on the FEEL of this package's
neighbour. It touches no table of the database."""

from __future__ import annotations

from engine.dmn.model import DecisionInfo, DecisionModel, compile_decisions, load_decisions

__all__ = ["DecisionInfo", "DecisionModel", "compile_decisions", "load_decisions"]
