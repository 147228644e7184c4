"""Whether a sentence ends as its source text does, with the marks of its own script."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crmo_handouts.catalog.lint.contact import ADDRESS
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, few, shown
from crmo_handouts.catalog.lint.text import LETTER, SLOT, seen
from crmo_handouts.checking import Check, Severity
from crmo_handouts.locales import Locale

_CLOSERS = "\"'”’»“›)）]】」』\u2069\u200e\u200f\u202f\u00a0\u3000 \n"
_ELLIPSIS = re.compile(r"(?:\.{3}|(?<!…)…+|(?<!。)。{3,}|(?<!⋯)⋯+)$")
# Runs begin where they begin and nowhere within: a word of ten thousand letters must not take a minute.

ENDINGS = {
    # The marks that end a text, by what they mean; the full stop is the locale's own.
    "?": "?？؟;՞፧",
    "!": "!！¡՜",
    ":": ":：։",
    ";": ";；؛",
    ",": ",，،、",
}
STOPS = ".。．।॥۔։።။។᠃"

QUESTION = {"Arab": "؟", "Hans": "？", "Hant": "？", "Jpan": "？", "Grek": ";", "Armn": "՞"}
COMMA = {"Arab": "،", "Hans": "，", "Hant": "，", "Jpan": "、"}
SEMICOLON = {"Arab": "؛", "Hans": "；", "Hant": "；"}
COLON = {"Hans": "：", "Hant": "：", "Jpan": "："}
EXCLAMATION = {"Hans": "！", "Hant": "！", "Jpan": "！"}

OWN = {"?": QUESTION, "!": EXCLAMATION, ":": COLON, ";": SEMICOLON, ",": COMMA}
"""How a script writes a mark, where it has one of its own."""

_INDIC = "\u0900-\u0963\u0980-\u09e5\u09f0-\u0df3"
_DANDA_LIKE = re.compile(
    rf"(?<=[{_INDIC}{SLOT})])\s?[|ǀ৷∣❘￨¦ƖӀ](?=\s|$)|(?<=[{_INDIC}])\s?[Il](?=\s|$)"
)
_VISARGA = re.compile(rf"(?<!{LETTER}){LETTER}*([ঃः])(?=\s|$|\ufffc|\d)")
_STOP_BEHIND = re.compile(rf"(?<!{LETTER})({LETTER}+)[\"”’»)]?([.。।۔])(?=\s|$|[\"”’»)])")
_REPEATED = re.compile(
    r"([,،，;؛；:：।۔。؟？?!！])\s?\1+|(?<![.])\.\.(?![.])|[।۔。]\s?\.|\.\s?[।۔。]|،,|,،"
)


def sentence_end(message: MessageFacts) -> Faults:
    """A text does not end with the mark that its source text ends with, in its own script."""
    for source, form in message.pairs:
        if form.text == source or not any(char.isalpha() for char in seen(form.text)):
            continue  # `english` tells of it.
        wanted, got = ending(seen(source)), ending(seen(form.text))
        right = mark(wanted.kind, message.language.locale)
        if not right and wanted.kind == ".":
            continue  # A language without a full stop: Thai.
        if got.char == right or (got.kind == wanted.kind and wanted.kind in ("", "…")):
            continue
        if _ends_in_short_word(wanted, got):
            continue
        if wanted.kind == "," and got.kind in (":", "!", ","):
            continue  # Dear school staff, – Estimado personal:
        if not wanted.kind:
            yield (
                form.place,
                f"ends with {got.char}, the source text with no mark",
                f"take {got.char} away: a heading or an item of a list has no full stop",
            )
        elif not got.kind:
            yield (
                form.place,
                f"has no mark at its end, where the source has {wanted.char}",
                _end(right),
            )
        else:
            yield (
                form.place,
                f"ends with {got.char} in place of {right or wanted.char}",
                _end(right),
            )


def punctuation(message: MessageFacts) -> Faults:
    """A mark stands in the text that belongs to another script."""
    locale = message.language.locale
    for form in message.written:
        text = ADDRESS.sub(" ", seen(form.text)).rstrip()
        if ending(text).kind:  # `sentence_end` tells of the last one.
            text = text.rstrip(_CLOSERS)[:-1]
        for char, right in few(_foreign_marks(text, locale)):
            meant = f"write {right}" if right else "write the mark of your language"
            yield form.place, f"{char} is a mark of another script", meant


def repeated(message: MessageFacts) -> Faults:
    """A mark stands twice."""
    for form in message.written:
        for found in few(match[0] for match in _REPEATED.finditer(seen(form.text))):
            if found not in seen(message.source):
                yield form.place, f"{shown(found)}: a mark too many", "leave one of them"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a text ends: the kind of its mark (that of English), the mark, and the word before it."""

    kind: str
    char: str
    word: str


def ending(text: str) -> Ending:
    """Find a text's last mark, within brackets and quotes that close it."""
    bare = text.rstrip(_CLOSERS)
    found = _ELLIPSIS.search(bare)
    if found:
        return Ending("…", found[0], "")
    char = bare[-1:]
    word = re.split(r"\s", bare[:-1].removesuffix("\n"))[-1]
    kind = "." if char and char in STOPS else ""
    kind = kind or next((kind for kind, chars in ENDINGS.items() if char and char in chars), "")
    return Ending(kind, char if kind else "", word)


def mark(kind: str, locale: Locale) -> str:
    """Return the mark that a locale has for a kind."""
    if kind == ".":
        return locale.full_stop
    return OWN.get(kind, {}).get(locale.script, kind)


def _end(right: str) -> str:
    return f"end it with {right}"


def _ends_in_short_word(wanted: Ending, got: Ending) -> bool:
    """Tell whether one of two stops may belong to an abbreviation: EE. UU., etc., a.m."""
    stops = {wanted.kind, got.kind} == {".", ""}
    word = got.word if got.kind else wanted.word
    return stops and (got.kind or wanted.kind) == "." and bool(_SHORT.search(word))


# EE. UU., a.m., etc.; a letter of Arabic alone.
_SHORT = re.compile(
    r"\w\.\w+$|(?:^|[\s(])(?:[A-ZÀ-Þ]{1,3}|[Ee]tc|incl|approx|aprox|env|núm|máx|mín|ej|ex|[\u0600-\u06ff])$"
)


def _foreign_marks(text: str, locale: Locale) -> list[tuple[str, str]]:
    found = [(char, right) for char, right in _by_script(text, locale)]
    if re.search(f"[{_INDIC}]", text):
        found += [(match[0].strip(), locale.full_stop) for match in _DANDA_LIKE.finditer(text)]
        found += [(match[1], ":") for match in _VISARGA.finditer(text) if _is_colon(match[0])]
    for match in _STOP_BEHIND.finditer(text):
        if match[2] != locale.full_stop and not _is_abbreviated(match[1], match[2]):
            found.append((match[2], locale.full_stop))
    return found


def _by_script(text: str, locale: Locale) -> list[tuple[str, str]]:
    """Return the marks in a text that are not its script's, each with the right one."""
    faults = []
    for at, char in enumerate(text):
        kind = _KINDS.get(char)
        if kind is None:
            continue
        right = mark(kind, locale)
        if char == right or _stands_in_other(text, at, char, locale):
            continue
        if kind == "," and char == "、" and locale.script in ("Hans", "Hant"):
            continue
        faults.append((char, right))
    return faults


_KINDS = {char: kind for kind, chars in ENDINGS.items() for char in chars if char not in "¡։"}
_KINDS |= dict.fromkeys("。．۔።။។", ".")
_LATIN = re.compile(r"[A-Za-z0-9À-ɏ]")


def _stands_in_other(text: str, at: int, char: str, locale: Locale) -> bool:
    """Tell whether an ASCII mark stands where it is right: in a number, a time, a run of Latin."""
    if not char.isascii():
        return False
    before = _seen_at(text, range(at - 1, -1, -1))
    behind = _seen_at(text, range(at + 1, len(text)))
    if text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
        return True
    latin = bool(_LATIN.match(before)) and bool(_LATIN.match(behind))
    return latin and not behind.isdigit() and locale.script != "Latn"


def _seen_at(text: str, places: range) -> str:
    """Return the first character at these places that is no space, or ''."""
    return next((text[at] for at in places if not text[at].isspace()), "")


def _is_abbreviated(word: str, stop: str) -> bool:
    """Tell whether a Latin period behind a word cuts it short (ডা., डॉ.), or it is a Latin word."""
    return stop == "." and (word[0].isascii() or word in ABBREVIATIONS)


_CUT_SHORT = (
    # Doctor, Mr, Professor, Mrs, number, limited, page, AD, kilometre; letters of names.
    "ডা ড মি প্রো মো মোসা নং লি খ্রি পৃ রা সা এ বি সি ডি ই এফ জি এইচ জে কে এল এম এন পি আর এস টি ইউ ভি"
    " डॉ डा श्री प्रो मि मो नं सं रु लि पृ कु सुश्री मी कि ए बी सी डी ई एफ जी एच जे के एल एम एन पी आर एस टी"
    " د ڈ م ص"
)
ABBREVIATIONS = frozenset(_CUT_SHORT.split())


def _is_colon(word: str) -> bool:
    """Tell whether a visarga stands for a colon: জরুরিঃ has one so, অতঃ and विशेषतः have their own."""
    return (
        len(word) > 4 and word not in _WITH_VISARGA and not word.endswith(("তঃ", "শঃ", "तः", "शः"))
    )


_WITH_VISARGA = frozenset(
    ["পুনঃ", "পুনঃপুনঃ", "প্রাতঃ", "অন্তঃ", "বহিঃ", "दुःख", "पुनः", "प्रातः", "अंतः", "बहिः"]
)


CHECKS = (
    Check(
        "catalog/sentence-end",
        Severity.WARNING,
        "A reader does not see where the sentence ends, or waits for more.",
        sentence_end,
    ),
    Check(
        "catalog/punctuation",
        Severity.WARNING,
        "It looks like a slip, and a slip takes trust from the line that must be believed.",
        punctuation,
    ),
    Check(
        "catalog/repeated",
        Severity.WARNING,
        "It looks like a slip, and a slip takes trust from the line that must be believed.",
        repeated,
    ),
)
