"""Who may import whom: the contracts in pyproject.toml hold, and they would notice."""

from __future__ import annotations

import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "forms", "processes", "notifications", "webapp")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize(
    ("package", "room"), [("SpiffWorkflow", "engine.bpmn"), ("flask", "webapp"), ("apscheduler", "webapp.worker")]
)
def test_a_package_is_known_in_one_room_only(graph: grimp.ImportGraph, package: str, room: str) -> None:
    importers = graph.find_modules_that_directly_import(package)
    assert importers, f"nothing imports {package}"
    assert {name for name in importers if not f"{name}.".startswith(f"{room}.")} == set()


def test_every_package_is_under_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(project["tool"]["importlinter"]["root_packages"]) == sorted(shipped) == sorted(PACKAGES)
