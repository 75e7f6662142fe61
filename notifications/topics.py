"""What stands in the outbox: the topics of its messages, and the rows they are written as."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.ids import new_id

NOTICE_TASKS = "notice.tasks"
NOTICE_STATUTORY = "notice.statutory"
NOTICE_PERSON = "notice.person"
NOTICE_INCIDENT = "notice.incident"
MAIL_INCIDENT = "mail.incident"
MAIL_NOTICE = "mail.notice"
MAIL_DIGEST = "mail.digest"
WEBHOOK_CALL = "webhook.call"


def outbox_row(topic: str, payload: dict[str, Any], at: datetime) -> dict[str, Any]:
    """A message that leaves from then on, for inserts of many. at: system time."""
    return {
        "id": new_id(), "topic": topic, "payload": payload, "created_at": at, "run_at": at, "sent_at": None,
        "attempts": 0, "in_doubt": 0, "dead_at": None, "error": None,
    }  # fmt: skip
