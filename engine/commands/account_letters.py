"""What the commands on accounts share: one spelling of an address, and the letters that accounts get."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from engine.clock import system_now
from engine.errors import Refused
from engine.models import Account, OutboxMessage

ADDRESS = re.compile(r"[^@\s\x00-\x1f,;<>\"]{1,64}@[^@\s\x00-\x1f,;<>\"]{1,189}")


def canonical_address(text: str) -> str:
    """The address as accounts keep it, so that nobody has to remember its capitals. Raises Refused for no address."""
    if not is_address(text):
        raise Refused("This is not an e-mail address")
    return text.strip().lower()


def is_address(text: str) -> bool:
    """Whether a letter could be sent to this text and to nothing else."""
    return ADDRESS.fullmatch(text.strip().lower()) is not None


def enqueue_mail(session: Session, topic: str, account: Account) -> None:
    """Put a letter to the account's owner in the outbox. It names the account and its epoch, never a secret:
    the link is signed when the letter leaves, and dies with the epoch."""
    now = system_now()
    payload = {"account_id": account.id, "epoch": account.epoch}
    session.add(OutboxMessage(topic=topic, payload=payload, created_at=now, run_at=now))
