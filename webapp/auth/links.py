"""The links that this installation mails to the owners of accounts."""

from __future__ import annotations

from datetime import timedelta

from notifications.links import INVITATION, RESET, AccountLinks
from webapp.settings import Settings


def account_links(settings: Settings) -> AccountLinks:
    """Signed with the installation's secret, living as long as its settings say."""
    lives = {
        RESET: timedelta(minutes=settings.reset_link_minutes),
        INVITATION: timedelta(days=settings.invitation_days),
    }
    return AccountLinks(settings.secret_key, settings.public_url, lives)
