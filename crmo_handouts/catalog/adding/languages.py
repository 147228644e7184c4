"""A language's id -> what CLDR knows of it, for a locale that a project does not have yet.

Also the nearest id for one that CLDR does not know: by its spelling, an old code, an English name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

import babel
from babel.core import get_global
from babel.localedata import exists, locale_identifiers, normalize_locale

from crmo_handouts.catalog.plurals import COUNTS, category
from crmo_handouts.errors import UsageError
from crmo_handouts.locales import DIGITS, PSEUDO_LOCALES, SOURCE_LOCALE, Locale
from crmo_handouts.source.table import LONGEST_NAME

_ID = re.compile(r"[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_(?:[A-Z]{2}|\d{3}))?")
_EXAMPLE_DAY = date(2026, 11, 21)
_SHOWN_COUNTS = 5
_FORMS = ("zero", "one", "two", "few", "many", "other")


def require_language(locale_id: str) -> None:
    """Raise UsageError, with the nearest, for a locale that CLDR does not know."""
    if locale_id in PSEUDO_LOCALES:
        raise UsageError(
            f"{locale_id} is English made strange, and has no files to translate",
            hint=f"it is printed at once: crmo-handouts print HANDOUT --locale {locale_id}",
        )
    if _ID.fullmatch(locale_id) and exists(locale_id):
        return
    shown = locale_id if len(locale_id) <= LONGEST_NAME else f"{locale_id[:LONGEST_NAME]}…"
    near = [f"{one} ({_english(one)})" for one in _nearest(locale_id)]
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(
        f"CLDR knows no locale {shown!r}",
        hint=f"{meant}a locale is named as CLDR does: sw, pt_BR, zh_Hant",
    )


def letters_of(locale_id: str) -> str:
    """Return letters that a language is written with: its own name, those of its months and days."""
    cldr = babel.Locale.parse(locale_id)
    names = [cldr.get_display_name(locale_id) or ""]
    for calendar in (cldr.months, cldr.days):
        names += calendar["format"]["wide"].values()
    letters = {letter for name in names for letter in name}
    return "".join(sorted(one for one in letters if unicodedata.category(one)[0] in "LM"))


def tell_plurals(locale_id: str) -> Iterator[str]:
    """Yield each plural form with counts that take it: `one (1)`, `other (0, 2, 3, 4, 5, …)`."""
    counts: dict[str, list[str]] = {form: [] for form in _FORMS}
    for count in COUNTS:
        counts[category(locale_id, count)].append(str(count))
    for form, taken in counts.items():
        if not taken:
            continue
        more = ", …" if len(taken) > _SHOWN_COUNTS else ""
        yield f"{form} ({', '.join(taken[:_SHOWN_COUNTS])}{more})"


def tell_date(locale: Locale) -> str:
    """Write a date as the language does."""
    cldr = babel.Locale.parse(locale.cldr)
    written: str = cldr.date_formats["long"].apply(_EXAMPLE_DAY, cldr)
    return written.translate(str.maketrans(DIGITS["latn"], locale.digits))


def script_name(script: str) -> str:
    """Return a script's English name, `Ethiopic` of `Ethi`."""
    return str(babel.Locale(SOURCE_LOCALE).scripts.get(script, script))


def _english(locale_id: str) -> str:
    return babel.Locale.parse(locale_id).get_display_name(SOURCE_LOCALE) or locale_id


def _nearest(name: str) -> list[str]:
    """Return the ids that a name stands for; else those most like it, the likeliest first."""
    if len(name) > LONGEST_NAME:
        return []
    plain = name.strip().replace("-", "_")
    names = {
        english.casefold(): locale_id
        for locale_id, english in babel.Locale(SOURCE_LOCALE).languages.items()
    }
    known = {locale_id.casefold(): locale_id for locale_id in _known_ids()}
    meant = (
        get_global("language_aliases").get(plain.lower()),
        normalize_locale(plain),
        names.get(plain.casefold()),
    )
    alike = (
        *(names[near] for near in difflib.get_close_matches(plain.casefold(), names, 1, 0.75)),
        *(known[near] for near in difflib.get_close_matches(plain.casefold(), known, 2, 0.6)),
    )
    found = [
        [guess for guess in guesses if guess and _ID.fullmatch(guess) and exists(guess)]
        for guesses in (meant, alike)
    ]
    return list(dict.fromkeys(found[0] or found[1]))


def _known_ids() -> Iterator[str]:
    return (one for one in locale_identifiers() if _ID.fullmatch(one))
