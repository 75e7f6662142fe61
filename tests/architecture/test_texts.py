"""The repository speaks of the product: it names no machine, and hides nothing in vague names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".md", ".toml", ".json", ".js", ".mjs", ".css", ".html", ".txt", ".bpmn", ".po", ".mako", ".cfg", ""}
MACHINE = re.compile(r"(?<![\w.])(?:/(?:home|root|Users|work)/|[A-Z]:\\)\w+")
VAGUE = re.compile(r"^(?:async )?(?:class|def) \w*(?:Manager|Helper|Service|Utils?)\b", re.MULTILINE)


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so it cannot be told which files belong to the product")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in _files()
        if path.suffix in TEXT
        for match in MACHINE.finditer(path.read_text("utf-8"))
    }
    assert found == set()


def test_no_class_or_function_has_a_name_that_says_nothing() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in _files()
        if path.suffix == ".py"
        for match in VAGUE.finditer(path.read_text("utf-8"))
    }
    assert found == set()
    assert [path for path in _files() if path.stem in ("utils", "helpers", "managers", "misc", "common")] == []
