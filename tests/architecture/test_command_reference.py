"""The reference lists every command there is, and every target of the Makefile."""

from __future__ import annotations

import re
from pathlib import Path

import click

from webapp.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")


def test_every_command_is_listed() -> None:
    assert set(re.findall(r"^\| `yearwheel ([\w-]+)", PAGE, re.MULTILINE)) == set(
        main.list_commands(click.Context(main))
    )


def test_every_target_is_listed() -> None:
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[0].split()
    assert set(re.findall(r"^\| `make (\w+)`", PAGE, re.MULTILINE)) == set(targets)
