"""`yearwheel serve`: gunicorn and a worker as two child processes, started together and stopped together."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from webapp.app import create_app
from webapp.memory import keep_what_is_loaded
from webapp.settings import Settings
from webapp.wiring import create_dispatcher, create_runner
from webapp.worker import run_worker

REQUEST_SECONDS = 60
STOP_SECONDS = 5
KILL_SECONDS = STOP_SECONDS + 3
RESTART_PAUSE_SECONDS = 1
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# Children are copies of a process that has loaded everything, so they start at once and share memory.
_processes = multiprocessing.get_context("fork")
log = logging.getLogger(__name__)


def serve(settings: Settings, announce: Callable[[], None]) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit status. announce: called when requests are answered."""
    children = [Child("web", lambda: serve_web(settings, announce))]
    if settings.worker_in_serve:
        children.append(Child("worker", lambda: work(settings)))
    return _supervise(children)


def work(settings: Settings) -> None:
    """Be a worker until SIGTERM or SIGINT."""
    run_worker(create_runner(settings), create_dispatcher(settings), settings.outbox_days, settings.log_days)


def serve_web(settings: Settings, announce: Callable[[], None]) -> None:
    """Be gunicorn's first process until SIGTERM or SIGINT."""
    _Gunicorn(settings, announce).run()


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """gunicorn, told by our settings instead of a file."""

    def __init__(self, settings: Settings, announce: Callable[[], None]) -> None:
        self._settings = settings
        self._announce = announce
        super().__init__()

    def load_config(self) -> None:
        settings, cfg = self._settings, self.cfg
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        cfg.set("bind", f"{host}:{settings.port}")
        cfg.set("worker_class", "gthread")
        cfg.set("workers", settings.web_processes)
        cfg.set("threads", settings.web_threads)
        cfg.set("keepalive", 0)  # a kept connection stays with one process, however busy that is and idle the other
        cfg.set("timeout", REQUEST_SECONDS)
        cfg.set("graceful_timeout", STOP_SECONDS)
        cfg.set("logger_class", _Log)
        cfg.set("forwarded_allow_ips", "")  # create_app reads the headers of trusted proxies
        cfg.set("control_socket_disable", True)
        cfg.set("when_ready", lambda _arbiter: self._announce())

    def load(self) -> Callable[..., object]:
        return create_app(self._settings, create_runner(self._settings))


class _Log(Logger):  # type: ignore[misc]
    """Lets our own handler write what gunicorn has to say."""

    def setup(self, cfg: Config) -> None:
        self.cfg = cfg
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True

    def access(self, *_facts: object) -> None:
        """Nothing: webapp.logs writes a line for every request."""


@dataclass
class Child:
    """One process that is kept running. It leaves by itself only when it cannot go on."""

    name: str
    target: Callable[[], None]
    process: BaseProcess = field(init=False)

    def start(self) -> None:
        # Daemons may have no children of their own, and gunicorn has.
        self.process = _processes.Process(target=self._run, name=self.name, daemon=False)
        self.process.start()

    def _run(self) -> None:
        os.setpgrp()  # Ctrl-C in a terminal reaches the first process alone, which stops its children in good order
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        threading.Thread(target=_follow_parent, daemon=True).start()
        keep_what_is_loaded()
        self.target()

    def stop(self) -> None:
        if self.process.is_alive():
            self.process.terminate()


def _follow_parent() -> None:
    """Stop when the first process is gone, even if it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _supervise(children: list[Child]) -> int:
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in STOPPING:
        signal.signal(number, stop)
    for child in children:
        child.start()
    status = 0
    while not stopping:
        wait([child.process.sentinel for child in children], timeout=0.5)
        web, *workers = children
        if not stopping and not web.process.is_alive():
            status = web.process.exitcode or 1
            stopping = True
        for worker in workers:
            if not stopping and not worker.process.is_alive():
                log.error("the worker ended and is started again", extra={"status": worker.process.exitcode})
                time.sleep(RESTART_PAUSE_SECONDS)
                worker.start()
    _stop_all(children)
    return status


def _stop_all(children: list[Child]) -> None:
    for child in children:
        child.stop()
    deadline = time.monotonic() + KILL_SECONDS
    for child in children:
        child.process.join(max(0.0, deadline - time.monotonic()))
        if child.process.is_alive():
            log.error("a process did not stop in time", extra={"process": child.name})
            child.process.kill()
            child.process.join()
