"""Moving running cases to another version of their process: first a look, then the move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from engine.bpmn.migration import known_ids
from engine.casework.migration_preview import preview
from engine.commands.migrate_process import MigrateProcess, Moved
from engine.definitions import Definition, definition_by_id
from engine.queries.definition_versions import Version, definition_versions
from webapp.admin import blueprint, moving
from webapp.admin.forms import REASON_LENGTH, read_reason
from webapp.context import current_person, runner
from webapp.i18n import locale, ngettext
from webapp.tasks.texts import Texts

LOOKED_AT = 300  # cases of one look
MAPPED = "map."  # what the name of a mapping's field begins with


@dataclass(frozen=True)
class Wish:
    """What the page has been asked for. cases: these alone, empty for all; mapping: as far as both versions know it."""

    key: str
    versions: tuple[Version, ...]
    old: Definition
    new: Definition
    cases: tuple[UUID, ...]
    mapping: dict[str, str]

    @property
    def arguments(self) -> dict[str, Any]:
        """The same wish as an address."""
        mapping = {MAPPED + old: new for old, new in self.mapping.items()}
        chosen = {"case": [str(each) for each in self.cases]} if self.cases else {}
        return {"key": self.key, "from": self.old.version, "to": self.new.version, **chosen, **mapping}


@blueprint.get("/definitions/<key>/migrate")
def migration(key: str) -> str:
    return _page(key, request.args)


@blueprint.post("/definitions/<key>/migrate")
def migrate(key: str) -> Response | tuple[str, int]:
    reason = read_reason(request.form)
    if not reason:
        return _page(key, request.form, missing=True), 422
    with runner().read() as (session, _clock):
        wish = _wish(session, key, request.form)
    done = runner().run(
        MigrateProcess(
            from_id=wish.old.id, to_id=wish.new.id, actor=current_person().person_id,
            instance_ids=wish.cases or None, mapping=wish.mapping, reason=reason,
        )
    )  # fmt: skip
    flash(_outcome(done), "warning" if done.refused else "success")
    return redirect(url_for("admin.migration", **wish.arguments))


def _page(key: str, asked: MultiDict[str, str], *, missing: bool = False) -> str:
    with runner().read() as (session, clock):
        wish = _wish(session, key, asked)
        found = None
        if wish.old.id != wish.new.id:
            found = preview(
                session, clock, wish.old, wish.new, wish.mapping, person_id=current_person().person_id,
                instance_ids=wish.cases or None, limit=LOOKED_AT,
            )  # fmt: skip
        cases = found.cases if found else ()
        translate = Texts(session, locale())
        return render_template(
            "admin/migration.html",
            wish=wish,
            process_name=translate(wish.new.id, wish.new.name),
            found=found,
            groups=moving.alike(cases),
            names=moving.Names(
                wish.old, wish.new, translate.of_definition(wish.old.id), translate.of_definition(wish.new.id)
            ),
            replacements=moving.replacements(wish.old, wish.new, wish.mapping, cases),
            words=moving,
            missing=missing,
            limit=REASON_LENGTH,
        )


def _wish(session: Session, key: str, asked: MultiDict[str, str]) -> Wish:
    versions = definition_versions(session, key)
    numbers = {version.number: version for version in versions}
    to = numbers.get(asked.get("to", 0, int), versions[0])
    older = next((version for version in versions if version != to and version.running), None)
    start = numbers.get(asked.get("from", 0, int), older or versions[-1])
    old, new = (definition_by_id(session, version.id) for version in (start, to))
    here, there = (known_ids(each.program, key) for each in (old, new))
    given = {name.removeprefix(MAPPED): value for name, value in asked.items() if name.startswith(MAPPED)}
    mapping = {source: target for source, target in given.items() if source in here and target in there}
    return Wish(key, versions, old, new, _chosen(asked), mapping)


def _chosen(asked: MultiDict[str, str]) -> tuple[UUID, ...]:
    """The cases that are named. Raises BadRequest: without a name that cannot be read, the wish might be for all."""
    try:
        return tuple(UUID(each) for each in asked.getlist("case"))
    except ValueError as error:
        raise BadRequest from error


def _outcome(done: Moved) -> str:
    said = [ngettext("%(num)d ärende är flyttat.", "%(num)d ärenden är flyttade.", done.moved)]
    if done.refused:
        said.append(
            ngettext(
                "%(num)d ärende står kvar; orsaken står här nedanför.",
                "%(num)d ärenden står kvar; orsakerna står här nedanför.",
                len(done.refused),
            )
        )
    if done.queued:
        said.append(
            ngettext(
                "%(num)d ärende till flyttas inom kort i bakgrunden.",
                "%(num)d ärenden till flyttas inom kort i bakgrunden.",
                done.queued,
            )
        )
    return " ".join(said)
