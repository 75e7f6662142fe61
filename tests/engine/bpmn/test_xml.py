"""Hostile and broken files are refused before anything looks inside them."""

from __future__ import annotations

import time

import pytest

from engine.bpmn import read_diagram
from engine.bpmn.xml import MAX_ELEMENTS, MAX_NESTED
from engine.errors import InvalidDiagram
from engine.foreign_xml import MAX_BYTES, MAX_DEPTH
from tests.engine.bpmn.drawing import HEAD, diagram, end, process, start, sub, user

BOMB = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def refused(data: bytes) -> str:
    with pytest.raises(InvalidDiagram) as raised:
        read_diagram(data)
    (problem,) = raised.value.problems
    assert problem.reason
    assert problem.remedy
    return problem.reason


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xfe\x00", b"<definitions>", b'{"a": 1}', b"<a><b></a>"])
def test_what_is_not_xml(data: bytes) -> None:
    assert "not XML" in refused(data)


def test_other_xml() -> None:
    assert "not a BPMN" in refused(b"<html/>")
    assert "not a BPMN" in refused(b'<definitions xmlns="urn:other"/>')


def test_doctype() -> None:
    assert "DOCTYPE" in refused(b"<!DOCTYPE definitions []>" + diagram())
    assert "DOCTYPE" in refused(b'<!DOCTYPE definitions SYSTEM "http://127.0.0.1:9/x.dtd">' + diagram())


@pytest.mark.parametrize("where", ["text", "attribute"])
def test_entity_bombs(where: str) -> None:
    body = (
        '<process id="p" name="&i;"/>'
        if where == "attribute"
        else '<process id="p"><documentation>&i;</documentation></process>'
    )
    began = time.perf_counter()
    reason = refused((BOMB + HEAD + body + "</definitions>").encode())
    assert "DOCTYPE" in reason or "not XML" in reason
    assert time.perf_counter() - began < 2


def test_external_entities_are_not_read(tmp_path: object) -> None:
    text = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}<process id="p">&x;</process></definitions>'
    assert "root:" not in refused(text.encode())


def test_large_files() -> None:
    assert "larger than 2 MB" in refused(b" " * (MAX_BYTES + 1))


def test_many_elements() -> None:
    assert str(MAX_ELEMENTS) in refused(diagram("<documentation/>" * MAX_ELEMENTS))


def nested(depth: int) -> bytes:
    inner = user("u")
    for level in range(depth, 0, -1):
        inner = sub(f"s{level}", inner)
    return diagram(process(inner))


def test_deep_nesting() -> None:
    assert len(read_diagram(nested(MAX_NESTED)).elements["p"]) == MAX_NESTED + 1
    with pytest.raises(InvalidDiagram) as raised:
        read_diagram(nested(MAX_NESTED + 1))
    (problem,) = raised.value.problems
    assert problem.element == f"s{MAX_NESTED + 1}"
    assert "nested more than 50 deep" in problem.reason
    inner = "<documentation/>"
    for _ in range(MAX_DEPTH):
        inner = f"<extensionElements>{inner}</extensionElements>"
    assert "Elements are nested more than 100 deep" in refused(diagram(inner))


@pytest.mark.parametrize("id", ["1a", "a b", "a'b", "a&quot;]", "a/b", "#a", "", "x" * 201])
def test_ids_that_are_no_names(id: str) -> None:
    assert "not a name" in refused(diagram(process(start(id), end())))


def test_ids_in_swedish() -> None:
    assert list(read_diagram(diagram(process(start("början"), end("slut")))).elements["p"]) == ["början", "slut"]


def test_utf_16() -> None:
    text = diagram(process(start("början"))).decode()
    assert "början" in read_diagram(text.encode("utf-16")).elements["p"]
