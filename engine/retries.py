"""How often and when work that failed is tried again, before a person has to look at it."""

from __future__ import annotations

from datetime import timedelta

MAX_ATTEMPTS = 5
LEASE = timedelta(minutes=2)


def retry_delay(attempts: int) -> timedelta:
    """Waiting time after that many failed attempts: 10 s, 40 s, 160 s, …"""
    return timedelta(seconds=10 * 4 ** (attempts - 1))
