"""What views and templates may ask for during a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app
from flask_login import current_user

from engine.queries.account_signed_in import SignedIn
from engine.run import Runner
from notifications.links import AccountLinks
from webapp.scanning import Scanner
from webapp.settings import Settings

EXTENSION = "yearwheel"


@dataclass(frozen=True)
class Site:
    """What one web process works with, made once in `create_app`."""

    runner: Runner
    settings: Settings
    links: AccountLinks
    scanner: Scanner


def site() -> Site:
    """The running application's parts."""
    return cast(Site, current_app.extensions[EXTENSION])


def runner() -> Runner:
    """Runs commands (`runner().run(…)`) and opens the database for questions (`with runner().read() as …`)."""
    return site().runner


def settings() -> Settings:
    """The installation's settings."""
    return site().settings


def current_person() -> SignedIn:
    """Who is signed in. Views without `@public` are reached by nobody else."""
    return cast(SignedIn, current_user.signed_in)


def is_signed_in() -> bool:
    """Whether anybody is, for what public pages share with the others."""
    return bool(current_user.is_authenticated)
