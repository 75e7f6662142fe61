"""The library's forms can be deployed, and every text of a package is translated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from forms import compile_form
from tests.processes.packages import BPMN, DIAGRAMS, FORMS, PACKAGES, ZEEBE, tree

TEXTS = ("label", "description", "dateLabel", "timeLabel", "text", "content", "alt", "title")


@pytest.mark.parametrize(("key", "name"), FORMS)
def test_a_form_can_be_deployed(key: str, name: str) -> None:
    schema = json.loads(PACKAGES[key].files[name])
    assert name == f"{schema['id']}.form.json"
    assert schema["schemaVersion"] == 19
    assert compile_form(schema).problems() == []


@pytest.mark.parametrize("key", PACKAGES)
@pytest.mark.parametrize("locale", ["en"])
def test_every_text_is_translated(key: str, locale: str) -> None:
    texts = set(_texts_of(key))
    translated = json.loads(PACKAGES[key].files[f"locale/{locale}.json"])
    assert sorted(texts - translated.keys()) == []
    assert sorted(translated.keys() - texts) == []
    assert all(value.strip() for value in translated.values())


def _texts_of(key: str) -> Iterator[str]:
    for package, name in DIAGRAMS:
        if package == key:
            for element in tree(key, name).iter():
                if element.tag.startswith(BPMN) and element.get("name"):
                    yield element.get("name")
                if element.tag == BPMN + "documentation":
                    yield element.text
                if element.tag == ZEEBE + "property" and element.get("name") == "yearwheel:next-hint":
                    yield element.get("value")
    for package, name in FORMS:
        if package == key:
            yield from _texts_in(json.loads(PACKAGES[key].files[name])["components"])


def _texts_in(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        yield from (component[name] for name in TEXTS if component.get(name))
        yield from component.get("appearance", {}).values()
        yield from filter(None, [component.get("validate", {}).get("patternErrorMessage")])
        yield from (option["label"] for option in component.get("values", []))
        yield from (column["label"] for column in component.get("columns", []))
        properties = component.get("properties", {})
        yield from (value for name, value in properties.items() if name.startswith("yearwheel:message"))
        yield from _texts_in(component.get("components", []))
