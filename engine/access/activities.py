"""Who may start what ad-hoc sub-processes offer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists

from engine.models import ActivityOffer, ActivityStarter, PrincipalHolder


def may_start_activities(person_id: int) -> ColumnElement[bool]:
    """Of ActivityOffer: the person holds one of the principals that may start what is offered."""
    starter = exists().where(
        ActivityStarter.token == ActivityOffer.token,
        PrincipalHolder.principal == ActivityStarter.principal,
        PrincipalHolder.person_id == person_id,
    )
    return starter.correlate(ActivityOffer)
