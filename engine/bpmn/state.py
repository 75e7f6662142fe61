"""A case as bytes and back: only its waiting tokens, apart from the diagram they stand in.

The form is our own and closed: arrays and variables, no class names, so nothing in a form's answers can become
anything but data. Variables that several tokens share are written once; those that a token has changed since its
branch parted are written as the difference.

    {"v": 2, "d": [variables…], "f": [[fork, variables, forks passed]…], "n": last fork, "s": [scope…]}
    scope: [host token's number or null, ended or null, [token…], [done…], closing]; ended: [variables, forks]
    token: [id, element, state, variables, rest]; tokens are numbered in the order they are written
    done: [element, handler, local, variables, [done…]]: an activity that can be undone
    variables: an index into "d"; an entry of "d" is a dict, or [index of its base, what differs]
    rest, of a token: l local, f forks, a arrived, h host, c container, i index, g gateway, o undoes, e listens,
    t trigger, s signal, w held, u due, n left, b since, z undoing, x failed, q announced, k shared, p progress
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import orjson

from engine.bpmn.elements.compensation import Done, Undoing
from engine.bpmn.elements.multi_instance import Progress
from engine.bpmn.forks import Fork, Passed
from engine.bpmn.instance import Instance
from engine.bpmn.old_states import upgrade
from engine.bpmn.scope import Ended, InnerScope, Scope
from engine.bpmn.step import Step, Verb
from engine.bpmn.token import Token
from engine.bpmn.variables import Variables

VERSION = 2
NOTHING: Mapping[str, Any] = {}


def dump(instance: Instance) -> bytes:
    """The running instance as bytes."""
    instance.forks.forget_unused()
    pool = _PoolWriter()
    kept = instance.forks.kept
    forks = [[number, pool.add(fork.variables), sorted(fork.passed)] for number, fork in kept.items()]
    numbers: dict[UUID, int] = {}
    scopes = []
    for scope in instance.scopes():
        host = numbers[scope.host.id] if isinstance(scope, InnerScope) else None
        ended = scope.ended and [
            pool.add(scope.ended.variables, _base(instance, scope, scope.ended.forks)),
            sorted(scope.ended.forks),
        ]
        tokens = []
        for token in scope.tokens():
            numbers[token.id] = len(numbers)
            tokens.append(_dump_token(instance, token, pool, numbers))
        written = [host, ended, tokens]
        closing = isinstance(scope, InnerScope) and scope.closing
        rest = [[_dump_done(done, pool) for done in scope.done], closing] if scope.done or closing else []
        scopes.append([*written, *rest])
    return orjson.dumps({"v": VERSION, "d": pool.entries, "f": forks, "n": instance.forks.last, "s": scopes})


def load(instance: Instance, state: bytes) -> None:
    """Fill an instance that has just been made with what `dump` wrote. Raises ValueError for anything else."""
    saved = upgrade(orjson.loads(state))
    if saved.get("v") != VERSION:
        raise ValueError(f"state of version {saved.get('v')!r}; this program reads version {VERSION}")
    pool = _read_pool(saved["d"])
    instance.forks.last = saved["n"]
    instance.forks.kept = {number: Fork(pool[index], frozenset(passed)) for number, index, passed in saved["f"]}
    tokens: list[Token] = []
    for host, ended, written, *rest in saved["s"]:
        scope: Scope = instance if host is None else _open(instance, tokens[host])
        scope.done = [_load_done(each, pool) for each in rest[0]] if rest else []
        if isinstance(scope, InnerScope):
            scope.closing = bool(rest and rest[1])
        scope.ended = ended and Ended(pool[ended[0]], frozenset(ended[1]))
        for each in written:
            tokens.append(_load_token(scope, each, pool, tokens))


def _open(instance: Instance, host: Token) -> InnerScope:
    scope = InnerScope(instance.subprocess_specs[host.element.id], host, instance)
    instance.subprocesses[host.id] = scope
    return scope


def _dump_done(done: Done, pool: _PoolWriter) -> list[Any]:
    inside = [_dump_done(each, pool) for each in done.inside]
    return [done.name, done.handler, done.local, pool.add(done.variables), inside]


def _load_done(written: list[Any], pool: list[Variables]) -> Done:
    name, handler, local, variables, inside = written
    return Done(name, handler, local, pool[variables], tuple(_load_done(each, pool) for each in inside))


def _dump_token(instance: Instance, token: Token, pool: _PoolWriter, numbers: Mapping[UUID, int]) -> list[Any]:
    rest: dict[str, Any] = {}
    if token.local:
        rest["l"] = token.local
    if token.forks:
        rest["f"] = sorted(token.forks)
    if token.arrived is not None and token.element.incoming[1:]:
        rest["a"] = token.arrived
    for letter, owner in (("h", token.host), ("c", token.container), ("g", token.gateway)):
        if owner is not None:
            rest[letter] = numbers[owner]
    if token.container is not None:
        rest["i"] = token.index
    if token.undoes is not None:
        rest["o"] = token.undoes.hex
    if token.listens:
        rest["e"] = True
    if token.trigger is not None:
        rest["t"] = token.trigger
    if token.signal is not None:
        rest["s"] = token.signal
    if token.held:
        rest["w"] = True
    if token.due is not None:
        rest["u"], rest["n"], rest["b"] = token.due.isoformat(), token.left, token.since and token.since.isoformat()
    if token.undoing is not None:
        undoing = token.undoing
        todo = [_dump_done(done, pool) for done in undoing.todo]
        base = None if undoing.base is None else pool.add(undoing.base)
        rest["z"] = [todo, undoing.home and undoing.home.hex, base]
    if token.failed:
        rest["x"] = [[step.verb, step.payload] for step in token.failed]
    if token.announced != token.element.announces:
        rest["q"] = token.announced
    if token.shared is not None:
        rest["k"] = pool.add(token.shared, token.variables)
    if token.progress is not None:
        progress = token.progress
        merged = pool.add(progress.merged, token.variables)
        rest["p"] = [progress.total, progress.done, progress.results, progress.rest, merged]
    variables = pool.add(token.variables, _base(instance, token.scope, token.forks))
    written = [token.id.hex, token.element.name, token.state, variables]
    return [*written, rest] if rest else written


def _load_token(scope: Scope, written: list[Any], pool: list[Variables], before: list[Token]) -> Token:
    identifier, name, state, variables = written[:4]
    rest = written[4] if len(written) > 4 else NOTHING
    element = scope.spec.task_specs[name]
    token = Token(
        scope,
        element,
        pool[variables],
        forks=frozenset(rest.get("f", ())),
        arrived=rest.get("a"),
        host=before[rest["h"]].id if "h" in rest else None,
        container=before[rest["c"]].id if "c" in rest else None,
        gateway=before[rest["g"]].id if "g" in rest else None,
        undoes=UUID(rest["o"]) if "o" in rest else None,
        listens="e" in rest,
        trigger=rest.get("t"),
        index=rest.get("i", 0),
        local=rest.get("l"),
        id=UUID(identifier),
    )
    token._set_state(state)
    token.announced = rest.get("q", element.announces)
    if rest is not NOTHING:
        _load_waiting(token, rest, pool)
    return token


def _load_waiting(token: Token, rest: Mapping[str, Any], pool: list[Variables]) -> None:
    token.signal, token.held = rest.get("s"), "w" in rest
    if "u" in rest:
        token.due, token.left = datetime.fromisoformat(rest["u"]), rest["n"]
        token.since = datetime.fromisoformat(rest["b"]) if rest["b"] else None
    if "x" in rest:
        token.failed = tuple(Step(Verb(verb), payload) for verb, payload in rest["x"])
    if "k" in rest:
        token.shared = pool[rest["k"]]
    if "z" in rest:
        todo, home, base = rest["z"]
        undone = [_load_done(each, pool) for each in todo]
        token.undoing = Undoing(undone, UUID(home) if home else None, None if base is None else pool[base])
    if "p" in rest:
        total, done, results, items, merged = rest["p"]
        token.progress = Progress(total, done, results, items, pool[merged])


def _base(instance: Instance, scope: Scope, forks: Passed) -> Variables | None:
    # What the token's variables most likely still look like: at its last fork, or when its sub-process began.
    if forks:
        return instance.forks.kept[max(forks)].variables
    return scope.host.variables if isinstance(scope, InnerScope) else None


class _PoolWriter:
    """Collects variables, each once."""

    def __init__(self) -> None:
        self.entries: list[Any] = []
        self._index: dict[int, int] = {}
        self._kept: list[Variables] = []  # so that no id() is used twice while the pool is written

    def add(self, variables: Variables, base: Variables | None = None) -> int:
        """The index of these variables; written as a difference where a base is there and that is shorter."""
        found = self._index.get(id(variables))
        if found is not None:
            return found
        entry: Any = variables
        if base is not None and base is not variables:
            changed = {name: value for name, value in variables.items() if base.get(name, self) is not value}
            # Names keep their order: those of the base come first when the difference is put on top of it.
            if len(changed) < len(variables) and list(base) == list(islice(variables, len(base))):
                entry = [self.add(base), changed]
        self.entries.append(entry)
        self._kept.append(variables)
        self._index[id(variables)] = len(self.entries) - 1
        return len(self.entries) - 1


def _read_pool(entries: list[Any]) -> list[Variables]:
    pool: list[Variables] = []
    for entry in entries:
        if isinstance(entry, Mapping):
            pool.append(entry)
        else:
            base, changed = entry
            pool.append({**pool[base], **changed})
    return pool
