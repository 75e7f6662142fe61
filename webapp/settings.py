"""What an installation can be told from outside: one frozen dataclass, read from environment variables.

Every field `name` is the variable `YEARWHEEL_NAME`; docs/reference/settings.md lists them all.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.calendar import Country, WorkCalendar, read_half_days, read_stops
from engine.commands.weed_logs import LOG_DAYS
from engine.errors import SettingsRefused
from notifications.outbox import KEPT_DAYS
from notifications.outgoing import AllowedHosts

PREFIX = "YEARWHEEL_"
DEFAULT_SECRET = "a-secret-for-demonstrations-only"  # noqa: S105 - refused outside the demonstration
SECRET_LENGTH = 32
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
Language = Literal["sv", "en"]
MailSecurity = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one installation. Times in minutes and hours as the names say, sizes in MB (10^6 bytes)."""

    database_url: str = "sqlite:///var/yearwheel.db"
    secret_key: str = DEFAULT_SECRET
    demo: bool = False
    zone: str = "Europe/Stockholm"
    locale: Language = "sv"
    country: Literal["SE", "NO", "FI", "DK"] = "SE"
    stops: str = "06-25..08-10, 12-22..01-06"
    half_days: str = "usual"
    bridge_days: bool = False

    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    trusted_proxies: int = 0
    web_processes: int = 2
    web_threads: int = 4
    worker_in_serve: bool = True

    session_idle_minutes: int = 60
    session_hours: int = 12
    reset_link_minutes: int = 60
    invitation_days: int = 14
    sign_in_attempts_per_address: int = 10
    sign_in_attempts_per_network: int = 100
    sign_in_window_minutes: int = 15

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_security: MailSecurity = "starttls"
    mail_from: str = "arshjulet@localhost"
    mail_folder: Path = Path("var/mail")
    webhook_hosts: str = ""
    outbox_days: int = KEPT_DAYS
    log_days: int = LOG_DAYS

    max_upload_mb: int = 20
    virus_scanner: str = ""
    log_level: str = "INFO"

    def __post_init__(self) -> None:
        if not self.demo and (self.secret_key == DEFAULT_SECRET or len(self.secret_key) < SECRET_LENGTH):
            raise SettingsRefused(
                f"Set {PREFIX}SECRET_KEY to at least {SECRET_LENGTH} random characters, kept secret and the same on "
                'every server, e.g. from python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SettingsRefused(f"{PREFIX}ZONE is not a time zone: {self.zone}") from error
        scanner = urlsplit(self.virus_scanner)
        if self.virus_scanner and not (scanner.path if scanner.scheme == "unix" else scanner.scheme == "tcp"):
            raise SettingsRefused(f"{PREFIX}VIRUS_SCANNER is unix:/path/of/clamd.ctl or tcp://host:3310")
        for name, read, text in (
            ("STOPS", read_stops, self.stops), ("HALF_DAYS", read_half_days, self.half_days),
            ("WEBHOOK_HOSTS", AllowedHosts.read, self.webhook_hosts),
        ):  # fmt: skip
            try:
                read(text)
            except ValueError as error:
                raise SettingsRefused(f"{PREFIX}{name}: {error}") from error
        if self.smtp_user and self.smtp_security == "none":
            raise SettingsRefused(f"{PREFIX}SMTP_USER needs an encrypted connection: {PREFIX}SMTP_SECURITY")

    @property
    def zone_info(self) -> ZoneInfo:
        """Where the municipality's people live."""
        return ZoneInfo(self.zone)

    @property
    def calendar(self) -> WorkCalendar:
        """When the municipality works."""
        return WorkCalendar(
            country=Country(self.country),
            stops=read_stops(self.stops),
            half_days=read_half_days(self.half_days),
            bridge_days=self.bridge_days,
        )

    @property
    def public_url(self) -> str:
        """The address that mailed links begin with, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over HTTPS only, except in a demonstration that nobody but this machine can reach."""
        parts = urlsplit(self.public_url)
        return not (self.demo and parts.scheme == "http" and parts.hostname in LOOPBACK)

    @property
    def allowed_hosts(self) -> AllowedHosts:
        """Which other systems may be called."""
        return AllowedHosts.read(self.webhook_hosts)

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that these environment variables describe. Raises SettingsRefused with what to change."""
    types_of = get_type_hints(Settings)
    known = {PREFIX + field.name.upper(): field.name for field in fields(Settings)}
    unknown = [name for name in environ if name.startswith(PREFIX) and name not in known]
    if unknown:
        raise SettingsRefused(f"There is no setting {', '.join(sorted(unknown))}")
    given = {name: value for name, value in environ.items() if name in known}
    return Settings(**{known[name]: _parse(name, value, types_of[known[name]]) for name, value in given.items()})


def _parse(name: str, text: str, kind: Any) -> Any:
    if get_origin(kind) in (Literal, Union, types.UnionType):
        if text in get_args(kind):
            return text
        raise SettingsRefused(f"{name} is one of {', '.join(get_args(kind))}, not {text!r}")
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise SettingsRefused(f"{name} is 1 or 0, not {text!r}")
    if kind is int:
        if text.isascii() and text.isdigit():
            return int(text)
        raise SettingsRefused(f"{name} is a whole number, not {text!r}")
    return kind(text)
