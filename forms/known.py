"""What a component may say about itself: every property that form-js 1.23 and this system know, by type."""

from __future__ import annotations

from collections.abc import Mapping

from forms.source import Source

PLACE = frozenset({"type", "id", "layout", "conditional", "properties"})
NAMED = PLACE | {"label", "description"}
ASKED = NAMED | {"key", "defaultValue", "disabled", "readonly", "validate"}
CHOSEN = ASKED | {"values", "valuesKey", "valuesExpression"}
HOLDING = NAMED | {"path", "components", "showOutline", "verticalAlignment", "disabled", "readonly"}

KNOWN: Mapping[str, frozenset[str]] = {
    "textfield": ASKED | {"appearance"},
    "textarea": ASKED | {"appearance", "rows"},
    "number": ASKED | {"appearance", "decimalDigits", "increment", "serializeToString"},
    "datetime": ASKED
    | {"subtype", "dateLabel", "timeLabel", "disallowPassedDates", "timeInterval", "use24h", "timeSerializingFormat"},
    "checkbox": ASKED,
    "checklist": CHOSEN,
    "radio": CHOSEN,
    "select": CHOSEN | {"searchable"},
    "taglist": CHOSEN,
    "filepicker": (ASKED - {"defaultValue"}) | {"accept", "multiple"},
    "expression": NAMED | {"key", "expression", "computeOn", "decimalDigits", "appearance"},
    "text": PLACE | {"text", "strict"},
    "html": PLACE | {"content", "strict"},
    "image": PLACE | {"source", "alt"},
    "table": PLACE | {"label", "dataSource", "columns", "columnsExpression", "rowCount"},
    "documentPreview": PLACE | {"label", "title", "dataSource", "endpointKey", "maxHeight"},
    "separator": PLACE,
    "spacer": PLACE | {"height"},
    "group": HOLDING,
    "dynamiclist": HOLDING
    | {"isRepeating", "allowAddRemove", "defaultRepetitions", "disableCollapse", "nonCollapsedItems"},
    "button": PLACE | {"label", "action", "disabled"},
}
INNER: Mapping[str, frozenset[str]] = {
    "layout": frozenset({"row", "columns"}),
    "conditional": frozenset({"hide"}),
    "appearance": frozenset({"prefixAdorner", "suffixAdorner"}),
}
FORM = frozenset(
    {
        *("type", "id", "components", "schemaVersion", "versionTag", "properties"),
        *("exporter", "executionPlatform", "executionPlatformVersion", "$schema", "generated"),
    }
)
NOT_SHOWN: Mapping[str, str] = {
    "iframe": "Put a link to the page in a text: this system shows nothing from other sites.",
}
"""What form-js has and this system does not show, with what to do instead."""


def check_known(source: Source, kind: str) -> None:
    """Notes every property that means nothing here, so that none is left out in silence: a condition of another kind
    is refused, because the field would be shown to everybody; the rest is a warning."""
    for name in sorted(map(str, source.data.keys() - KNOWN[kind])):
        source.refuse(
            f'The property "{name}" of a {kind} has no meaning here.',
            "Remove it, or write a yearwheel: property.",
            warning=True,
        )
    for name, known in INNER.items():
        part = source.get(name)
        if part is None or name not in KNOWN[kind]:
            continue
        if not isinstance(part, Mapping):
            source.refuse(f'"{name}" is not an object.', "Draw the form anew in the form editor.")
            continue
        for inner in sorted(map(str, part.keys() - known)):
            source.refuse(
                f'"{name}" has no "{inner}" here.',
                f"Use {', '.join(sorted(known))}.",
                warning=name != "conditional",
            )


def check_form(source: Source) -> None:
    """Notes the properties of the form itself that mean nothing here."""
    for name in sorted(map(str, source.data.keys() - FORM)):
        source.refuse(f'The form\'s property "{name}" has no meaning here.', "Remove it.", warning=True)
