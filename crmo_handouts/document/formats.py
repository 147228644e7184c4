"""Values as a language writes them: dates and numbers by CLDR, digits, isolated runs.

This is the only door to Babel's formatting. Babel does not convert digits, so we do: the ten digits
of the locale stand in its `Locale`. Phone numbers keep Western digits, since that is what a phone's
keys show.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from crmo_handouts.locales import Locale
from crmo_handouts.source import Temperature

WESTERN_DIGITS = "0123456789"


def write_digits(text: str, locale: Locale) -> str:
    """Write every Western digit of a text as the locale's own."""
    return text.translate(str.maketrans(WESTERN_DIGITS, locale.digits))


def write_date(day: date, locale: Locale) -> str:
    """Write a date in full, as CLDR's `long` pattern has it: `20 নভেম্বর, ২০২৬`."""
    return write_digits(format_date(day, format="long", locale=locale.cldr), locale)


def write_number(number: float, locale: Locale, *, decimals: int = 0) -> str:
    """Write a number with the locale's decimal sign and digits."""
    pattern = "0." + "0" * decimals if decimals else "0"
    return write_digits(format_decimal(number, format=pattern, locale=locale.cldr), locale)


def write_temperature(temperature: Temperature, locale: Locale) -> Markup:
    """Write a temperature on both scales, each kept together: `38.0 °C (100.4 °F)`.

    A number and its unit stay on one line (SI brochure, 5.4.3), and in left-to-right order also
    inside right-to-left text.
    """
    celsius = write_number(temperature.celsius, locale, decimals=1)
    fahrenheit = write_number(temperature.fahrenheit, locale, decimals=1)
    nbsp = "\N{NO-BREAK SPACE}"
    return Markup('<bdi dir="ltr">{}{}°C</bdi> (<bdi dir="ltr">{}{}°F</bdi>)').format(
        celsius, nbsp, fahrenheit, nbsp
    )


def write_phone(number: str) -> Markup:
    """Write a phone number: Western digits, left to right in any text, never broken in two."""
    return Markup('<bdi dir="ltr" class="phone">{}</bdi>').format(number)


def write_text(text: str) -> Markup:
    """Write what a person typed: escaped, and isolated from the text around it.

    The engine takes an isolate without a direction for one in the page's, so its direction is found
    here.
    """
    return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(text), text)


def direction_of(text: str) -> str:
    """Return `ltr` or `rtl`, by the first strong character (UAX 9, rules P2 and P3)."""
    for character in text:
        strong = unicodedata.bidirectional(character)
        if strong in ("L", "R", "AL"):
            return "ltr" if strong == "L" else "rtl"
    return "ltr"
