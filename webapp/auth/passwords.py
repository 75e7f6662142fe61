"""Passwords: argon2id hashes with OWASP's parameters for servers where many sign in at once (19 MiB, two passes, one
lane), made outside transactions because they are slow on purpose."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from engine.errors import FieldError
from webapp.i18n import _

MIN_LENGTH = 12
MAX_LENGTH = 1000
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when nobody has the address, so that the answer takes as long as for those who have one.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one behind the hash; never for None, which takes as long to say."""
    try:
        matches = _hasher.verify(password_hash or _NOBODY, password[:MAX_LENGTH])
    except VerificationError:
        return False
    return matches and password_hash is not None


def rehash(password_hash: str, password: str) -> str | None:
    """A new hash when the stored one was made by an older recipe, else None."""
    return hash_password(password) if _hasher.check_needs_rehash(password_hash) else None


def new_password_faults(password: str, again: str, email: str) -> list[FieldError]:
    """What is wrong with a chosen password: length is what makes it strong, so no other rules (NIST SP 800-63B)."""
    if len(password) < MIN_LENGTH:
        return [FieldError("password", _("Lösenordet är för kort. Välj minst %(count)d tecken.", count=MIN_LENGTH))]
    if len(password) > MAX_LENGTH:
        return [FieldError("password", _("Lösenordet är för långt."))]
    if password.lower() == email or len(set(password)) < 4:
        return [FieldError("password", _("Lösenordet är för lätt att gissa. Välj ett annat, gärna flera ord i rad."))]
    if password != again:
        return [FieldError("password-again", _("De två lösenorden är inte lika. Skriv samma i båda fälten."))]
    return []
