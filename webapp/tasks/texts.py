"""Texts of diagrams and forms in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.definitions import definition_by_id, deployed_texts


@dataclass(frozen=True)
class Texts:
    """Translates what a deployment says. A text without a translation is shown as it was written."""

    session: Session
    locale: str

    def of_deployment(self, deployment_id: UUID) -> Mapping[str, str]:
        """All translations of one deployment."""
        return deployed_texts(self.session, deployment_id, self.locale)

    def of_definition(self, definition_id: UUID) -> Mapping[str, str]:
        """All translations of the deployment that a process version belongs to."""
        return self.of_deployment(definition_by_id(self.session, definition_id).deployment_id)

    def __call__(self, definition_id: UUID, text: str) -> str:
        return self.of_definition(definition_id).get(text, text)
