"""Scopes and refusals in words."""

from __future__ import annotations

from engine.errors import ArrangementRefused, FieldError
from engine.models import DeputyScope
from engine.rules import Misfit
from webapp.i18n import LazyText, _l

SCOPES: dict[DeputyScope, tuple[LazyText, LazyText]] = {
    DeputyScope.READ: (
        _l("Läsa"),
        _l("Se ärenden och svar som hör till rollen. Aldrig det som är mellan en medarbetare och chefen."),
    ),
    DeputyScope.DO: (_l("Göra uppgifter"), _l("Fylla i och skicka in det som väntar.")),
    DeputyScope.SIGN: (_l("Skriva under"), _l("Bekräfta och skriva under det som kräver det.")),
    DeputyScope.APPROVE_MONEY: (_l("Godkänna pengar"), _l("Ta fram och registrera beslut om ramar och belopp.")),
}
MISFITS: dict[Misfit, LazyText] = {
    Misfit.BACKWARDS: _l("Sista dagen ligger före den första. Ändra en av dem."),
    Misfit.TOO_LONG: _l("Perioden får vara högst ett år. Välj en tidigare sista dag."),
    Misfit.FAR: _l("Perioden får börja högst ett år fram i tiden. Välj en tidigare första dag."),
    Misfit.PAST: _l("Dagen har redan varit. Välj i dag eller en senare dag."),
    Misfit.ALREADY: _l("Några av dagarna är redan med i en annan period. Avsluta den, eller välj andra dagar."),
    Misfit.ONESELF: _l("Ingen kan vara sin egen ställföreträdare. Välj någon annan."),
    Misfit.NO_SCOPE: _l("Kryssa för minst en sak som ställföreträdaren får göra."),
    Misfit.NOT_AT_WORK: _l("Personen har varken anställning eller uppdrag här i dag. Välj någon annan."),
    Misfit.AUDITOR: _l("En revisor kan inte vara ställföreträdare. Välj någon annan."),
}
NO_DAY = _l("Ange en dag.")


def fault(error: ArrangementRefused) -> FieldError:
    """What is to be mended, and where."""
    return FieldError(error.field, str(MISFITS[error.why]))
