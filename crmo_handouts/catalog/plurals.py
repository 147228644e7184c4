"""Plural forms: CLDR's categories for a locale, and how a .po header numbers them."""

from __future__ import annotations

import functools
import gettext
import re
from collections import Counter
from collections.abc import Callable, Mapping

import babel
from babel.localedata import locale_identifiers
from babel.plural import PluralRule, to_gettext

COUNTS = range(201)
"""The counts that a sheet can speak of. CLDR's "many" of Spanish and French (a million) is not."""

_HEADER = re.compile(r"nplurals\s*=\s*(\d)\s*;\s*plural\s*=\s*([^;]+);?")


def category(locale_id: str, count: int) -> str:
    """Return CLDR's plural category of a count: `one`, `few`, … `other`."""
    rule: Callable[[int], str] = babel.Locale.parse(locale_id).plural_form
    return rule(count)


def read_plural_forms(header: str, locale_id: str) -> Mapping[str, int]:
    """Map each CLDR category to the number of its msgstr, as the header's formula has it.

    Raises ValueError, in words for a translator, when the formula cannot be read or tells counts
    apart in another way than CLDR does (its chart "Language Plural Rules").
    """
    found = _HEADER.fullmatch(header.strip())
    if not found:
        raise ValueError("the header has no readable Plural-Forms")
    total = int(found[1])
    try:
        formula = gettext.c2py(found[2])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the formula of Plural-Forms cannot be read: {error}") from error
    rule = babel.Locale.parse(locale_id).plural_form
    numbers: dict[str, int] = {}
    for count in COUNTS:
        number = _apply(formula, count)
        if not 0 <= number < total:
            raise ValueError(f"Plural-Forms has no form for the count {count}")
        if numbers.setdefault(rule(count), number) != number:
            raise ValueError(f"Plural-Forms and CLDR differ about the count {count}")
    if len(set(numbers.values())) < len(numbers):
        raise ValueError("Plural-Forms has fewer forms than CLDR has for this language")
    return numbers


def plural_forms(locale_id: str) -> str:
    """Return the Plural-Forms header of a locale: CLDR's rule, as people write it where they do."""
    # Imported here: printing has no use for it.
    from babel.messages.plurals import get_plural

    rule = babel.Locale.parse(locale_id).plural_form
    used = {rule(count) for count in COUNTS}
    known = str(get_plural(locale_id))
    for header in ("nplurals=2; plural=(n > 1);", known if known.endswith(";") else f"{known};"):
        if header.startswith(f"nplurals={len(used)};") and _agrees(header, locale_id):
            return header
    return f"{to_gettext(PluralRule({tag: rule.rules[tag] for tag in used if tag in rule.rules}))}"


def single_counts(numbers: Mapping[str, int], locale_id: str) -> frozenset[int]:
    """Return the numbers of the forms that stand for one count only, as Arabic's "two"."""
    rule = babel.Locale.parse(locale_id).plural_form
    counts = Counter(numbers[rule(count)] for count in COUNTS)
    return frozenset(number for number, times in counts.items() if times == 1)


def _apply(formula: Callable[[int], int], count: int) -> int:
    try:
        return int(formula(count))
    except (ZeroDivisionError, OverflowError) as error:
        raise ValueError(f"the formula of Plural-Forms fails for the count {count}") from error


def _agrees(header: str, locale_id: str) -> bool:
    try:
        read_plural_forms(header, locale_id)
    except ValueError:
        return False
    return True


@functools.cache
def decimal_signs(locale_id: str) -> tuple[str, ...]:
    """Return the decimal signs of a language, its own first: Mexico writes 38.5, Spain 38,5."""
    language = locale_id.partition("_")[0]
    ids = [locale_id, *(name for name in locale_identifiers() if name.startswith(f"{language}_"))]
    symbols = (babel.Locale.parse(name).number_symbols.get("latn", {}) for name in ids)
    return tuple(dict.fromkeys(found["decimal"] for found in symbols if found.get("decimal")))
