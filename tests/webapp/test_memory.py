"""What a serving process has loaded is not collected again and again."""

from __future__ import annotations

import subprocess
import sys


def test_what_is_loaded_is_kept() -> None:
    program = (
        "import gc; from webapp.memory import keep_what_is_loaded; keep_what_is_loaded();"
        "print(gc.get_freeze_count() > 1000, gc.isenabled())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
