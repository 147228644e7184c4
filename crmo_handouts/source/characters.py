"""Which characters a reader's value may hold: text -> text, or what is wrong with it.

A sheet is printed and read by others than its writer: nothing in it may be invisible, turn the
order of the words round, or be a glyph that only one machine knows. Markup is not judged here: it
is legal text, and escaped where it is printed.
"""

from __future__ import annotations

import re
import unicodedata

ZWNJ, ZWJ = "\u200c", "\u200d"
"""Joiners are part of the spelling in Bangla, Hindi, Persian and Urdu."""

_ISOLATES = "\u2066\u2067\u2068"  # LRI, RLI, FSI (UAX 9, 2.4)
_POP = "\u2069"
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing: default ignorable ones, and the empty Braille cell."""

MARKS_IN_A_ROW = 6
"""More than any spelling needs on one letter; longer stacks run into the lines around them."""

_REFUSED = {
    "Cc": "a control character",
    "Cf": "an invisible formatting character",
    "Cs": "half of a character",
    "Co": "a private character, which other machines show differently",
    "Cn": "a character that Unicode does not know",
    "Zl": "a line break",
    "Zp": "a line break",
}
_LINE_BREAKS = "\n\r\v\f\x85"
_SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")  # Zs
_NAME_SIGNS = " .'\u2019-\u2010\u2011·・" + ZWNJ + ZWJ
"""What joins a name's letters; middle dots stand in Catalan names and in names told in Chinese."""


def clean(text: str) -> str:
    """Bring a text to one spelling: NFC (UAX 15), plain spaces, none at the ends."""
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")
    return spaced if spaced.strip(" " + ZWNJ + ZWJ) else ""


def find_unprintable(text: str) -> str | None:
    """Name the first kind of character that may not stand in a sheet, or return None."""
    open_isolates = marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category == "Mn" else 0
        if marks > MARKS_IN_A_ROW:
            return "too many marks on one letter"
        if character in _ISOLATES:
            open_isolates += 1
        elif character == _POP:
            open_isolates -= 1
        elif character in _BLANKS:
            return "a character that shows nothing"
        elif character in _LINE_BREAKS:
            return "a line break"
        elif category in _REFUSED and character not in (ZWNJ, ZWJ):
            return _REFUSED[category]
        if open_isolates < 0:
            break
    return "an unbalanced change of direction" if open_isolates else None


def find_strange_in_name(text: str) -> str | None:
    """Say what a person's name may not hold, or return None."""
    kinds = {unicodedata.category(character)[0] for character in text} - {"M"}
    if "L" not in kinds:
        return "no letter"
    for character in text:
        if unicodedata.category(character)[0] not in "LM" and character not in _NAME_SIGNS:
            kind = unicodedata.category(character)[0]
            return "a digit" if kind == "N" else "a sign that is no part of a name"
    return None


_PHONE = re.compile(r"\+?[0-9 ()\-]+")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))


def clean_phone(text: str) -> str | None:
    """Write a phone number with Western digits, or return None when it is none.

    Digits of any script become Western, since those stand on a phone's keys.
    """
    western = (str(unicodedata.decimal(character, character)) for character in text)
    plain = unicodedata.normalize("NFKC", "".join(western)).translate(_DASHES)
    number = " ".join(plain.split())
    dialled = sum(character.isdigit() for character in number)
    return number if dialled >= 2 and _PHONE.fullmatch(number) else None
