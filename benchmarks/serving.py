"""Yearwheel served as on a real site: `yearwheel serve` in processes of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

HOST = "127.0.0.1"
PATIENCE_S = 30
LOG = Path("var") / "bench-server.log"  # of the last server, for those who want to know why it refused something


@dataclass(frozen=True)
class Served:
    """A running server. start_s: from the command until it answered."""

    port: int
    start_s: float
    process: psutil.Process

    def memory_mb(self) -> float:
        """What all its processes take, shared pages counted once, in MB (10^6 bytes)."""
        tree = [self.process, *self.process.children(recursive=True)]
        shares: list[int] = [process.memory_full_info().pss for process in tree]
        return sum(shares) / 1_000_000


@contextmanager
def served(database_url: str) -> Iterator[Served]:
    """Serve this database until the block ends."""
    port = _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("YEARWHEEL_")},
        "YEARWHEEL_DATABASE_URL": database_url,
        "YEARWHEEL_SECRET_KEY": secrets.token_urlsafe(48),
        "YEARWHEEL_HOST": HOST,
        "YEARWHEEL_PORT": str(port),
    }
    command = [str(Path(sys.executable).with_name("yearwheel")), "serve"]
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - started > PATIENCE_S:
                    raise RuntimeError(f"the server did not start:\n{LOG.read_text('utf-8')[-4000:]}")
                time.sleep(0.02)
            yield Served(port, time.perf_counter() - started, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def _answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
