"""Events that a token merely passes: none throw events, and both ends of a link."""

from __future__ import annotations

from engine.bpmn.elements.base import Element


class PassingEvent(Element):
    """Nothing happens here."""
