"""The library's packages, opened up for the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree

from engine.bpmn import Known, Program, compile_diagram, read_diagram
from engine.commands.form_fields import form_fields
from engine.organisation.functions import known_functions
from processes.catalogue import LibraryServiceTasks, ProcessPackage, library

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
FLOW_NODES = ("startEvent", "endEvent", "boundaryEvent", "userTask", "serviceTask", "scriptTask", "callActivity",
              "subProcess", "exclusiveGateway", "parallelGateway")  # fmt: skip

PACKAGES = {package.key: package for package in library()}
DIAGRAMS = [(key, name) for key, package in PACKAGES.items() for name in package.files if name.endswith(".bpmn")]
FORMS = [(key, name) for key, package in PACKAGES.items() for name in package.files if name.endswith(".form.json")]


def tree(key: str, name: str) -> Any:
    """The root element of a diagram."""
    return etree.fromstring(PACKAGES[key].files[name])


def nodes(root: Any) -> Iterator[Any]:
    """Every flow node of a diagram."""
    return (node for kind in FLOW_NODES for node in root.iter(BPMN + kind))


def schema(key: str, form_key: str) -> dict[str, Any]:
    """One form of a package."""
    found: dict[str, Any] = json.loads(PACKAGES[key].files[f"{form_key}.form.json"])
    return found


def fields(package: ProcessPackage) -> dict[str, frozenset[str]]:
    """The variables that each form sets, by its key."""
    schemas = [json.loads(content) for name, content in package.files.items() if name.endswith(".form.json")]
    return {schema["id"]: form_fields(schema) for schema in schemas}


def known(package: ProcessPackage) -> Known:
    """What the package's diagrams may name."""
    diagrams = [content for name, content in package.files.items() if name.endswith(".bpmn")]
    return Known(
        form_keys=frozenset(fields(package)),
        form_fields=fields(package),
        process_ids=frozenset(process for content in diagrams for process in read_diagram(content).processes),
        task_types=frozenset(LibraryServiceTasks().known()),
        functions=known_functions(),
    )


@cache
def program(key: str, name: str) -> Program:
    """A diagram, compiled with every check."""
    package = PACKAGES[key]
    return compile_diagram(package.files[name], known(package))
