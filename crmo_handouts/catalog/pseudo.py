"""The English catalog -> a pseudo-locale's: texts made strange, tags and placeholders left alone.

`en-XL` is accented and about two fifths longer, as German or Tamil may be; `en-XB` is mirrored, by the
override of the bidirectional algorithm (UAX 9, 2.2), so that a page can be judged from right to left
by somebody who reads English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from crmo_handouts.catalog.catalog import Catalog

_KEPT = re.compile(r"(<[^>]*>|%\(\w+\)s|%%|&#?\w+;)")

_WORD = re.compile(r"\S+")

_ACCENTED = str.maketrans(
    "AEIOUYaeiouycdhklnrstwzCDHKLNRSTWZ",
    "ÁÉÍÓÚÝáéíóúýçďĥķłñŕšťŵžÇĎĤĶŁÑŔŠŤŴŽ",
)

_VOWELS = frozenset("aeiouyAEIOUY")

_OVERRIDE, _POP = "\u202e", "\u202c"


def pseudo_catalog(catalog: Catalog, locale_id: str) -> Catalog:
    """Return the catalog with every text as the pseudo-locale says it."""
    change = _CHANGES[locale_id]
    said = {
        key: {form: _change(text, change) for form, text in forms.items()}
        for key, forms in catalog.texts.items()
    }
    return replace(catalog, locale_id=locale_id, texts=said)


def _change(text: str, change: Callable[[str], str]) -> str:
    """Change what is words in a text; every second part of the split is kept as it is."""
    parts = zip(count(), _KEPT.split(text), strict=False)
    return "".join(
        part if number % 2 or not part.strip() else change(part) for number, part in parts
    )


def _lengthen(text: str) -> str:
    """Accent a text, and say its vowels twice."""
    return "".join(letter * (1 + (letter in _VOWELS)) for letter in text).translate(_ACCENTED)


def _mirror(text: str) -> str:
    """Mirror a text word by word: the engine forgets an override at the end of a line."""
    return _WORD.sub(rf"{_OVERRIDE}\g<0>{_POP}", text)


_CHANGES: dict[str, Callable[[str], str]] = {"en-XL": _lengthen, "en-XB": _mirror}
