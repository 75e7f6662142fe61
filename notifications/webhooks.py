"""Calls to other systems: ids, topic and times, signed as the Standard Webhooks convention has it.

https://www.standardwebhooks.com: `webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over
`webhook-id.webhook-timestamp.body`, with the secret that follows `whsec_`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import Visibility
from engine.access.sealed import sealed_cases
from engine.clock import system_now
from engine.ids import new_id
from engine.models import HumanTask, OutboxMessage, Webhook
from notifications.outbox import Delivery
from notifications.outgoing import AddressRefused, AllowedHosts, post
from notifications.topics import WEBHOOK_CALL
from notifications.undeliverable import Undeliverable

PREFIX = "whsec_"
SECRET_BYTES = 32
GONE = 410
TOPICS = ("task.opened", "statutory.alarm", "statutory.missed")
"""What other systems can be told of: that a task waits, that a day in the law draws near, that it has passed."""
TEST_TOPIC = "test"
FACTS = frozenset({
    "case_id", "task_id", "incident_id", "deadline_id", "definition_key", "element_id", "code", "due_at", "on_date",
})  # fmt: skip
"""What another system may learn: what something is and when, never what it is called or what anybody wrote."""


def new_secret() -> str:
    """A secret that both sides are to know."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(secret: str, number: str, at: int, body: bytes) -> str:
    """The header that proves who calls, and that nothing has been changed on the way. at: seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.digest(key, f"{number}.{at}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


@dataclass(frozen=True)
class Webhooks:
    """Calls the systems that listen. hosts: those that may be called."""

    hosts: AllowedHosts

    def deliveries(self) -> Mapping[str, Delivery]:
        """Topic of the outbox to what sends it."""
        return {WEBHOOK_CALL: self.deliver}

    def deliver(self, session: Session, message: OutboxMessage) -> None:
        """One event to one system. Of whistle-blowing nobody outside hears that there is any (lag 2021:890)."""
        webhook = session.get(Webhook, UUID(message.payload["webhook_id"]))
        facts = message.payload["facts"]
        if webhook is None or not webhook.active or _is_whistleblowing(session, facts):
            return
        self.call(webhook.url, webhook.secret, str(message.id), message.payload["topic"], facts, message.created_at)

    def refusal(self, url: str) -> str | None:
        """Why this address would not be called, as AddressRefused has it; None when it may be, as far as can be told
        without looking it up."""
        try:
            self.hosts.check(url)
        except AddressRefused as refused:
            return refused.code
        return None

    def attempt(self, url: str, secret: str) -> str | None:
        """Call now, to see whether it works. Returns what went wrong, None when it was taken."""
        try:
            self.call(url, secret, str(new_id()), TEST_TOPIC, {}, system_now())
        except (Undeliverable, OSError, http.client.HTTPException) as fault:
            return str(fault) or type(fault).__name__
        return None

    def call(
        self, url: str, secret: str, number: str, topic: str, facts: Mapping[str, Any], happened_at: datetime
    ) -> int:
        """Call now. number: the event's, the same on every attempt. Returns the HTTP status of the answer. Raises
        Undeliverable when calling again would not help, anything else when it may."""
        target = self.hosts.check(url)
        address = self.hosts.resolve(target)
        told = {name: value for name, value in facts.items() if name in FACTS}
        body = orjson.dumps({"type": topic, "timestamp": happened_at.isoformat(), "data": told})
        at = int(system_now().timestamp())
        headers = {
            "Content-Type": "application/json", "User-Agent": "Yearwheel", "Accept-Encoding": "identity",
            "webhook-id": number, "webhook-timestamp": str(at), "webhook-signature": sign(secret, number, at, body),
        }  # fmt: skip
        answer = post(target, address, body, headers)
        if 300 <= answer.status < 400 or answer.status == GONE:
            raise Undeliverable(f"{target.host} answers {answer.status}: give the address that is to be called itself")
        if not 200 <= answer.status < 300:
            raise http.client.HTTPException(f"{target.host} answers {answer.status}")
        return answer.status


def _is_whistleblowing(session: Session, facts: Mapping[str, Any]) -> bool:
    task_id, case_id = facts.get("task_id"), facts.get("case_id")
    cases = {UUID(case_id)} if case_id else set()
    if task_id:
        task = session.execute(
            select(HumanTask.instance_id, HumanTask.visibility).where(HumanTask.id == UUID(task_id))
        ).one_or_none()
        if task is not None:
            cases.add(task.instance_id)
            if task.visibility == Visibility.WB:
                return True
    return bool(cases and sealed_cases(session, cases, {Visibility.WB}))
