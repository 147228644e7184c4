"""Facts of a locale, read from its `locale.toml` and from CLDR (through Babel).

CLDR gives names, direction, script and digits; what it does not know (leading, optical size, a
typeface) stands in `locale.toml`. A language's facts are data: no code branches on a language.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import babel
from babel.core import get_global
from babel.localedata import exists as cldr_knows

from crmo_handouts.errors import SourceError

SOURCE_LOCALE = "en"
"""The language that handouts are written in."""

LATIN_FONT = "Press Latin"
LEADING = 1.4
"""A line's height where nothing else is said, in type sizes: it suits Latin letters."""

KINDS: dict[str, tuple[type, ...]] = {
    # The keys of a locale.toml, and the kinds of their values.
    "name": (str,),
    "english_name": (str,),
    "digits": (str,),
    "fonts": (list,),
    "leading": (int, float),
    "scale": (int, float),
    "full_stop": (str,),
    "style": (str,),
}
PSEUDO_LOCALES: dict[str, Literal["ltr", "rtl"]] = {
    # English made strange on the fly (see `catalog.pseudo`): what stays readable was never
    # translatable, and what breaks would have broken in a real language.
    "en-XL": "ltr",  # longer by two fifths, accented
    "en-XB": "rtl",  # mirrored, right to left
}

KEYS = frozenset(KINDS)

RANGES = {"leading": (1.0, 4.0), "scale": (0.5, 2.0)}
"""Beyond these a line stands on the next one, or a page holds a word: a slip of the pen."""

UNSPACED_SCRIPTS = frozenset({"Hans", "Hant", "Hani", "Jpan"})
"""Scripts without a space between sentences. Thai, Khmer and Lao have one there, though none between
words."""

_DIGIT_NAMES = {
    # CLDR's numbering systems, by what Unicode calls their digits: BENGALI DIGIT ZERO. All that a
    # locale of CLDR counts with, by default or as its own; a test holds that none is missing.
    "adlm": "ADLAM",
    "arab": "ARABIC-INDIC",
    "arabext": "EXTENDED ARABIC-INDIC",
    "beng": "BENGALI",
    "cakm": "CHAKMA",
    "deva": "DEVANAGARI",
    "gujr": "GUJARATI",
    "guru": "GURMUKHI",
    "hmnp": "NYIAKENG PUACHUE HMONG",
    "java": "JAVANESE",
    "khmr": "KHMER",
    "knda": "KANNADA",
    "laoo": "LAO",
    "mlym": "MALAYALAM",
    "mong": "MONGOLIAN",
    "mtei": "MEETEI MAYEK",
    "mymr": "MYANMAR",
    "nkoo": "NKO",
    "olck": "OL CHIKI",
    "orya": "ORIYA",
    "sinh": "SINHALA LITH",
    "tamldec": "TAMIL",
    "telu": "TELUGU",
    "thai": "THAI",
    "tibt": "TIBETAN",
    "vaii": "VAI",
}

_COUNT = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")

DIGITS = {
    "latn": "0123456789",
    "hanidec": "〇一二三四五六七八九",  # These are letters to Unicode, not digits.
} | {
    system: "".join(unicodedata.lookup(f"{name} DIGIT {count}") for count in _COUNT)
    for system, name in _DIGIT_NAMES.items()
}
"""CLDR numbering systems that the press prints, each by its ten digits from zero."""


@dataclass(frozen=True, slots=True)
class Locale:
    """A language as it is written on paper.

    `leading` is a line's height in multiples of the type size; `scale` multiplies the type size,
    since scripts look unequal at the same one. `style` names a style sheet of `styles/script/`, for a
    script that the general one does not suit. `cldr` is the id that CLDR and the catalogs have; it
    differs from `id` for pseudo-locales only.
    """

    id: str
    cldr: str
    tag: str
    name: str
    english_name: str
    script: str
    direction: Literal["ltr", "rtl"]
    digits: str
    fonts: tuple[str, ...]
    leading: float
    scale: float
    full_stop: str
    style: str = ""

    @property
    def is_spaced(self) -> bool:
        """Tell whether the script parts words and sentences by spaces; Chinese does not."""
        return self.script not in UNSPACED_SCRIPTS

    @property
    def is_source(self) -> bool:
        """Tell whether handouts are written in this language."""
        return self.id == SOURCE_LOCALE


def load_locale(path: Path) -> Locale:
    """Load `locales/<id>/locale.toml`.

    Raises SourceError when CLDR does not know the id, or when a key is unknown or of a wrong type.
    """
    locale_id = path.parent.name
    table = _read_table(path)
    if not cldr_knows(locale_id):
        raise SourceError(
            f"CLDR knows no locale {locale_id!r}",
            where=str(path),
            hint="name the folder as CLDR does: bn, pt_BR, zh_Hans",
        )
    system = table.get("digits", "latn")
    if system not in DIGITS:
        raise SourceError(
            f"unknown digits {system!r}", where=str(path), hint=f"one of {', '.join(DIGITS)}"
        )
    return make_locale(locale_id, table)


def make_locale(locale_id: str, table: Mapping[str, Any] = MappingProxyType({})) -> Locale:
    """Make a locale of what CLDR knows, and of a `locale.toml`'s keys, which stand above it."""
    cldr = babel.Locale.parse(locale_id)
    tag = locale_id.replace("_", "-")
    return Locale(
        id=locale_id,
        cldr=locale_id,
        tag=tag,
        name=table.get("name") or cldr.get_display_name(locale_id) or tag,
        english_name=table.get("english_name") or cldr.get_display_name(SOURCE_LOCALE) or tag,
        script=cldr.script or _likely_script(locale_id),
        direction="rtl" if cldr.text_direction == "rtl" else "ltr",
        digits=DIGITS[table.get("digits", cldr.default_numbering_system)],
        fonts=tuple(table.get("fonts", ())) or (LATIN_FONT,),
        leading=float(table.get("leading", LEADING)),
        scale=float(table.get("scale", 1.0)),
        full_stop=table.get("full_stop", "."),
        style=table.get("style", ""),
    )


def pseudo_locale(source: Locale, locale_id: str) -> Locale:
    """Return the facts of a pseudo-locale: those of the source language, under another name."""
    return replace(
        source,
        id=locale_id,
        tag=locale_id,
        name=locale_id,
        english_name="pseudo-locale",
        direction=PSEUDO_LOCALES[locale_id],
    )


def _read_table(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"cannot be read: {error}", where=str(path)) from error
    unknown = sorted(set(table) - KEYS)
    if unknown:
        raise SourceError(
            f"unknown key: {', '.join(unknown)}",
            where=str(path),
            hint=f"a locale has the keys {', '.join(sorted(KEYS))}",
        )
    for key, value in table.items():
        if not isinstance(value, KINDS[key]) or isinstance(value, bool):
            raise SourceError(f"{key} has a wrong type", where=str(path))
    if not all(isinstance(font, str) for font in table.get("fonts", ())):
        raise SourceError("fonts must be names in quotes", where=str(path))
    for key, (least, most) in RANGES.items():
        if not least <= table.get(key, least) <= most:
            raise SourceError(f"{key} must lie between {least:g} and {most:g}", where=str(path))
    return table


def _likely_script(locale_id: str) -> str:
    known = get_global("likely_subtags")
    # CLDR names a country only where it matters: Egypt writes Arabic as Arabic is written.
    likely: str = known.get(locale_id) or known.get(locale_id.partition("_")[0], "")
    return next((part for part in likely.split("_") if len(part) == 4), "Latn")
