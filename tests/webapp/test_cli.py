"""The command line, run as people run it: `yearwheel` in a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

YEARWHEEL = [sys.executable, "-c", "from webapp.cli import main; main()"]
ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 12
PROCESSES = 4  # the first one, gunicorn, gunicorn's one web process, our worker
ORGANISATION = """\
record,unit,name,kind,parent,person,email,title,manager,role,from,to
unit,ALV,Älvhamn,municipality,,,,,,,2000-01-01,
person,,Ada Falk,,,1,ada@alvhamn.example,,,,,
"""


def environment(url: str, **settings: object) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YEARWHEEL_")}
    given = {f"YEARWHEEL_{name.upper()}": str(value) for name, value in settings.items()}
    return kept | {"YEARWHEEL_DEMO": "1", "YEARWHEEL_DATABASE_URL": url, "PYTHONPATH": str(ROOT)} | given


def run(url: str, folder: Path, *arguments: str, status: int = 0, **settings: object) -> str:
    """What a command says, on both outputs."""
    done = subprocess.run(
        [*YEARWHEEL, *arguments], env=environment(url, **settings), cwd=folder, capture_output=True, text=True,
        timeout=START_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@contextmanager
def served(url: str, folder: Path, *arguments: str, **settings: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that answers, and its address. What is left of it is killed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*YEARWHEEL, "serve", "--port", str(port), *arguments], env=environment(url, web_processes=1, **settings),
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if f"http://127.0.0.1:{port}" in line:
                break
        yield process, f"http://127.0.0.1:{port}"
    finally:
        for pid in members(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def members(session: int) -> dict[int, int]:
    """The living processes of a session, each with its parent."""
    found = subprocess.run(["ps", "-eo", "sid=,pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in found.splitlines()]
    return {int(pid): int(ppid) for sid, pid, ppid, stat in rows if int(sid) == session and stat[0] != "Z"}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops_cleanly(empty_database_url: str, tmp_path: Path, stop: signal.Signals) -> None:
    with served(empty_database_url, tmp_path) as (process, address):
        with urllib.request.urlopen(f"{address}/healthz") as answer:
            assert json.load(answer) == {"status": "ok", "database": True, "migrated": True}
        assert len(members(process.pid)) == PROCESSES
        began = time.monotonic()
        os.killpg(process.pid, stop)
        rest, _ = process.communicate(timeout=STOP_SECONDS)
        assert process.returncode == 0
        assert time.monotonic() - began < STOP_SECONDS / 2
        assert "Traceback" not in rest
        assert members(process.pid) == {}


def test_a_worker_that_dies_is_started_again(tmp_path: Path) -> None:
    with served(f"sqlite:///{tmp_path / 'a.db'}", tmp_path) as (process, address):
        os.kill(worker_of(process), signal.SIGKILL)
        before = members(process.pid)
        wait_until(lambda: bool(members(process.pid).keys() - before.keys()))
        with urllib.request.urlopen(f"{address}/healthz") as answer:
            assert answer.status == 200


def test_nothing_outlives_a_killed_server(tmp_path: Path) -> None:
    with served(f"sqlite:///{tmp_path / 'a.db'}", tmp_path) as (process, _address):
        process.kill()
        wait_until(lambda: members(process.pid) == {})


def worker_of(process: subprocess.Popen[str]) -> int:
    """Our worker: the child that has no children itself."""
    wait_until(lambda: len(members(process.pid)) == PROCESSES)
    parents = members(process.pid)
    [worker] = [pid for pid, parent in parents.items() if parent == process.pid and pid not in parents.values()]
    return worker


def test_a_default_secret_is_refused_outside_the_demonstration(tmp_path: Path) -> None:
    said = run(f"sqlite:///{tmp_path / 'a.db'}", tmp_path, "serve", demo=0, status=1)
    assert "YEARWHEEL_SECRET_KEY" in said
    assert "Traceback" not in said


def test_the_demonstration_loads_once_travels_and_can_be_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'demo.db'}"
    first = run(url, tmp_path, "demo")
    assert "Loading the municipality" in first
    assert "nadia.berg@alvhamn.example" in first
    assert "prova-arshjulet" in first
    assert "2026-03-02" in first
    second = run(url, tmp_path, "demo", "--at", "2026-03-20")
    assert "Loading" not in second
    assert "left to you" not in second
    assert "2026-03-20" in second
    assert "does not turn back" in run(url, tmp_path, "demo", "--at", "2026-03-10", status=1)
    assert "from 2026-03-02 to 2027-12-31" in run(url, tmp_path, "demo", "--at", "2031-01-01", status=1)
    assert "2026-03-20" in run(url, tmp_path, "demo")
    assert "0 with faults" in run(url, tmp_path, "verify-history")
    assert "Wrote" in run(url, tmp_path, "backup", "kept.yearwheel")
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert "Restored" in run(other, tmp_path, "restore", "kept.yearwheel")
    assert "--force" in run(other, tmp_path, "restore", "kept.yearwheel", status=1)
    assert "2026-03-20" in run(other, tmp_path, "demo")


def test_a_municipality_of_its_own_gets_no_demonstration_accounts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    (tmp_path / "org.csv").write_text(ORGANISATION, "utf-8")
    assert "Would import: 2 new" in run(url, tmp_path, "import-organisation", "org.csv", "--dry-run")
    account = ["create-administrator", "--name", "Ada Falk", "--email", "ada@alvhamn.example", "--password"]
    assert "import the organisation" in run(url, tmp_path, *account, "tre koppar kaffe", status=1)
    assert "Imported: 2 new" in run(url, tmp_path, "import-organisation", "org.csv")
    assert "12 characters" in run(url, tmp_path, *account, "kort", status=2)
    assert "Ada Falk administers" in run(url, tmp_path, *account, "tre koppar kaffe")
    assert "municipality of its own" in run(url, tmp_path, "demo", status=1)


def test_a_bad_row_stops_an_import_and_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    (tmp_path / "org.csv").write_text(ORGANISATION + "person,,,,,2,,,,,,\n", "utf-8")
    said = run(url, tmp_path, "import-organisation", "org.csv", status=1)
    assert "line 4: name: is missing" in said
    assert "Imported: 2 new" in run(url, tmp_path, "import-organisation", "org.csv", "--accept-good-rows")


def test_a_bad_diagram_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "bad.bpmn").write_text("<!DOCTYPE x><x/>", "utf-8")
    said = run(f"sqlite:///{tmp_path / 'a.db'}", tmp_path, "deploy", "bad.bpmn", status=1)
    assert "DOCTYPE" in said
    assert "Traceback" not in said
