"""The library of processes, found by folder: a folder that holds a diagram is a package."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.ports import Case, ServiceTask
from processes.case_facts import CaseFacts

ROOT = Path(__file__).parent
DEPLOYED = ("*.bpmn", "*.dmn", "*.form.json", "locale/*.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessPackage:
    """One governance process. key: its folder's name; title: the heading of its README;
    files: what is deployed together, content by name."""

    key: str
    title: str
    files: Mapping[str, bytes]


def library() -> list[ProcessPackage]:
    """All packages, by key."""
    return [_package(folder) for folder in _folders()]


class LibraryServiceTasks:
    """The Python behind the library's service tasks (engine.ports.ServiceTasks)."""

    def known(self) -> Sequence[str]:
        """All types, for the check at deploy."""
        return tuple(_merged("service_tasks", "SERVICE_TASKS"))

    def handler(self, task_type: str) -> ServiceTask:
        """Raises KeyError for an unknown type."""
        handler: ServiceTask = _merged("service_tasks", "SERVICE_TASKS")[task_type]
        return handler


class LibraryPrefill:
    """What the library's forms show and start from (engine.ports.PrefillSource)."""

    def prefill(self, session: Session, clock: Clock, case: Case, form_key: str) -> Mapping[str, Any]:
        """Values by name: what the process says about its form, and what every form may ask for."""
        source = _merged("prefill", "PREFILL").get(form_key)
        return CaseFacts(source(session, clock, case) if source else {}, session, clock, case, form_key)


def _folders() -> list[Path]:
    return sorted(folder for folder in ROOT.iterdir() if any(folder.glob("*.bpmn")))


def _package(folder: Path) -> ProcessPackage:
    files = sorted(path for pattern in DEPLOYED for path in folder.glob(pattern))
    heading = (folder / "README.md").read_text("utf-8").partition("\n")[0]
    return ProcessPackage(
        key=folder.name,
        title=heading.removeprefix("#").strip(),
        files={path.relative_to(folder).as_posix(): path.read_bytes() for path in files},
    )


@cache
def _merged(module: str, table: str) -> dict[str, Any]:
    """One table of all packages that have it. Raises ValueError when two packages use the same name."""
    merged: dict[str, Any] = {}
    for found in _modules(module):
        entries: Mapping[str, Any] = getattr(found, table)
        if taken := merged.keys() & entries.keys():
            raise ValueError(f"{found.__name__} defines {sorted(taken)}, which another package has defined")
        merged |= entries
    return merged


def _modules(name: str) -> list[ModuleType]:
    paths = [f"processes.{folder.name}.{name}" for folder in _folders()]
    return [importlib.import_module(path) for path in paths if importlib.util.find_spec(path)]
