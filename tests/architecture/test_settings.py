"""Every setting is documented, and nothing else is."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from pathlib import Path

from webapp.settings import PREFIX, Settings

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
ROW = re.compile(rf"^\| `{PREFIX}(\w+)` \| (.*?) \| ", re.MULTILINE)


def test_the_reference_lists_every_setting_with_its_default() -> None:
    documented = dict(ROW.findall(PAGE.read_text("utf-8")))
    expected = {}
    for field in fields(Settings):
        assert field.default is not MISSING
        value = int(field.default) if isinstance(field.default, bool) else field.default
        expected[field.name.upper()] = f"`{value}`" if value != "" else "empty"
    assert documented == expected
