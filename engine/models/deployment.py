"""What has been deployed. What was drawn is never changed: a new version is a new row."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant
from engine.ids import new_id


class Deployment(Base):
    """Binds one version of diagrams, forms, decision tables and texts together."""

    __tablename__ = "deployment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    deployed_at: Mapped[datetime] = mapped_column(Instant)
    deployed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ProcessDefinition(Base):
    """One executable process of one diagram file. bpmn: the file byte for byte; starters: FEEL for the principals
    who may start it by hand, None when only other processes may; variables: the only names that enter its cases.

    suspended_at, suspended_because: since when, and why, no version of it may be started or go on."""

    __tablename__ = "process_definition"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    deployment_id: Mapped[UUID] = mapped_column(ForeignKey("deployment.id"), index=True)
    key: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    bpmn: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    starters: Mapped[str | None] = mapped_column(String(2000))
    variables: Mapped[list[str]] = mapped_column(Document)
    suspended_at: Mapped[datetime | None] = mapped_column(Instant)
    suspended_because: Mapped[str | None] = mapped_column(String(1000))


class DecisionDefinition(Base):
    """One decision, or decision service, of one file. key: its id, which `zeebe:calledDecision` names; dmn: the file
    byte for byte; inputs: names of the variables that it reads."""

    __tablename__ = "decision_definition"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    deployment_id: Mapped[UUID] = mapped_column(ForeignKey("deployment.id"), index=True)
    key: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    dmn: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    inputs: Mapped[list[str]] = mapped_column(Document)


class FormDefinition(Base):
    """One form of a deployment, as form-js schema. key: the schema's `id`, which `zeebe:formDefinition` names."""

    __tablename__ = "form_definition"
    __table_args__ = (UniqueConstraint("deployment_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    deployment_id: Mapped[UUID] = mapped_column(ForeignKey("deployment.id"))
    key: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    schema: Mapped[dict[str, Any]] = mapped_column(Document)


class Translation(Base):
    """Labels of a deployment's diagrams and forms in one language: source text to translated text."""

    __tablename__ = "translation"
    __table_args__ = (Index(None, "deployment_id", "locale", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    deployment_id: Mapped[UUID] = mapped_column(ForeignKey("deployment.id"))
    locale: Mapped[str] = mapped_column(String(10))
    texts: Mapped[dict[str, str]] = mapped_column(Document)
