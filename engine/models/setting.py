"""What all processes of an installation must agree on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document

BUSINESS_OFFSET = "business_offset_seconds"
PRINCIPALS_AS_OF = "principals_as_of"


class Setting(Base):
    """One value by name, e.g. how far business time lies from system time."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(Document)
