"""Nothing that an author, a colleague or a register wrote becomes markup."""

from __future__ import annotations

from typing import Any

import pytest
from lxml.html import HtmlElement

from engine.errors import FieldError
from forms import compile_form
from forms.html_text import clean_html
from forms.prose import markdown
from tests.forms.forms_for_tests import KITCHEN_SINK, PREFILL, TODAY, kitchen_sink, parsed, posted

ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
SETTINGS = frozenset(
    {
        *("type", "id", "key", "path", "subtype", "value", "row", "pattern", "validationType"),
        *("valuesKey", "valuesExpression", "dataSource", "expression", "hide"),
        *("yearwheel:rule", "yearwheel:rule-2", "yearwheel:rows", "yearwheel:visibility"),
    }
)


def poisoned(value: Any, name: str = "") -> Any:
    """The same JSON with an attack in every text that people are to read."""
    if isinstance(value, dict):
        return {key: poisoned(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, name) for inner in value]
    return value + ATTACK if isinstance(value, str) and name not in SETTINGS else value


def assert_harmless(page: HtmlElement) -> None:
    assert not page.xpath("//script | //img | //style | //iframe | //object | //svg")
    handlers = [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert not handlers
    for target in page.xpath("//@href | //@src | //@action | //@formaction"):
        assert target.startswith(("#", "https://", "/"))


def test_the_texts_of_the_form_are_escaped() -> None:
    form = compile_form(poisoned(KITCHEN_SINK))
    errors = [FieldError(field.path.replace("goals.", "goals.0."), ATTACK) for field in form.fields]
    words = {text: text + ATTACK for text in ("Rubrik", "E-post")}
    raw = posted()
    page = parsed(form.error_summary(errors, "sv", words) + form.render(raw, errors, PREFILL, "sv", words, today=TODAY))
    assert_harmless(page)
    assert "<script>alert(1)</script>" in page.text_content()


def test_what_was_typed_is_escaped() -> None:
    raw = {name: poisoned(value) if name != "minutes" else value for name, value in posted().items()}
    assert_harmless(parsed(kitchen_sink().render(raw, (), PREFILL, "sv", today=TODAY)))


def test_the_prefill_is_escaped() -> None:
    prefill = poisoned({**PREFILL, "cycle_year": "2027"})
    page = parsed(kitchen_sink().render(posted(), (), prefill, "sv", today=TODAY))
    assert_harmless(page)
    assert ATTACK in page.text_content()


def test_answers_and_labels_are_escaped_when_they_are_read() -> None:
    answers = poisoned(kitchen_sink().validate(posted(), PREFILL, TODAY, "sv"))
    form = compile_form(poisoned(KITCHEN_SINK))
    page = parsed(form.present(answers, lambda code: True, link=lambda identity: f"/attachments/{identity}"))
    assert_harmless(page)
    assert page.text_content().count(ATTACK) > 20


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,a)", "[x](//evil.example)",
        "[x](/\\evil.example)", "[x](vbscript:a)", '[x](https://a"onclick=alert(1))', "<b onclick=alert(1)>x</b>",
        "# <script>alert(1)</script>", "- <img src=x onerror=alert(1)>", "**<script>alert(1)</script>**",
        "`<script>alert(1)</script>`", "\ue0000\ue001", "\ue00099\ue001",
    ],
)  # fmt: skip
def test_markdown_cannot_be_turned_into_markup(text: str) -> None:
    assert_harmless(parsed(markdown(text)))


def test_a_value_set_into_markdown_is_never_read_as_markdown() -> None:
    typed = "[klicka](https://evil.example) **viktigt** # rubrik"
    rendered = markdown("Enligt {} gäller.", lambda reserve, text: text.replace("{}", reserve(typed)))
    assert rendered == f'<p class="ds-paragraph">Enligt {typed} gäller.</p>'


def test_markdown_knows_the_little_that_a_form_needs() -> None:
    page = parsed(markdown("## Rubrik\nText med *betoning* och `kod`\n\n1. ett\n2. två\n\n- a\n- b\n\n[länk](/plan)"))
    assert [element.tag for element in page.xpath("//form/*")] == ["h3", "p", "ol", "ul", "p"]
    assert page.xpath("//em/text() | //code/text() | //a/@href") == ["betoning", "kod", "/plan"]


def test_html_keeps_the_tags_that_only_say_what_a_text_is() -> None:
    source = (
        "<h1 onclick=x()>Råd</h1><p style='a'>Skriv <b>kort</b> &amp; <u>snart</u>.<br>Spara.</p><style>p{}</style>"
    )
    assert clean_html(source) == (
        '<h2 class="ds-heading">Råd</h2><p class="ds-paragraph">Skriv <strong>kort</strong> &amp; snart.<br>Spara.</p>'
    )
    table = "<table><tr><th scope=row colspan=2 id=x>A</th><td rowspan=99999>1</td></tr></table>"
    assert clean_html(table) == (
        '<table class="ds-table"><tr><th colspan="2" scope="row">A</th><td>1</td></tr></table>'
    )


@pytest.mark.parametrize(
    "source",
    [
        ATTACK, "<svg><script>alert(1)</script></svg>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<a href=javascript:alert(1)>x</a>", "<a href='//evil.example'>x</a>", "<p><b>trasig</p></div></b></p>",
        "</form></fieldset><form action=https://evil.example>", "<a href='/\\evil.example'>x</a>", "<<b>>", "<!--",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>", "<table><td><li></table>" * 50,
    ],
)  # fmt: skip
def test_html_cannot_run_ask_or_break_out(source: str) -> None:
    page = parsed(f"<section>{clean_html(source)}</section><p id='after'>efter</p>")
    assert_harmless(page)
    assert page.get_element_by_id("after").getparent().tag == "form"
