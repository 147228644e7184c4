"""Whether letters are those of the language, each in its one spelling: no look-alikes, NFC."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from crmo_handouts.catalog.lint.contact import ADDRESS
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, code, few, shown
from crmo_handouts.catalog.lint.text import (
    MARKS,
    SCRIPTS,
    WORD,
    own_scripts,
    script_name,
    script_of,
    seen,
)
from crmo_handouts.checking import Check, Severity

FOREIGN = {
    # Letters of a language's own script that are another language's, each with what is meant.
    "ar": {
        "ی": "ي or ى", "ک": "ك", "ہ": "ه", "ھ": "ه", "ے": "ي", "ۀ": "ه", "ە": "ه", "ں": "ن", "ٹ": "ت",
        "ڈ": "د", "ڑ": "ر", "ۓ": "ئ", "ۃ": "ة", "ۂ": "ه", "ڪ": "ك", "ې": "ي", "ۍ": "ي", "ڕ": "ر", "ێ": "ي",
    },
    "ur": {
        "ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ or ھ", "ة": "ۃ or ہ", "ۀ": "ۂ", "ە": "ہ", "ڪ": "ک",
        "ې": "ی", "ټ": "ٹ", "ډ": "ڈ", "ړ": "ڑ", "ڵ": "ل", "ۇ": "و",
    },
    "fa": {"ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ے": "ی", "ھ": "ه", "ۃ": "ة"},
    "bn": {"ৰ": "র", "ৱ": "ব or ও", "৷": "।"},
    "as": {"র": "ৰ"},
    "hi": {"ऩ": "न", "ऴ": "ळ"},
}  # fmt: skip

SEQUENCES = {
    # What looks like one letter and is typed as two (The Unicode Standard, tables "do not use").
    "\u0985\u09be": "আ", "\u098b\u09c3": "ৠ",
    "\u0905\u093e": "आ", "\u0905\u094b": "ओ", "\u0905\u094c": "औ", "\u0905\u0949": "ऑ",
    "\u090f\u0947": "ऐ", "\u090f\u0945": "ऍ", "\u0930\u094d\u0907": "ई", "\u0906\u0947": "ओ",
    "\u0906\u0945": "ऑ", "\u0906\u0948": "औ",
    "\u093e\u0947": "ो", "\u093e\u0948": "ौ", "\u093e\u0945": "ॉ", "\u0947\u093e": "ो",
}  # fmt: skip

_LIGATURES = re.compile(
    # Presentation forms, letters within circles, wide letters: one letter, another code.
    "[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufb4f\ufb50-\ufdf1\ufe70-\ufefc\uff21-\uff3a\uff41-\uff5a"
    "\u2f00-\u2fdf\U0001d400-\U0001d7ff\u24b6-\u24e9]"
)
_SYMBOLS = frozenset("αβγδμπΔΩμσ")
_MARK_RUN = re.compile(
    # A mark without a letter, the same mark twice, two vowel signs on one letter.
    f"(?:^|(?<=[\\s(]))[{MARKS}]|([{MARKS}])\\1|[\u093e-\u094c]{{2}}|[\u09be-\u09cc]{{2}}"
)
_O_FOR_ZERO = re.compile(
    r"(?<![A-Za-z])[OolI|](?=[.,]?\d)|(?<=\d)[OoIl](?![A-Za-z])|(?<=\d)[০०](?=[A-Za-z])"
)
_TRADITIONAL = ("gb2312", "big5")
_DEGREE = re.compile(r"(?<=\d)[\s\u00a0\u202f]?[º˚ₒᵒ⁰](?=\s?[CF]\b)")


def not_nfc(message: MessageFacts) -> Faults:
    """A letter is not in Unicode's composed form (NFC), or is typed as two that look like it."""
    for form in message.written:
        text = seen(form.text)
        if not unicodedata.is_normalized("NFC", text):
            wrong = next(
                word for word in text.split() if not unicodedata.is_normalized("NFC", word)
            )
            yield (
                form.place,
                f"{shown(wrong)} is not in composed form (NFC)",
                f"type it again, or paste this: {unicodedata.normalize('NFC', wrong)}",
            )
        for typed, letter in SEQUENCES.items():
            if typed in text:
                yield form.place, f"{typed} is typed as two signs", f"type it as one: {letter}"
                break
        stray = _MARK_RUN.search(text)
        if stray:
            told = f"{code(stray[0][-1])} stands on no letter of its own"
            yield form.place, told, "delete it, and type the word again"


def look_alike(message: MessageFacts) -> Faults:
    """A letter is another language's that looks alike, or another script's."""
    language = message.language
    foreign = FOREIGN.get(language.code, {})
    for form in message.written:
        text = ADDRESS.sub(" ", seen(form.text))
        for char in few(char for char in text if char in foreign):
            yield (
                form.place,
                f"{char} ({code(char)}) is not a letter of {language.locale.english_name}",
                f"type {foreign[char]} with the keyboard of your language",
            )
        for word, char in _mixed(text, language.locale.script):
            yield (
                form.place,
                f"in {shown(word)} stands {char}, a letter of another script ({code(char)})",
                "type the word again with the keyboard of your language",
            )
            break
        known = seen(message.source)
        for found in few(match[0] for match in _LIGATURES.finditer(text)):
            told = f"{found} ({code(found)}) is a form of a letter, not a letter"
            yield form.place, told, f"type {unicodedata.normalize('NFKC', found)}"
        zero = _O_FOR_ZERO.search(text)
        if zero and zero[0] not in known and not _DEGREE.search(zero[0]):
            beside = text[max(0, zero.start() - 3) : zero.end() + 3].strip()
            yield form.place, f"{zero[0]} is a letter in {shown(beside)}", "type a digit"
        degree = _DEGREE.search(text)
        if degree:
            yield form.place, f"{degree[0].strip()} is no degree sign", "type °"


def script_foreign(message: MessageFacts) -> Faults:
    """A word is in a script that is neither the language's nor Latin."""
    script = message.language.locale.script
    own = {*own_scripts(script), "LATIN", ""}
    if script not in SCRIPTS:
        return
    for form in message.written:
        text = ADDRESS.sub(" ", seen(form.text))
        for word in few(_foreign_words(text, own)):
            if word not in message.source:
                name = script_name(script_of(word[0]) or script_of(word[-1]))
                told = f"{shown(word)} is in another script ({name})"
                yield form.place, told, "write it in the script of your language"
        if script in ("Hans", "Hant"):
            for char in few(_other_han(text, script)):
                other = "traditional" if script == "Hans" else "simplified"
                told = f"{char} is a {other} character"
                yield form.place, told, "write the form that your readers learned at school"


def _mixed(text: str, script: str) -> Iterator[tuple[str, str]]:
    """Yield each word whose letters are of scripts that do not stand in one, with the odd one."""
    for match in WORD.finditer(text):
        word = match[0]
        scripts = [name for char in word if (name := script_of(char))]
        kinds = set(scripts)
        if len(kinds) < 2:
            continue
        odd = _odd(word, kinds, script)
        if odd:
            yield word, odd


def _odd(word: str, kinds: set[str], script: str) -> str:
    """Return the letter of a mixed word that is out of place, or '': CRMO-র and T细胞 are right."""
    own = own_scripts(script)
    strange = kinds - {*own, "LATIN"}
    if strange and (kinds & {"LATIN", *own} or len(strange) > 1):
        if word.isupper() and strange <= {"GREEK"}:
            return ""
        return next(char for char in word if script_of(char) in strange)
    if "LATIN" in kinds and own and "LATIN" not in own and "CJK" not in own:
        # Abbreviations take endings (NSAIDগুলো); a small letter within a word does not belong.
        small = re.search(r"[a-z]", word)
        run = re.search(r"[A-Za-z]+", word)
        if run and small and len(run[0]) <= 2:
            return small[0]
        if run and run.start() > 0 and run.end() < len(word) and small:
            return run[0][0]
    return ""


def _foreign_words(text: str, own: set[str]) -> Iterator[str]:
    for word in WORD.findall(text):
        letters = [char for char in word if script_of(char)]
        is_symbol = len(letters) == 1 and letters[0] in _SYMBOLS
        if letters and not is_symbol and all(script_of(char) not in own for char in letters):
            yield word


def _other_han(text: str, script: str) -> Iterator[str]:
    """Yield characters that only the other Chinese writing has, as its old encodings tell."""
    mine, theirs = _TRADITIONAL if script == "Hans" else _TRADITIONAL[::-1]
    for char in text:
        if "\u4e00" <= char <= "\u9fff" and not _encodes(char, mine) and _encodes(char, theirs):
            yield char


def _encodes(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


CHECKS = (
    Check(
        "catalog/nfc",
        Severity.WARNING,
        "A word in two spellings is not found in the PDF, and some readers aloud stumble over it.",
        not_nfc,
    ),
    Check(
        "catalog/look-alike",
        Severity.WARNING,
        "It may be drawn unlike its neighbours, is read aloud wrongly, and is not found by search.",
        look_alike,
    ),
    Check(
        "catalog/script",
        Severity.WARNING,
        "Few who read the language read this word.",
        script_foreign,
    ),
)
