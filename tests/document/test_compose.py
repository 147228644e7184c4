"""A handout said in one language, to one reader: its HTML, and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from crmo_handouts.errors import SourceError
from crmo_handouts.project import Project
from crmo_handouts.review import ReviewState
from tests.document.conftest import LETTER_DATA, Compose
from tests.reading import html_blocks, html_text
from tests.signed import sign
from tests.toy import LETTER, SHEET, TODAY, TOY, replace_in

Body = Callable[..., Project]


def test_document_knows_what_the_layout_needs(compose_toy: Compose) -> None:
    sheet, _ = compose_toy()
    assert (sheet.handout, sheet.locale.id, sheet.title) == ("hand-washing", "en", "Clean hands")
    assert (sheet.sides, sheet.minimum) == (1, 12.0)
    letter, _ = compose_toy(LETTER, "bn")
    assert (letter.sides, letter.minimum) == (2, 11.0)
    assert letter.state is ReviewState.DRAFT_TRANSLATED


def test_page_says_its_language_direction_and_date(compose_toy: Compose) -> None:
    html = compose_toy(locale="bn")[0].html
    assert '<html lang="bn" dir="ltr">' in html
    assert '<meta name="dcterms.created" content="2026-11-21">' in html
    assert "২১ নভেম্বর, ২০২৬" in html_text(html)


def test_blank_sheet_has_lines_where_values_are_missing(compose_toy: Compose) -> None:
    html = compose_toy()[0].html
    assert 'Emergency? Call <span class="fill"></span> now.' in html


def test_blank_sheet_keeps_its_fever_limit(compose_toy: Compose) -> None:
    text = html_text(compose_toy(locale="bn")[0].html)
    assert "৩৮.০ °C (১০০.৪ °F)" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_values_stand_in_safety_strings(compose_toy: Compose) -> None:
    html = compose_toy(data={"emergency_number": "999", "fever_limit": "101 F"}, locale="bn")[
        0
    ].html
    assert '<bdi dir="ltr" class="phone">999</bdi>' in html
    assert "৩৮.৩ °C (১০১.০ °F)" in html_text(html).replace("\N{NO-BREAK SPACE}", " ")
    assert '<span class="fill">' not in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="http://example.com/x.png">',
        '<link rel="attachment" href="file:///etc/passwd">',
        "{{ 7*7 }} {% raw %}",
        "%(child_name)s %s %%",
        "&lt;b&gt; &#60;i&#62;",
    ],
)
def test_markup_in_a_value_is_text(compose_toy: Compose, text: str) -> None:
    data = LETTER_DATA | {"remark": text, "wishes": [text]}
    html = compose_toy(LETTER, data=data)[0].html
    plain, _ = compose_toy(LETTER, data=LETTER_DATA | {"remark": "x", "wishes": ["x"]})
    assert html_text(html).count(text) == 2
    assert html.count("<") == plain.html.count("<")


def test_choices_stand_in_their_groups_with_what_was_added(compose_toy: Compose) -> None:
    def said(data: dict[str, object] | None) -> list[str]:
        blocks = html_blocks(compose_toy(LETTER, data=data)[0].html)
        return [text for name, text in blocks if name in ("h2", "li")]

    assert said(None) == ["In class", "A good seat", "A rest", "Something else"]
    assert said({**LETTER_DATA}) == ["In class", "A good seat", "A rest"]
    assert said({**LETTER_DATA, "spine_status": "no"}) == ["In class", "A good seat"]


def test_same_sheet_in_another_language_after_the_first(compose_toy: Compose) -> None:
    english, bangla = compose_toy()[0].html, compose_toy(locale="bn")[0].html
    assert "Use soap." in english
    assert "সাবান ব্যবহার করুন।" in bangla
    assert compose_toy()[0].html == english


# -- what stops it


def test_undefined_name_in_a_template_is_told_by_file_and_line(
    compose_toy: Compose, body: Body
) -> None:
    with pytest.raises(SourceError) as refused:
        compose_toy(project=body('<section class="side">\n<p>{{ childname }}</p></section>'))
    assert refused.value.where.endswith("handouts/hand-washing/body.html.jinja:4")
    assert "childname" in refused.value.message


def test_syntax_error_in_a_template_is_told_by_file_and_line(
    compose_toy: Compose, body: Body
) -> None:
    with pytest.raises(SourceError) as refused:
        compose_toy(project=body("<p>\n{% if %}</p>"))
    assert refused.value.where.endswith("handouts/hand-washing/body.html.jinja:4")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('{{ value("child_nam") }}', "child_nam"),
        ('{{ label("clinic") }}', "clinic"),
        ('{{ given("x") }}', "x"),
        ('{{ safety("SAFE-99") }}', "SAFE-99"),
    ],
)
def test_field_or_safety_string_that_is_not_there_is_told(
    compose_toy: Compose, body: Body, said: str, name: str
) -> None:
    with pytest.raises(SourceError) as refused:
        compose_toy(project=body(f"\n{said}"))
    assert repr(name) in refused.value.message
    assert refused.value.where.endswith("handouts/hand-washing/body.html.jinja:4")
    assert refused.value.hint


@pytest.mark.parametrize(
    "said",
    [
        "{{ 1 / 0 }}",
        "{{ 'a' + 1 }}",
        "{{ sheet.review.role }}",
        "{{ date(1) }}",
        "{{ sheet.__class__.__mro__ }}",
        "{{ [].append(1) }}",
        "{% include '_shared/no.jinja' %}",
        "{% include '../../etc/passwd' %}",
    ],
)
def test_template_that_fails_as_it_runs_is_a_source_error_with_its_line(
    compose_toy: Compose, body: Body, said: str
) -> None:
    with pytest.raises(SourceError) as refused:
        compose_toy(project=body(f"<p>\n{said}</p>"))
    assert refused.value.where.endswith("handouts/hand-washing/body.html.jinja:4")


def test_template_may_not_leave_its_sandbox(compose_toy: Compose, body: Body) -> None:
    with pytest.raises(SourceError):
        compose_toy(project=body("{{ ''.__class__.__base__.__subclasses__() }}"))


def test_message_that_the_catalog_lacks_is_collected_once(compose_toy: Compose, body: Body) -> None:
    project = body("<p>{% trans %}Quite new.{% endtrans %} {{ _('Quite new.') }} {{ _('Also.') }}")
    _, catalog = compose_toy(project=project, locale="bn")
    assert [finding.check for finding in catalog.missing] == ["catalog/missing"] * 2
    first = catalog.missing[0]
    assert "Quite new." in first.message
    assert first.place == "locales/bn/LC_MESSAGES/hand-washing.po"


GENDER = """
[gram_gender]
type = "enum"
label = "Grammar"
default = "neutral"
sample = "neutral"
choices = [
    { id = "m", text = "masculine" },
    { id = "f", text = "feminine" },
    { id = "x", text = "another" },
    { id = "neutral", text = "neutral" },
]
"""


@pytest.mark.parametrize(
    ("told", "form"),
    [
        ({"gram_gender": "f"}, "f"),
        ({"gram_gender": "m"}, "m"),
        ({"gram_gender": "x"}, "neutral"),
        ({}, "neutral"),
        (None, "neutral"),
    ],
)
def test_text_of_the_student_is_looked_up_in_the_form_of_the_gender(
    toy_copy: Path, body: Body, compose_toy: Compose, told: dict[str, str] | None, form: str
) -> None:
    project = body(
        '<p>{% trans "student" trimmed %}The student.{% endtrans %}</p>'
        '<p>{{ pgettext("pupil", "The pupil.") }}</p>'
        '<p>{{ npgettext("student", "%(num)s day", "%(num)s days", 2) }}</p>',
        LETTER,
    )
    with (toy_copy / "handouts" / "_shared" / "fields.toml").open("a", encoding="utf-8") as file:
        file.write(GENDER)
    letter = toy_copy / "handouts" / LETTER / "handout.toml"
    replace_in(letter, "[fields.dob]", "[fields.gram_gender]\n\n[fields.dob]")
    data = None if told is None else LETTER_DATA | told
    document, catalog = compose_toy(LETTER, project=project, data=data)
    assert "The student. The pupil. 2 days" in html_text(document.html)
    looked_up = [finding.message for finding in catalog.missing]
    assert looked_up == [
        f"has no message for “The student.” in the context 'student:{form}'",
        "has no message for “The pupil.” in the context 'pupil'",
        f"has no message for “%(num)s day” in the context 'student:{form}'",
    ]


# -- a clinic's own


def test_clinics_name_stands_on_the_sheet_as_text(tmp_path: Path, compose_toy: Compose) -> None:
    (tmp_path / "clinic.toml").write_text('name = "Bones & <b>Joints</b>"', "utf-8")
    project = Project((tmp_path, TOY), TODAY)
    html = compose_toy(project=project)[0].html
    assert "<bdi>Bones &amp; &lt;b&gt;Joints&lt;/b&gt;</bdi>" in html


def test_readers_data_stand_before_the_clinics(tmp_path: Path, compose_toy: Compose) -> None:
    (tmp_path / "clinic.toml").write_text(
        'phone = "01 11"\nemergency_number = "112"\nfever_limit = "38.5 C"', "utf-8"
    )
    project = Project((tmp_path, TOY), TODAY)
    blank = html_text(compose_toy(project=project)[0].html).replace("\N{NO-BREAK SPACE}", " ")
    assert "Call 112 now" in blank
    assert "01 11" in blank
    assert "38.5 °C (101.3 °F)" in blank
    filled = html_text(compose_toy(project=project, data={"emergency_number": "999"})[0].html)
    assert "Call 999 now" in filled
    assert "01 11" in filled


# -- reviews


def test_recorded_review_takes_the_draft_notice_away(toy_copy: Path, compose_toy: Compose) -> None:
    project = Project((toy_copy,), TODAY)
    assert "Draft: nobody" in html_text(compose_toy(project=project)[0].html)

    sign(project, SHEET, "en", by="Dr A. <Rahman>")
    document, _ = compose_toy(project=project)
    assert document.state is ReviewState.REVIEWED
    text = html_text(document.html)
    assert "Draft" not in text
    assert "Reviewed by Dr A. <Rahman>, nurse, November 20, 2026" in text


def test_translation_needs_a_review_of_its_own(toy_copy: Path, compose_toy: Compose) -> None:
    project = Project((toy_copy,), TODAY)
    sign(project, SHEET, "bn", by="রহমান", role="নার্স")
    document, _ = compose_toy(project=project, locale="bn")
    assert document.state is ReviewState.DRAFT_TEXT
    assert "খসড়া" in html_text(document.html)

    sign(project, SHEET, "en")
    document, _ = compose_toy(project=project, locale="bn")
    assert document.state is ReviewState.REVIEWED
    text = html_text(document.html)
    assert "খসড়া" not in text
    assert "যাচাই করেছেন রহমান, নার্স, ২০ নভেম্বর, ২০২৬" in text


def test_day_of_printing_is_not_on_the_sheet(compose_toy: Compose) -> None:
    later = Project((TOY,), date(2027, 5, 5))
    assert compose_toy(project=later)[0].html == compose_toy()[0].html
