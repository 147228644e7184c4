"""The translations: complete, in their own digits and stops, and no more than the English says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from crmo_handouts.catalog.extracting.extract import extract
from crmo_handouts.catalog.updating.update import update
from crmo_handouts.project import Project, builtin_root
from crmo_handouts.source import find_dose
from tests.content.conftest import (
    EDITIONS,
    HANDOUTS,
    LOCALES,
    PROJECT,
    TODAY,
    TRANSLATED,
    messages,
    said,
)
from tests.reading import html_text, without_typed

ASPIRIN = r"অ্যাসপিরিন|এসপিরিন|অ্যাস্পিরিন|ऐस्पिरिन|एस्पिरिन|एस्प्रिन|أسبرين|اسپرین|阿司匹林|aspirin"
OWN_DIGITS = tuple(one for one in LOCALES if PROJECT.locale(one).digits != "0123456789")
OWN_STOP = tuple(one for one in LOCALES if PROJECT.locale(one).full_stop != ".")


def bare(text: str) -> str:
    """Return a message without its placeholders and tags."""
    return re.sub(r"%\(\w+\)s|<[^>]*>", " ", text)


@pytest.mark.parametrize("handout_id", HANDOUTS)
@pytest.mark.parametrize("locale", LOCALES)
def test_catalog_is_complete_and_sound(locale: str, handout_id: str) -> None:
    _, catalog = said(handout_id, locale)
    assert [str(finding) for finding in catalog.report] == []
    assert catalog.missing == []


def test_catalogs_are_up_to_date_with_the_handouts(tmp_path: Path) -> None:
    root = builtin_root()
    for folder in ("handouts", "locales"):
        shutil.copytree(root / folder, tmp_path / folder)
    project = Project((tmp_path,), TODAY)
    assert [pot.path.name for pot in extract(project).pots if pot.changed] == []
    stale = [f"{po.locale_id}/{po.path.name}" for po in update(project) if po.changed]
    assert stale == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_names_a_dose(locale: str) -> None:
    wrong = [
        entry.msgstr
        for _, entry in messages(locale)
        if find_dose(bare(entry.msgstr).replace("%%", "%"))
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_aspirin_is_named_in_one_safety_string_alone(locale: str) -> None:
    found = [
        entry.msgctxt for _, entry in messages(locale) if re.search(ASPIRIN, entry.msgstr, re.I)
    ]
    assert found == ["SAFE-06"]


LETTERS = {"NSAID": "NSAID|AINES?|AINS"}
"""What a language of Latin letters says in place of an English abbreviation."""


@pytest.mark.parametrize("locale", TRANSLATED)
def test_abbreviations_stay_in_latin_letters(locale: str) -> None:
    lost = [
        entry.msgid
        for _, entry in messages(locale)
        for word in ("CRMO", "CNO", "NSAID")
        if re.search(rf"\b{word}s?\b", entry.msgid)
        and not re.search(LETTERS.get(word, word), entry.msgstr)
    ]
    assert lost == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_english_sentence_is_left(locale: str) -> None:
    # A word alone may be the same in two languages of one script; so may a law's name.
    least = 4 if PROJECT.locale(locale).script == "Latn" else 1
    same = [
        entry.msgid
        for _, entry in messages(locale)
        if entry.msgstr == entry.msgid
        and "504" not in entry.msgid
        and len(re.findall("[a-z]{2,}", bare(entry.msgid))) >= least
    ]
    assert same == []


WESTERN = re.compile(r"(?<![A-Za-z0-9])[0-9]+(?![A-Za-z0-9])")


def western_numbers(text: str) -> list[str]:
    """Return the numbers in Western digits, but for those of a US law that is called by its number."""
    return [number for number in WESTERN.findall(text) if number != "504"]


@pytest.mark.parametrize("locale", OWN_DIGITS)
def test_translation_counts_in_its_own_digits(locale: str) -> None:
    wrong = [e.msgstr for _, e in messages(locale) if western_numbers(bare(e.msgstr))]
    assert wrong == []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("handout_id", HANDOUTS)
@pytest.mark.parametrize("locale", OWN_DIGITS)
def test_sheet_has_western_digits_in_phone_numbers_alone(
    locale: str, handout_id: str, edition: str
) -> None:
    html = said(handout_id, locale, edition)[0].html
    text = html_text(without_typed(html), skip={"title"})
    assert western_numbers(text) == []
    assert re.search(f"[{PROJECT.locale(locale).digits}]", text)


@pytest.mark.parametrize("locale", LOCALES)
def test_phone_numbers_have_western_digits(locale: str) -> None:
    for handout_id in HANDOUTS:
        html = said(handout_id, locale, "fullest")[0].html
        phones = re.findall(r'<bdi dir="ltr" class="phone">([^<]*)</bdi>', html)
        assert phones
        assert all(re.fullmatch(r"\+?[0-9 ()-]+", phone) for phone in phones)


@pytest.mark.parametrize("locale", OWN_STOP)
def test_sentence_ends_with_the_full_stop_of_its_script(locale: str) -> None:
    stop = PROJECT.locale(locale).full_stop
    wrong = []
    for _, entry in messages(locale):
        text = bare(entry.msgstr).strip()
        if bare(entry.msgid).strip().endswith(".") and not text.endswith((stop, "?", "？")):
            wrong.append(entry.msgstr)
        # A Latin period after a letter of the script: a sentence that ends in a foreign way.
        if re.search(r"[\u0900-\u09ff\u4e00-\u9fff]\.(?:\s|$)", text):
            wrong.append(entry.msgstr)
    assert wrong == []


def test_bangla_has_its_digits_and_danda() -> None:
    bangla = PROJECT.locale("bn")
    assert (bangla.digits, bangla.full_stop) == ("০১২৩৪৫৬৭৮৯", "।")
    assert {"bn", "en"} <= set(LOCALES)


def test_bangla_date_and_temperature_are_on_the_letter() -> None:
    text = html_text(said("school-letter", "bn", "sample")[0].html)
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    assert "২৩ নভেম্বর, ২০২৬" in plain
    assert "৩৮.০ °C (১০০.৪ °F)" in plain
