"""The technology compatibility kit of DMN: `python -m tests.conformance.dmn_tck [folder of suites] [-v]`.

A test is one expected result of one test case. Results that are null, or marked as errors, are counted apart: an
evaluator that always answers null gets them all.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from engine.dmn import DecisionModel, load_decisions
from engine.errors import ExpressionError, InvalidDiagram
from engine.feel import Budget, temporal
from engine.feel.comparison import equal
from engine.feel.text import text_of

DEFAULT = Path(__file__).resolve().parents[2] / ".." / "shared" / "suites"
#: Asks for functions of Java, which nothing but a Java machine can call.
LEFT_OUT = ("0076",)
CASES = "{http://www.omg.org/spec/DMN/20160719/testcase}"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
#: What the kit's own runner grants, for numbers that are written as binary fractions.
PRECISION = Decimal("1e-8")
_READ: Mapping[str, Callable[[str], Any]] = {
    "date": temporal.date_from,
    "time": temporal.time_from,
    "dateTime": temporal.date_and_time_from,
    "duration": temporal.duration_from,
    "boolean": lambda text: text == "true",
    **dict.fromkeys(("decimal", "double", "integer", "int", "float", "long"), Decimal),
}
#: A value that cannot be held here, so that nothing is like it.
UNREADABLE = object()


@dataclass
class Outcome:
    """passed and total of all tests; passed_value and total_value of those that expect a value; failures in words."""

    passed: int = 0
    total: int = 0
    passed_value: int = 0
    total_value: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("passed", "total", "passed_value", "total_value")}


@dataclass(frozen=True)
class Folder:
    """One folder of the kit. files: models and test cases by name."""

    name: str
    files: Mapping[str, Path]


def run(suites: Path) -> Outcome:
    """Every test below `dmn-tck` of a folder of suites."""
    outcome = Outcome()
    for folder in _folders(suites / "dmn-tck"):
        for name, path in sorted(folder.files.items()):
            if name.endswith(".xml"):
                _run_file(folder, path, outcome)
    return outcome


def _folders(kit: Path) -> Iterator[Folder]:
    """The kit's folders; their files lie beside each other, named `<folder>__<file>`."""
    found: dict[tuple[str, str], dict[str, Path]] = defaultdict(dict)
    for path in sorted(kit.glob("compliance-level-*/*__*")):
        folder, _, name = path.name.partition("__")
        found[path.parent.name, folder][name] = path
    for (level, folder), files in sorted(found.items()):
        if not folder.startswith(LEFT_OUT):
            yield Folder(f"{level[-1]}/{folder}", files)


def _run_file(folder: Folder, path: Path, outcome: Outcome) -> None:
    root = etree.parse(path).getroot()
    model, fault = _model(folder, (root.findtext(f"{CASES}modelName") or "").strip())
    for case in root.iterfind(f"{CASES}testCase"):
        given = {node.get("name", ""): _value(node) for node in case.iterfind(f"{CASES}inputNode")}
        for result in case.iterfind(f"{CASES}resultNode"):
            expected_node = result.find(f"{CASES}expected")
            expected = _value(expected_node) if expected_node is not None else None
            name = result.get("name", "")
            got, said = _asked(model, case.get("invocableName"), name, given) if model else (None, fault)
            where = f"{folder.name} {case.get('id')} {name}"
            _count(
                outcome,
                f"{where}: {_text(got)} instead of {_text(expected)} {said}",
                passed=_same(got, expected),
                expects_value=expected is not None and result.get("errorResult") != "true",
            )


def _count(outcome: Outcome, failure: str, *, passed: bool, expects_value: bool) -> None:
    outcome.total += 1
    outcome.passed += passed
    outcome.total_value += expects_value
    outcome.passed_value += passed and expects_value
    if not passed:
        outcome.failures.append(("" if expects_value else "(null) ") + failure)


def _model(folder: Folder, name: str) -> tuple[DecisionModel | None, str]:
    """The model that a file of cases names, or what is wrong with it."""
    models = {each: path.read_bytes() for each, path in folder.files.items() if each.endswith(".dmn")}
    if name not in models:
        return None, f"there is no {name}"
    own = models.pop(name)
    try:
        return load_decisions(own, {}, tuple(models.values())), ""
    except InvalidDiagram as error:
        return None, str(error)


def _asked(model: DecisionModel, invocable: str | None, name: str, given: Mapping[str, Any]) -> tuple[Any, str]:
    """What the model gives, and what it says of it."""
    element_id = model.id_of(invocable or name)
    if element_id is None:
        return None, "no such element"
    try:
        value = model.evaluate(element_id, given, now=NOW, zone=ZoneInfo("UTC"))
    except ExpressionError as error:
        return None, str(error)
    except Exception as error:  # the other tests are counted all the same
        return UNREADABLE, f"crashed: {error!r}"
    if invocable and isinstance(value, dict) and name in value:
        return value[name], ""
    return value, ""


def _value(node: etree._Element) -> Any:
    """The FEEL value that a node of the kit holds."""
    components = node.findall(f"{CASES}component")
    if components:
        return {each.get("name", ""): _value(each) for each in components}
    listed = node.find(f"{CASES}list")
    if listed is not None:
        return None if listed.get(NIL) == "true" else [_value(each) for each in listed.iterfind(f"{CASES}item")]
    value = node.find(f"{CASES}value")
    if value is None or value.get(NIL) == "true":
        return None
    kind = (value.get(TYPE) or "string").rpartition(":")[2]
    written = value.text or ""
    if kind not in _READ:
        return written
    read = _READ[kind](written.strip())
    return UNREADABLE if read is None else read


def _same(got: Any, expected: Any) -> bool:
    if UNREADABLE in (got, expected):
        return False
    if isinstance(got, Decimal) and isinstance(expected, Decimal):
        return abs(got - expected) <= PRECISION * max(Decimal(1), abs(expected))
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(_same, got, expected))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(_same(got[name], expected[name]) for name in got)
    return equal(got, expected, Budget()) is True


def _text(value: Any) -> str:
    return text_of(value, Budget(), quoted=True)[:100]


def main(arguments: list[str]) -> None:
    """Print the counts, with -v the failures too."""
    folders = [Path(each) for each in arguments if not each.startswith("-")]
    outcome = run(folders[0] if folders else DEFAULT)
    if "-v" in arguments:
        print("\n".join(outcome.failures))
    print(
        f"DMN TCK: {outcome.passed} of {outcome.total} tests, "
        f"{outcome.passed_value} of {outcome.total_value} that expect a value "
        f"({outcome.passed_value / max(1, outcome.total_value):.1%})"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
