"""The letter's words for its student: feminine, masculine or neutral, where a language has them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from crmo_handouts import Job, Press
from crmo_handouts.catalog.gender import FORMS, NEUTRAL
from crmo_handouts.source import load_fields
from tests.composed import compose_sheet
from tests.content.conftest import LOCALES, PROJECT, TRANSLATED, data_of, messages, said
from tests.reading import html_text
from tests.toy import PAPERS

LETTER = "school-letter"

WORDS = {
    # What tells a form from the others. Urdu's masculine word, and Hindi's neutral one, also stand
    # where a letter speaks of students in general.
    "ar": {"f": r"الطالبة", "m": r"الطالب(?![\w/])", NEUTRAL: r"الطالب/ة"},
    "es": {"f": r"La estudiante", "m": r"El estudiante", NEUTRAL: r"Su estudiante"},
    "hi": {"f": r"छात्रा", "m": r"छात्र(?!ा)"},
    "ur": {"f": r"طالبہ"},
}


def data(gender: str | None, edition: str = "sample") -> dict[str, Any]:
    """Return data for a letter about a student of this gender, or of one that is not told."""
    found = {**(data_of(LETTER, edition) or {})}
    found.pop("gram_gender", None)
    return found | ({"gram_gender": gender} if gender else {})


@cache
def html(locale: str, gender: str | None) -> str:
    document, catalog = compose_sheet(PROJECT, LETTER, locale, data(gender))
    assert catalog.missing == []
    return document.html


def forms_in(text: str, locale: str) -> set[str]:
    return {form for form, word in WORDS[locale].items() if re.search(word, text)}


def test_each_gender_that_data_may_tell_has_its_form() -> None:
    assert set(load_fields(PROJECT)["gram_gender"].choice_ids) == set(FORMS)


@pytest.mark.parametrize("gender", FORMS)
@pytest.mark.parametrize("locale", WORDS)
def test_letter_has_the_form_of_its_student_and_no_other(locale: str, gender: str) -> None:
    assert forms_in(html_text(html(locale, gender)), locale) == {gender} & WORDS[locale].keys()


@pytest.mark.parametrize("locale", WORDS)
def test_blank_letter_suits_every_student(locale: str) -> None:
    blank = html_text(said(LETTER, locale)[0].html)
    assert forms_in(blank, locale) == {NEUTRAL} & WORDS[locale].keys()


@pytest.mark.parametrize("locale", LOCALES)
def test_gender_that_is_not_told_is_neutral(locale: str) -> None:
    assert html(locale, None) == html(locale, NEUTRAL)


@pytest.mark.parametrize("locale", [one for one in LOCALES if one not in WORDS])
def test_language_without_these_forms_says_one_letter(locale: str) -> None:
    assert html(locale, "f") == html(locale, "m") == html(locale, NEUTRAL)


@pytest.mark.parametrize("locale", LOCALES)
def test_gender_itself_is_never_printed(locale: str) -> None:
    words = {
        entry.msgstr for _, entry in messages(locale) if "gram_gender" in (entry.msgctxt or "")
    }
    assert len(words) >= len(FORMS)
    for gender in FORMS:
        text = html_text(html(locale, gender))
        assert [word for word in words if re.search(rf"\b{re.escape(word)}\b", text)] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_form_of_a_text_is_written(locale: str) -> None:
    forms: dict[str, set[str]] = {}
    for _, entry in messages(locale):
        context, _, form = (entry.msgctxt or "").partition(":")
        if context == "student" and entry.msgstr:
            forms.setdefault(entry.msgid, set()).add(form)
    assert forms
    assert all(found == set(FORMS) for found in forms.values())


@pytest.mark.parametrize("gender", ["f", "m"])
@pytest.mark.parametrize("locale", [one for one in WORDS if one != "ur"])
def test_longest_letter_fits_in_each_form(locale: str, gender: str) -> None:
    # Urdu's longest letter is refused in every form: see test_sheets.
    job = Job(LETTER, locale, PAPERS, data(gender, "longest"), "longest data")
    delivery = _press().print_job(job)
    assert [str(finding) for finding in delivery.report.errors] == []
    assert [sheet.paper for sheet in delivery.sheets] == list(PAPERS)


@cache
def _press() -> Press:
    return Press(PROJECT)
