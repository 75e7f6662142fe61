"""What lies in a folder of suites: models that others drew, scenarios, traces, decision tables.

Everything is found by what it is, not by name, so any folder laid out like `shared/suites` will do.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

DEFAULT = Path(__file__).resolve().parents[2] / ".." / "shared" / "suites"
ALWAYS = (".bpmn", ".bpmn2", ".bpmn20.xml")
# Their engines take a process that does not say whether it is executable for one that is; BPMN leaves it open.
EXECUTABLE_UNLESS_DENIED = ("activiti", "camunda7", "flowable", "jbpm")


@dataclass(frozen=True, slots=True)
class Model:
    """One file of BPMN. unasked: whether a process runs that does not say if it is executable."""

    suite: str
    path: Path

    @property
    def unasked(self) -> bool:
        return self.suite in EXECUTABLE_UNLESS_DENIED


@dataclass(frozen=True, slots=True)
class ScenarioFiles:
    """One scenario as its suite describes it, with the paths of its models."""

    id: str
    description: str
    models: tuple[Path, ...]


def models(suites: Path) -> dict[str, list[Model]]:
    """All models by suite, which is the folder they lie in, in order."""
    found: dict[str, list[Model]] = defaultdict(list)
    for path in sorted(suites.rglob("*")):
        if path.is_file() and _is_model(path):
            suite = path.relative_to(suites).parts[0]
            found[suite].append(Model(suite, path))
    return dict(found)


def scenarios(suites: Path) -> list[ScenarioFiles]:
    """All scenarios of `scenarios/scenarios.json`; none where there is no such file."""
    listed = suites / "scenarios" / "scenarios.json"
    if not listed.is_file():
        return []
    return [
        ScenarioFiles(
            each["id"],
            each["scenario"],
            tuple(suites / file["selected"] for file in each["files"] if not file["selected"].endswith(".json")),
        )
        for each in json.loads(listed.read_text("utf-8"))
    ]


def traces(suites: Path) -> Iterator[Path]:
    """Every file that holds the expected trace of a simulation: a list of texts."""
    for path in sorted((suites / "token-simulation").rglob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        if isinstance(content, list) and content and all(isinstance(line, str) for line in content):
            yield path


def _is_model(path: Path) -> bool:
    if path.name.endswith(ALWAYS):
        return True
    if path.suffix != ".xml":
        return False
    with path.open("rb") as file:
        try:
            _, root = next(etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, StopIteration):
            return False
    name = etree.QName(root)
    return name.localname == "definitions" and "BPMN" in (name.namespace or "")
