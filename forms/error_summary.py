"""The list of faults at the top of a page: each a link to its field, which is named by the labels on the way to it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from forms.component import Component
from forms.page import Page, dom_id
from forms.rendering import environment


def render_error_summary(components: Sequence[Component], page: Page) -> Markup:
    """Links to the faults; empty if there are none."""
    if not page.errors:
        return Markup("")
    faults = [
        (dom_id(path), _place(components, path, page), page.translate(message)) for path, message in page.errors.items()
    ]
    return Markup(environment().get_template("error_summary.html").render(faults=faults, page=page))  # noqa: S704


def _place(components: Sequence[Component], path: str, page: Page) -> str:
    """Where a fault lies, in words: the labels on the way to it and the numbers of rows."""
    words: list[str] = []
    for part in path.split("."):
        if part.isdecimal():
            words.append(f"{page.say('row').lower()} {int(part) + 1}")
            continue
        component = _find(components, part)
        if component is None:
            break
        if component.label:
            words.append(page.translate(component.label))
        components = component.children
    return ", ".join(words)


def _find(components: Sequence[Component], key: str) -> Component | None:
    for component in components:
        if component.key == key:
            return component
        if component.name is None and (found := _find(component.children, key)) is not None:
            return found
    return None
