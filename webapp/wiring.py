"""Where all the rooms meet: one runner per process, with the real ports."""

from __future__ import annotations

from engine.db import Database
from engine.ports import Ports
from engine.run import Runner
from forms.validator import FormValidator
from notifications.outbox import record_events
from processes.catalogue import LibraryPrefill, LibraryServiceTasks
from webapp.settings import Settings


def create_runner(settings: Settings) -> Runner:
    """Commands and questions on the installation's database."""
    database = Database(settings.database_url, pool_size=settings.web_threads)
    return Runner(database, create_ports(), settings.zone_info)


def create_ports() -> Ports:
    """What the engine needs from the rooms above it."""
    forms = FormValidator()
    return Ports(
        forms=forms,
        validator=forms,
        prefill=LibraryPrefill(),
        service_tasks=LibraryServiceTasks(),
        subscribers=(record_events,),
    )
