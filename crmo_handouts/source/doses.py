"""Find a dose in a text: a number with a unit of medicine, in any of our languages and digits.

A sheet never prints a dose: a wrong one would be followed. So this filter rather refuses two
tablets of another kind than lets a dose pass; temperatures, ages, times, distances, rooms and
classes do pass. It knows what stands in its tables, and does not understand sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain

LETTERS = {
    # What goes on with a word of the language, as members of a character class.
    "signs": "a-z",
    "en": "a-z",
    "es": "a-z",
    "fr": "a-z",
    "bn": r"\u0980-\u09e3",
    "hi": r"\u0900-\u0963",
    "ar": r"\u0620-\u065f\u066e-\u06d3",
    "ur": r"\u0620-\u065f\u066e-\u06d3",
}

UNITS = {
    # Regular expressions. Each ends where its word ends; one with a `~` may go on, since many
    # languages inflect their words. Written without accents, which `_fold` takes away.
    "signs": (
        "m?gms?", "mgs?", "m[cμ]gs?", "μgs?", "ugs?", "ngs?", "(?-i:g)", "grs?", "mls?", "ccs?",
        "iu", "ui", "mmol", "meq", "%~", "٪~",
    ),
    "en": (
        "(?:milli|micro|nano)?[ -]?gram(?:me)?s?", "milli[ -]?lit(?:er|re)s?",
        "(?:international )?units?", "tablets?", "tabs?", "caplets?", "capsules?", "caps", "pills?",
        "lozenges?", "drops?(?![ -]?off)", "puffs?", "sachets?", "vials?", "ampoules?", "tsps?",
        "tbsps?", "(?:tea|table|dessert)?[ -]?spoon(?:s?fuls?|s)?",
    ),
    "es": (
        "(?:mili|micro)?gramos?", "mililitros?", "unidad(?:es)?", "comprimidos?", "tabletas?",
        "pastillas?", "pildoras?", "capsulas?", "gotas?", "cuchar(?:ad)?(?:it)?as?", "sobres?",
        "inhalacion(?:es)?",
    ),
    "fr": (
        "(?:milli|micro)?grammes?", "millilitres?", "unites?", "comprimes?", "cachets?", "gelules?",
        "pilules?", "gouttes?", "cuiller(?:ee?)?s?", "bouffees?", "c[. ]*a[. ]*[cs]",
    ),
    "bn": (
        r"মি[. ]*গ্রা", r"মিলি[ -]?গ্রাম~", "মাইক্রো[ -]?গ্রাম~", "গ্রাম", "এমজি", r"মি[. ]*লি", "এমএল",
        "মিলি[ -]?লিটার~", "ট্যাবলেট~", "ট্যাব", "বড়ি~", "ক্যাপসুল~", "ফোঁটা~", "ফোটা~", "চামচ~", "পাফ",
        "ইউনিট",
    ),
    "hi": (
        r"मि[. ]*ग्रा", "मिल[िी][ -]?ग्राम", "माइक्रो[ -]?ग्राम", "ग्राम", "एमजी", r"मि[. ]*ली", "मिली",
        "मिल[िी][ -]?लीटर", "एमएल", "गोल[िी]~", "ट[ैे]बल[ेै]ट~", "कैप्सूल~", "बू[ंँ]द~", "चम्मच~", "पफ",
        "यूनिट",
    ),
    "ar": (
        "مل?غم?", "مل?جم", "مكغ", "غم?", "جم", "ميكرو ?[غج]رام~", "مي?لل?ي? ?[غج]رام~", "[غج]رام~",
        "ملل?", "مي?لل?ي? ?لتر~", "سم مكعب", "حب[ةه]", "حبات", "حبوب", "قرصا?", "اقراص",
        "كبسول[ةه]", "كبسولات", "قطر[ةه]", "قطرات", "ملعق[ةه]", "ملاعق", "بخ[ةه]", "بخات",
        "وحد[ةه]", "وحدات",
    ),
    "ur": (
        "ملی ?گرام", "مائی?کرو ?گرام", "گرام", "ایم ?جی", "ملی ?لیٹر", "ایم ?ایل", "گولی~",
        "کیپسول~", "ٹیبل[یے]?ٹ~", "قطر[ہے]", "قطرو?ں", "چمچ~", "یونٹ~", "پف",
    ),
    "zh": (
        "毫克~", "微克~", "克~", "毫升~", "片~", "粒~", "滴~", "茶匙~", "汤匙~", "勺~", "胶囊~",
        "单位~", "颗药~", "丸~", "喷~",
    ),
}  # fmt: skip

COUNTERS = ("টি", "টা", "টে", "খানা", "عدد", "个", "個", "x", "×")
"""What may stand between a number and its unit."""

NUMBERS = {
    "en": (
        "half(?: an?| of an?)?", "quarter(?: of)?(?: an?)?", "one", "two", "three", "four", "five",
        "six", "seven", "eight", "nine", "ten", "twelve", "couple of",
    ),
    "es": ("medi[ao]", "dos", "tres", "cuatro", "cinco", "seis", "ocho", "diez"),
    "fr": ("demie?", "deux", "trois", "quatre", "cinq", "six", "huit", "dix"),
    "bn": ("আধা?", "অর্ধেক", "এক", "একটি", "একটা", "দুই", "দুটি", "দুটো", "তিন", "চার", "পাঁচ"),
    "hi": ("आध[ाी]", "एक", "दो", "तीन", "चार", "पा[ंँ]च"),
    "ar": ("نصف", "ثلاث[ةه]?", "اربع[ةه]?", "خمس[ةه]?"),
    "ur": ("آدھ[یا]", "ایک", "دو", "تین", "چار", "پانچ"),
}  # fmt: skip

HAN_NUMBERS = "半两二三四五六七八九十"
"""Chinese writes no spaces, so these begin no word. 一 is left out: 一片 is also `a stretch of`."""

WITHOUT_NUMBER = (
    # Arabic says `two tablets` in one word, and `one` after its noun.
    "حبت[اي]ن", "قرص[اي]ن", "كبسولت[اي]ن", "قطرت[اي]ن", "ملعقت[اي]ن", "بخت[اي]ن", "حب[ةه] واحد[ةه]",
)  # fmt: skip

_CLASS = re.compile(
    r"\b(?:class|year|grade|form|group|room|section|block) ?\d{1,2} ?g\b", re.IGNORECASE
)
"""A class or room `5 g`: it weighs nothing."""

_UNSPOKEN = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")  # Latin accents, Arabic vowels
_ARABIC = str.maketrans("یىکہۀ", "ييكهه")  # Persian's and Urdu's forms of Arabic letters


def find_dose(text: str) -> str | None:
    """Return the first dose in a text, without its accents, or None."""
    match = _DOSE.search(_CLASS.sub(" ", _fold(text)))
    return match.group() if match else None


def _fold(text: str) -> str:
    """Bring a text to one spelling: no full-width forms, fractions, accents or joiners."""
    wide = unicodedata.normalize("NFKD", text)
    seen = "".join(character for character in wide if unicodedata.category(character) != "Cf")
    return _UNSPOKEN.sub("", seen).translate(_ARABIC)


def _compile() -> re.Pattern[str]:
    unit = _any_of(
        word.removesuffix("~") if word.endswith("~") else f"{word}(?![{LETTERS[language]}])"
        for language, words in UNITS.items()
        for word in words
    )
    joint = r"[\s\-\u2010-\u2015(\[]{0,3}"
    spoken = rf"(?<!\w){_any_of(chain.from_iterable(NUMBERS.values()))}"
    number = _any_of((r"\d{1,6}", spoken, f"[{HAN_NUMBERS}]"))
    counted = rf"{number}{joint}(?:{_any_of(COUNTERS)}{joint})?{unit}"
    alone = rf"(?<!\w){_any_of(WITHOUT_NUMBER)}(?!\w)"
    return re.compile(_fold(f"{counted}|{alone}"), re.IGNORECASE)


def _any_of(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


_DOSE = _compile()
