"""The product as a newcomer meets it: the demonstration municipality, served by its own command."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.acceptance.visitor import Visitor

ROOT = Path(__file__).parents[2]
YEARWHEEL = Path(sys.executable).parent / "yearwheel"
PATIENCE = 90  # seconds for the first page on a busy machine


@dataclass(frozen=True)
class Served:
    """A running demonstration. folder: where its database lies."""

    address: str
    environment: dict[str, str]

    def yearwheel(self, *arguments: str) -> str:
        """Run the command line beside the server, as an operator would."""
        done = subprocess.run(
            [YEARWHEEL, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration municipality on a free port of this machine."""
    folder = tmp_path_factory.mktemp("demonstration")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YEARWHEEL_")} | {
        "YEARWHEEL_DEMO": "1",
        "YEARWHEEL_DATABASE_URL": f"sqlite:///{folder / 'yearwheel.db'}",
        "YEARWHEEL_MAIL_FOLDER": str(folder / "mail"),
        "YEARWHEEL_PORT": str(port),
    }
    found = Served(f"http://127.0.0.1:{port}", environment)
    found.yearwheel("demo")
    with (folder / "serve.log").open("w") as log:
        server = subprocess.Popen([YEARWHEEL, "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_healthy(found.address, server)
            yield found
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    assert server.returncode == 0, (folder / "serve.log").read_text()[-3000:]


def _wait_until_healthy(address: str, server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz") as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the demonstration did not start")


@pytest.fixture
def visitor(page: Page, served: Served, tmp_path: Path) -> Visitor:
    """Somebody in front of a browser."""
    document = tmp_path / "handling.pdf"
    document.write_bytes(b"%PDF-1.4 a document")
    page.set_default_timeout(30_000)
    return Visitor(page, served.address, document)
