"""Values as each language writes them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from crmo_handouts.document.formats import (
    write_date,
    write_number,
    write_phone,
    write_temperature,
    write_text,
)
from crmo_handouts.locales import DIGITS, Locale
from crmo_handouts.project import Project
from crmo_handouts.source import Temperature

DAY = date(2026, 11, 20)


def locale(locale_id: str, digits: str = "latn") -> Locale:
    english = Project.open().locale("en")
    return replace(english, id=locale_id, cldr=locale_id, tag=locale_id, digits=DIGITS[digits])


EN, BN = locale("en"), locale("bn", "beng")


@pytest.mark.parametrize(
    ("written", "by"),
    [
        ("November 20, 2026", EN),
        ("২০ নভেম্বর, ২০২৬", BN),
        ("20 November 2026", locale("en_GB")),
        ("20 de noviembre de 2026", locale("es")),
        ("20 novembre 2026", locale("fr")),
        ("20 नवंबर 2026", locale("hi")),
        ("20 نومبر، 2026", locale("ur")),
        ("2026年11月20日", locale("zh_Hans")),
        ("۲۰ نوامبر ۲۰۲۶", locale("fa", "arabext")),
    ],
)
def test_date_is_written_as_cldr_has_it(written: str, by: Locale) -> None:
    # `fa` counts in another calendar by custom; ours is Gregorian everywhere.
    assert write_date(DAY, by).replace("\N{NO-BREAK SPACE}", " ") == written


def test_number_takes_the_locales_sign_and_digits() -> None:
    assert write_number(2026, EN) == "2026"
    assert write_number(2026, BN) == "২০২৬"
    assert write_number(38, locale("fr"), decimals=1) == "38,0"


@pytest.mark.parametrize(
    ("degrees", "by", "written"),
    [
        (Temperature.of_celsius(38.0), EN, "38.0 °C (100.4 °F)"),
        (Temperature.of_celsius(38.5), EN, "38.5 °C (101.3 °F)"),
        (Temperature.of_fahrenheit(100.5), EN, "38.1 °C (100.5 °F)"),
        (Temperature.of_celsius(38.0), BN, "৩৮.০ °C (১০০.৪ °F)"),
        (Temperature.of_celsius(38.0), locale("fr"), "38,0 °C (100,4 °F)"),
    ],
)
def test_temperature_stands_on_both_scales(degrees: Temperature, by: Locale, written: str) -> None:
    html = write_temperature(degrees, by)
    assert re.sub("<[^>]*>", "", html).replace("\N{NO-BREAK SPACE}", " ") == written
    assert html.count('<bdi dir="ltr">') == 2
    assert html.count("\N{NO-BREAK SPACE}°") == 2  # a number and its unit stay on one line


def test_phone_keeps_western_digits_and_runs_left_to_right() -> None:
    assert write_phone("+880 (2) 5550-123") == (
        '<bdi dir="ltr" class="phone">+880 (2) 5550-123</bdi>'
    )


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("<script>alert('x')</script> & co", "ltr"),
        ("রিমা নমুনা", "ltr"),
        ("ريما مثال", "rtl"),
        ("12 ريما", "rtl"),
        ("+1 (202)", "ltr"),
    ],
)
def test_what_a_person_typed_is_text_in_an_isolate_of_its_own_direction(
    text: str, direction: str
) -> None:
    assert write_text(text) == f'<bdi dir="{direction}">{escape(text)}</bdi>'
    assert "<script>" not in write_text(text)


@given(st.text())
def test_no_text_makes_markup(text: str) -> None:
    for html in (write_text(text), write_phone(text)):
        inner = re.sub("^<bdi[^>]*>|</bdi>$", "", html)
        assert not set(inner) & set("<>\"'")
