"""What every command begins with: settings, logs, a database that is up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from engine.run import Runner
from webapp import logs
from webapp.migrate import upgrade
from webapp.settings import Settings, read_settings
from webapp.wiring import create_runner


def start(**overrides: str) -> Settings:
    """The installation's settings, with its database made and upgraded. overrides: settings by variable name."""
    given = {name: value for name, value in os.environ.items() if name.startswith("YEARWHEEL_")}
    settings = read_settings(given | overrides)
    logs.configure(settings.log_level)
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    return settings


@contextmanager
def opened(settings: Settings) -> Iterator[Runner]:
    """A runner for one command."""
    runner = create_runner(settings)
    try:
        yield runner
    finally:
        runner.database.close()
