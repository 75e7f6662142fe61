"""A municipality with the demonstration's bodies."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from engine.models import Unit, UnitKind

SINCE = date(2020, 1, 1)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
COMMITTEES = ("FGN", "GVN", "KFN", "KS", "MRN", "SBN", "SN", "VON")
COMPANIES = ("AEM", "AKF", "ALE", "ASH", "DAB")


def found_bodies(session: Session) -> None:
    """The municipality, its council, eight committees and five companies."""
    session.add(Unit(id="ALV", name="Älvhamns kommun", kind=UnitKind.MUNICIPALITY, valid_from=SINCE))
    session.flush()
    kinds = {"KF": UnitKind.COUNCIL}
    kinds |= dict.fromkeys(COMMITTEES, UnitKind.COMMITTEE) | dict.fromkeys(COMPANIES, UnitKind.COMPANY)
    session.add_all(
        Unit(id=code, name=f"Organ {code}", kind=kind, parent_id="ALV", body_id=code, valid_from=SINCE)
        for code, kind in kinds.items()
    )
    session.flush()
