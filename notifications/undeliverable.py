"""What no further attempt will change."""

from __future__ import annotations


class Undeliverable(Exception):
    """A message that its receiver refuses for good, or that has no receiver. Who sends it gives up at once; the text
    says why, for a person who can put it right."""
