"""Where all the rooms meet: one runner per process, with the real ports."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from engine.db import Database
from engine.ports import Ports
from engine.run import Runner
from forms.validator import FormValidator
from notifications.letters import Letters
from notifications.mail import Mailbox, MailFolder, MailServer
from notifications.outbox import Dispatcher, record_events
from notifications.webhooks import Webhooks
from processes.catalogue import LibraryPrefill, LibraryServiceTasks
from webapp.auth.links import account_links
from webapp.settings import Settings


def create_runner(settings: Settings) -> Runner:
    """Commands and questions on the installation's database."""
    database = Database(settings.database_url, pool_size=settings.web_threads)
    return Runner(database, create_ports(settings.zone_info), settings.zone_info, settings.calendar)


def create_ports(zone: ZoneInfo) -> Ports:
    """What the engine needs from the rooms above it."""
    forms = FormValidator(zone)
    return Ports(
        forms=forms,
        validator=forms,
        prefill=LibraryPrefill(),
        service_tasks=LibraryServiceTasks(),
        subscribers=(record_events,),
    )


def create_dispatcher(settings: Settings) -> Dispatcher:
    """Sends what waits in the outbox: letters by mail server or into the mail folder, and calls to other systems."""
    mailbox: Mailbox = MailFolder(settings.mail_folder)
    if settings.smtp_host:
        mailbox = MailServer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password,
        )
    letters = Letters(
        mailbox=mailbox, links=account_links(settings), sender=settings.mail_from, locale=settings.locale,
        zone=settings.zone_info, calendar=settings.calendar,
    )  # fmt: skip
    return Dispatcher({**letters.deliveries(), **Webhooks(settings.allowed_hosts).deliveries()})
