"""Ids of rows and tokens."""

from __future__ import annotations

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A time-ordered unique id (RFC 9562, version 7): new rows lie side by side in the index."""
    value = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
