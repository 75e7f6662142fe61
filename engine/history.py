"""The hash chain of a case: every action is one link that covers the link before it.

Answers are covered by a salted digest only. Answers and salt lie in `submission` and can be weeded (Arkivlagen 10 §);
the chain verifies just as well afterwards.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import Visibility
from engine.models import Comment, HistoryEvent, ProcessInstance, Submission
from engine.models.history import WEEDED

SALT_BYTES = 16


def new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def content_digest(answers: Mapping[str, Any], salt: bytes) -> str:
    """Salted SHA-256 of answers, independent of key order."""
    return hashlib.sha256(salt + orjson.dumps(answers, option=orjson.OPT_SORT_KEYS)).hexdigest()


def link_hash(
    prev_hash: str,
    *,
    instance_id: UUID,
    seq: int,
    action: str,
    at: datetime,
    actor_id: int | None,
    element_id: str | None,
    task_id: UUID | None,
    details: Mapping[str, Any],
    content_digest: str | None,
) -> str:
    """Hash of one link. Whoever changes any part of it, or of a link before it, changes this."""
    metadata = (prev_hash, instance_id, seq, action, at.timestamp(), actor_id, element_id, task_id, content_digest)
    body = orjson.dumps(metadata) + orjson.dumps(details, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).hexdigest()


def verify(session: Session, instance_id: UUID) -> list[str]:
    """What is wrong with a case's chain, in words; empty when it is whole.

    What has been weeded is no fault where the chain says so; an author's own notes go with the end of the case."""
    faults: list[str] = []
    prev, seq, weeded = "", 0, False
    digests: dict[int, str] = {}
    for event in session.scalars(
        select(HistoryEvent).where(HistoryEvent.instance_id == instance_id).order_by(HistoryEvent.seq)
    ):
        seq += 1
        if event.seq != seq:
            faults.append(f"link {seq} is missing")
            seq = event.seq
        if event.prev_hash != prev:
            faults.append(f"link {event.seq} does not continue the link before it")
        expected = link_hash(
            event.prev_hash,
            instance_id=event.instance_id,
            seq=event.seq,
            action=event.action,
            at=event.at,
            actor_id=event.actor_id,
            element_id=event.element_id,
            task_id=event.task_id,
            details=event.details,
            content_digest=event.content_digest,
        )
        if event.hash != expected:
            faults.append(f"link {event.seq} has been changed")
        if event.content_digest:
            digests[event.seq] = event.content_digest
        weeded = weeded or event.action == WEEDED
        prev = event.hash
    head = session.execute(
        select(ProcessInstance.history_seq, ProcessInstance.history_hash).where(ProcessInstance.id == instance_id)
    ).one_or_none()
    if head is not None and tuple(head) != (seq, prev):
        faults.append("the last links are missing")
    for found in _written(session, instance_id):
        digest = digests.pop(found.seq, None)
        if found.content is None and found.salt is None:
            if not (weeded or found.goes_by_itself):
                faults.append(f"{found.name} have gone, and nobody has weeded them")
        elif found.content is None or found.salt is None or digest != content_digest(found.content, found.salt):
            faults.append(f"{found.name} have been changed")
    return faults + [f"what link {seq} is about is not there" for seq in digests]


@dataclass(frozen=True, slots=True)
class _Written:
    """Something that a link covers by its digest. content, salt: both None once it has been weeded."""

    name: str
    seq: int
    content: dict[str, Any] | None
    salt: bytes | None
    goes_by_itself: bool = False


def _written(session: Session, instance_id: UUID) -> Iterator[_Written]:
    for each in session.scalars(select(Submission).where(Submission.instance_id == instance_id)):
        of_author = each.visibility == Visibility.AUTHOR
        yield _Written(f"the answers given at {each.element_id}", each.seq, each.answers, each.salt, of_author)
    for comment in session.scalars(select(Comment).where(Comment.instance_id == instance_id)):
        content = None if comment.text is None else {"text": comment.text}
        yield _Written(f"the words of {comment.written_at:%Y-%m-%d %H:%M}", comment.seq, content, comment.salt)
