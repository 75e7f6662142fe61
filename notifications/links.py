"""Links in letters that let their reader choose a password: signed, short-lived, and dead once used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

RESET = "reset"
INVITATION = "invitation"


@dataclass(frozen=True)
class AccountLinks:
    """Signs and reads the links of one installation. purpose: RESET or INVITATION, each with a life of its own."""

    secret_key: str
    public_url: str
    lives: dict[str, timedelta]

    def address(self, purpose: str, account_id: int, epoch: int) -> str:
        """The whole address to mail."""
        return f"{self.public_url}/{purpose}/{self.token(purpose, account_id, epoch)}"

    def token(self, purpose: str, account_id: int, epoch: int) -> str:
        return self._serializer(purpose).dumps([account_id, epoch])

    def read(self, purpose: str, token: str) -> tuple[int, int] | None:
        """Account id and epoch, None for a link that is forged, damaged or too old."""
        try:
            account_id, epoch = self._serializer(purpose).loads(token, max_age=int(self.lives[purpose].total_seconds()))
        except BadData:
            return None
        return int(account_id), int(epoch)

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret_key, salt=f"account-{purpose}")
