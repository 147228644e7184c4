"""A message's text as checks read it: what is seen of it, its words, its letters' scripts."""

from __future__ import annotations

import functools
import re
import unicodedata

from crmo_handouts.catalog import markup

SLOT = "\ufffc"
"""Stands where a placeholder is filled in (U+FFFC OBJECT REPLACEMENT CHARACTER)."""

_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_FOREIGN = re.compile(r"<[^<>\n]{0,200}>|&#?\w{1,32};")  # `tags` tells of these; nobody reads them.
_BREAK = re.compile(r"<br\s*/?>")

MARKS = (
    # Python's \w knows no combining marks, without which a word of these scripts falls apart.
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07eb-\u07f3\u0900-\u0903"
    "\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2\u09e3"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57"
    "\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03"
    "\u0d3b-\u0d57\u0d81-\u0d83\u0dca-\u0ddf\u0df2\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1"
    "\u0eb4-\u0ebc\u0ec8-\u0ece\u0f18-\u0f3f\u0f71-\u0f84\u0f86-\u0fbc\u102b-\u103e\u1056-\u109d"
    "\u135d-\u135f\u17b4-\u17d3\u18a9\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
JOINERS = "\u200c\u200d"

LETTER = rf"(?:[^\W\d_]|[{MARKS}{JOINERS}])"
"""A letter or what belongs to one, as a regular expression."""

WORD = re.compile(rf"{LETTER}+")

SCRIPTS = {
    # ISO 15924's code of a locale's script: what Unicode's names of its letters begin with.
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Hans": ("CJK",),
    "Hant": ("CJK", "BOPOMOFO"),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"),
    "Khmr": ("KHMER",),
    "Knda": ("KANNADA",),
    "Kore": ("HANGUL", "CJK"),
    "Laoo": ("LAO",),
    "Latn": ("LATIN",),
    "Mlym": ("MALAYALAM",),
    "Mymr": ("MYANMAR",),
    "Orya": ("ORIYA",),
    "Sinh": ("SINHALA",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Thai": ("THAI",),
    "Tibt": ("TIBETAN",),
}

# First words of signs that Unicode counts among letters: ª º µ ʼ 々 K.
_NO_SCRIPT = frozenset(
    [
        "FEMININE",
        "MASCULINE",
        "MICRO",
        "MODIFIER",
        "IDEOGRAPHIC",
        "KELVIN",
        "OHM",
        "FULLWIDTH",
        "HALFWIDTH",
    ]
)

NAMES = {"CJK": "Chinese", "ORIYA": "Odia", "KATAKANA-HIRAGANA": "Japanese"}
"""What people call a script that Unicode calls otherwise."""


@functools.lru_cache(maxsize=8192)
def seen(text: str) -> str:
    """Return what a reader sees of a message: no tags, entities as characters, slots for values."""
    filled = _PLACEHOLDER.sub(SLOT, _BREAK.sub("\n", text))
    return _FOREIGN.sub("", markup.plain(filled)).replace("%%", "%")


def words(text: str) -> list[str]:
    """Return the runs of letters, in order."""
    return WORD.findall(text)


@functools.lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """Return the script of a letter as its Unicode name begins, or '' for what is no letter."""
    name = unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""
    return "" if name in _NO_SCRIPT else name


def script_name(name: str) -> str:
    """Return what people call a script."""
    return NAMES.get(name, name.capitalize())


def own_scripts(script: str) -> tuple[str, ...]:
    """Return what the names of a script's letters begin with; none for a script not known here."""
    return SCRIPTS.get(script, ())


# Latin accents apart from their letters, Arabic's vowels and lengthening, joiners.
_UNWRITTEN = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0652\u0670\u200b-\u200f\u2066-\u2069\u00ad]")
_SAME = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-",
        # Letters that writers of Arabic, Urdu and Bangla take for one another.
        "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ۂ": "ه", "ة": "ه", "ۃ": "ه",
        "ণ": "ন", "ঁ": "", "ँ": "ं",
    }
)  # fmt: skip


@functools.lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a text for looking words up: one case and spelling, single spaces, no marks unseen."""
    spelt = unicodedata.normalize("NFD", text).casefold()
    bare = unicodedata.normalize("NFC", _UNWRITTEN.sub("", spelt)).translate(_SAME)
    return " ".join(bare.split())
