"""Contexts (DMN 1.5 §10.3.4.9)."""

from __future__ import annotations

from typing import Any

from engine.feel.builtins.signature import built_in
from engine.feel.scope import Run


@built_in("get value(m: context, key: string)", "get value(context: context, key: string)")
def get_value(context: dict[str, Any], key: str) -> Any:
    """The entry, null without it."""
    return context.get(key)


@built_in("get value(context: context, keys: list)")
def get_value_at(context: dict[str, Any], keys: list[Any]) -> Any:
    """The entry at the end of a path of keys, null without it (Camunda)."""
    value: Any = context if keys else None
    for key in keys:
        value = value.get(key) if isinstance(value, dict) and isinstance(key, str) else None
    return value


@built_in("get entries(m: context)", "get entries(context: context)", run=True)
def get_entries(run: Run, context: dict[str, Any]) -> list[dict[str, Any]]:
    """A context {key, value} for each entry."""
    run.budget.spend(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@built_in("context(entries: list)", run=True)
def context(run: Run, entries: list[Any]) -> dict[str, Any] | None:
    """The reverse of `get entries`; null when an entry lacks its key or value or a key comes twice."""
    run.budget.spend(len(entries))
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


@built_in("context put(context: context, key: string, value: any)")
def context_put(context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """A new context with the entry."""
    return {**context, key: value}


@built_in("context put(context: context, keys: list, value: any)", run=True)
def context_put_at(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any] | None:
    """A new context with the entry at the end of a path of keys; null where the path leads through no context."""
    if not keys or not isinstance(keys[0], str):
        return None
    run.budget.hold(len(context))
    first, rest = keys[0], keys[1:]
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    changed = context_put_at(run, inner, rest, value) if isinstance(inner, dict) else None
    return None if changed is None else {**context, first: changed}


@built_in("context merge(contexts: list)", run=True)
def context_merge(run: Run, contexts: list[Any]) -> dict[str, Any] | None:
    """All entries of all contexts, the last of equal keys."""
    merged: dict[str, Any] = {}
    for part in contexts:
        if not isinstance(part, dict):
            return None
        run.budget.spend(len(part))
        merged.update(part)
    return merged
