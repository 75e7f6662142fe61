"""Saved cases of earlier versions of this program, made into what the present one reads (engine.bpmn.state)."""

from __future__ import annotations

from typing import Any

FIRST = 1


def upgrade(saved: dict[str, Any]) -> dict[str, Any]:
    """What `state.dump` of an earlier version wrote, as that of version 2. Others are returned as they are.

    Version 1 named the tokens that others belong to by their ids, and did not know when a timer was armed: a cycle's
    rounds are counted from the time it is due.
    """
    if saved.get("v") != FIRST:
        return saved
    tokens = [token for scope in saved["s"] for token in scope[2]]
    numbers = {token[0]: number for number, token in enumerate(tokens)}
    for token in tokens:
        rest = token[4] if len(token) > 4 else {}
        for owner in rest.keys() & {"h", "c"}:
            rest[owner] = numbers[rest[owner]]
        if "u" in rest:
            rest["b"] = rest["u"]
    return {**saved, "v": 2}
