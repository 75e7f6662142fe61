"""Dates, principals and roles in words, for every page that shows tasks."""

from __future__ import annotations

from datetime import date, datetime

from engine.queries.principal_labels import PrincipalKind, PrincipalLabel
from webapp.context import settings
from webapp.i18n import LazyText, _, _l, day, ngettext
from webapp.tasks import blueprint

NEAR = 14

ROLES: dict[str, LazyText] = {
    "administrator": _l("Administratör"),
    "auditor": _l("Revisor"),
    "chair": _l("Ordförande"),
    "chief-executive": _l("Kommundirektör"),
    "controller": _l("Controller"),
    "council-secretary": _l("Fullmäktiges sekreterare"),
    "finance-director": _l("Ekonomidirektör"),
    "head-of-department": _l("Förvaltningschef"),
    "hr": _l("HR"),
    "hr-director": _l("HR-direktör"),
    "managing-director": _l("VD"),
    "member": _l("Ledamot"),
    "process-owner": _l("Processägare"),
    "registrar": _l("Registrator"),
    "secretary": _l("Sekreterare"),
}


@blueprint.app_template_filter("local_date")
def local_date(moment: datetime) -> date:
    """The date in the municipality's zone."""
    return moment.astimezone(settings().zone_info).date()


@blueprint.app_template_filter("due_words")
def due_words(due_at: datetime, today: date) -> str:
    """How far away a due date lies: `i dag`, `om 3 dagar`, `2 dagar försenad`; the date itself when it is far off."""
    days = (local_date(due_at) - today).days
    if days < 0:
        return str(ngettext("%(num)d dag försenad", "%(num)d dagar försenad", -days))
    if days == 0:
        return str(_("i dag"))
    if days == 1:
        return str(_("i morgon"))
    if days <= NEAR:
        return str(ngettext("om %(num)d dag", "om %(num)d dagar", days))
    return day(local_date(due_at))


@blueprint.app_template_filter("principal_words")
def principal_words(label: PrincipalLabel) -> str:
    """Who that is: `Ali Rask`, `Chefen för Hamnskolan`, `Controller, Socialnämnden`."""
    match label.kind:
        case PrincipalKind.MANAGER_OF | PrincipalKind.MANAGER:
            return str(_("Chefen för %(name)s", name=label.name))
        case PrincipalKind.ROLE:
            return str(_("%(role)s, %(unit)s", role=role_words(label.role or ""), unit=label.name))
        case _:
            return label.name


@blueprint.app_template_filter("role_words")
def role_words(key: str) -> str:
    """What a role is called; its key for one that this installation has made itself."""
    return str(ROLES.get(key, key))
