"""The virus scanner's protocol, spoken with a server that answers as clamd does."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from io import BytesIO

import pytest

from webapp.scanning import create_scanner

VIRUS = b"a known virus"
ODD = b"too much for it"


class Clamd(socketserver.StreamRequestHandler):
    """Answers one INSTREAM session."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        answer = b"stream: Eicar-Test-Signature FOUND" if VIRUS in content else b"stream: OK"
        self.wfile.write((b"INSTREAM size limit exceeded. ERROR" if content == ODD else answer) + b"\0")


@pytest.fixture
def address() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_clean_and_infected_files(address: str) -> None:
    scan = create_scanner(address)
    large = BytesIO(b"x" * 300_000)
    large.read()
    assert scan(large)
    assert not scan(BytesIO(b"x" * 200_000 + VIRUS))


def test_what_cannot_be_found_out_is_said(address: str) -> None:
    with pytest.raises(OSError, match="size limit"):
        create_scanner(address)(BytesIO(ODD))
    with pytest.raises(OSError, match="refused"):
        create_scanner("tcp://127.0.0.1:1")(BytesIO(b"x"))


def test_without_a_scanner_everything_passes() -> None:
    assert create_scanner("")(BytesIO(VIRUS))
