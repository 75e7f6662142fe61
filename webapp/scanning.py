"""The virus scanner: clamd, spoken to over a socket, where an installation has one."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import IO
from urllib.parse import urlsplit

CHUNK_BYTES = 64 * 1024
TIMEOUT_SECONDS = 60
CLEAN = "OK"
FOUND = "FOUND"
Scanner = Callable[[IO[bytes]], bool]
"""Whether a file is clean, read from its beginning. Raises OSError when that could not be found out."""


def unscanned(_content: IO[bytes]) -> bool:
    """For installations without a scanner: everything passes."""
    return True


def create_scanner(address: str) -> Scanner:
    """address: `unix:/run/clamav/clamd.ctl` or `tcp://host:3310`, empty for none."""
    if not address:
        return unscanned
    return lambda content: _is_clean(address, content)


def _is_clean(address: str, content: IO[bytes]) -> bool:
    """clamd's INSTREAM: parts with their length before them, an empty one at the end, one line as the answer."""
    with _connected(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        content.seek(0)
        while chunk := content.read(CHUNK_BYTES):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := connection.recv(4096)):
            answer += more
    said = answer.decode("utf-8", "replace").strip("\0 \n")
    if said.endswith(CLEAN):
        return True
    if said.endswith(FOUND):
        return False
    raise OSError(f"the virus scanner answered {said[:200]!r}")


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT_SECONDS)
        connection.connect(parts.path)
        return connection
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=TIMEOUT_SECONDS)
