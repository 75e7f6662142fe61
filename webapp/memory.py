"""What Python's collector of cyclic garbage need not look at again and again."""

from __future__ import annotations

import gc

OBJECTS = 20_000  # that may be made before the collector looks for garbage; a large case alone is made of as many


def keep_what_is_loaded() -> None:
    """Call once a process has loaded its modules: they stay, so no collection walks through them any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 20)
