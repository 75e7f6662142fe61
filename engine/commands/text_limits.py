"""How long texts may be that people give with a command."""

from __future__ import annotations

from engine.errors import Refused

NAME_LENGTH = 400  # of messages and signals, as their columns are
KEY_LENGTH = 10_000  # of correlation keys; of long ones a digest is kept
REASON_LENGTH = 1000


def check_text(what: str, text: str, length: int) -> None:
    """Raises Refused for one that no table can hold: too long, or with a NUL character. what: names it, at the start
    of a sentence."""
    if len(text) > length:
        raise Refused(f"{what} has {len(text):,} characters; at most {length:,} are allowed")
    if "\0" in text:
        raise Refused(f"{what} holds a NUL character")
