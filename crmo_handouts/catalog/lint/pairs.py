"""Whether brackets and quotes are in pairs, and are those of the language."""

from __future__ import annotations

import re

from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, few, shown
from crmo_handouts.catalog.lint.text import SLOT, seen
from crmo_handouts.checking import Check, Severity

BRACKETS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "【": "】",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
}
_CLOSING = {closing: opening for opening, closing in BRACKETS.items()}

QUOTES = {
    # The pairs that a language writes; others may have any curly or angled ones.
    "ar": ("«»", "“”", "‘’"),
    "bn": ("“”", "‘’"),
    "de": ("„“", "‚‘", "»«", "«»"),
    "en": ("“”", "‘’"),
    "es": ("«»", "“”", "‘’"),
    "fr": ("«»", "“”", "‘’"),
    "he": ("”“", "“”", "״״"),
    "hi": ("“”", "‘’"),
    "it": ("«»", "“”", "‘’"),
    "ja": ("「」", "『』"),
    "pl": ("„”", "«»", "‚’"),
    "pt": ("“”", "«»", "‘’"),
    "ru": ("«»", "„“"),
    "ur": ("”“", "“”", "’‘", "‘’", "«»"),
    "zh": ("“”", "‘’", "「」", "『』", "《》"),
}
_ANY = "“”„‟«»‹›‘‚"
_STRAIGHT = re.compile(r"\"|(?<!\w)'(?=\S)[^']*\S'(?!\w)|``|''|´")
_FULL_WIDTH = re.compile("[\u3400-\u9fff][()]|[()][\u3400-\u9fff]")


def brackets(message: MessageFacts) -> Faults:
    """A bracket has no partner."""
    if _unpaired(seen(message.msgid)):
        return  # An enumeration: a) b)
    for form in message.written:
        lonely = _unpaired(seen(form.text))
        if lonely:
            yield form.place, f"{lonely} has no partner", "open and close it, with the same kind"


def brackets_width(message: MessageFacts) -> Faults:
    """A narrow bracket stands beside a Chinese character."""
    if message.language.locale.script not in ("Hans", "Hant"):
        return
    for form in message.written:
        if _FULL_WIDTH.search(seen(form.text).replace(SLOT, "")):
            yield form.place, "a narrow bracket beside a Chinese character", "write （ and ）"


def quotes(message: MessageFacts) -> Faults:
    """Quotes are not in pairs, or not those of the language."""
    pairs = QUOTES.get(message.language.code)
    own = "".join(pairs or ())
    for form in message.written:
        text = _without_apostrophes(seen(form.text))
        straight = _STRAIGHT.search(text)
        if straight:
            told = f"{shown(straight[0][:1])} is a typewriter's quote"
            yield form.place, told, _write(pairs)
            continue
        for char in few(char for char in text if char in _ANY and pairs and char not in own):
            yield form.place, f"{char} is a quote of another language", _write(pairs)
        lonely = _unpaired_quote(text, pairs or ("“”", "«»", "„“", "‘’"))
        if lonely:
            yield form.place, f"{lonely} has no partner", _write(pairs)


def inverted(message: MessageFacts) -> Faults:
    """A Spanish question or exclamation has no mark at its beginning."""
    if message.language.code not in ("es", "ast", "gl"):
        return
    for form in message.written:
        text = seen(form.text)
        for opening, closing in (("¿", "?"), ("¡", "!")):
            found = len(re.findall(rf"{re.escape(closing)}+", text))
            if found > text.count(opening):
                yield (
                    form.place,
                    f"{closing} has no {opening} at the sentence's beginning",
                    f"write {opening}",
                )
            elif found < text.count(opening):
                yield (
                    form.place,
                    f"{opening} has no {closing} at the sentence's end",
                    f"write {closing}",
                )


def _unpaired(text: str) -> str:
    """Return the first bracket without its partner, or ''; `:)` and `a)` are taken for none."""
    opened: list[str] = []
    for char in text:
        if char in BRACKETS:
            opened.append(char)
        elif char in _CLOSING and (not opened or opened.pop() != _CLOSING[char]):
            return char
    return opened[-1] if opened else ""


def _without_apostrophes(text: str) -> str:
    """Take away each ’ that is no quote: within a word, or where no ‘ has opened one."""
    return re.sub(r"(?<=\w)’(?=[^\W\d_])", "", text) if "‘" in text else text.replace("’", "")


def _unpaired_quote(text: str, pairs: tuple[str, ...]) -> str:
    """Return the first quote without its partner, whichever of the pairs it is of, or ''."""
    opened: list[str] = []
    known = set("".join(pairs))
    for char in text:
        if char not in known:
            continue
        if opened and any(opened[-1] + char == pair for pair in pairs):
            opened.pop()
        elif any(char == pair[0] for pair in pairs):
            opened.append(char)
        else:
            return char
    return opened[-1] if opened else ""


def _write(pairs: tuple[str, ...] | None) -> str:
    first = pairs[0] if pairs else "“”"
    return f"write {first[0]}…{first[1]}"


CHECKS = (
    Check(
        "catalog/bracket",
        Severity.WARNING,
        "A reader looks for where the aside ends, and misreads what is the rule.",
        brackets,
    ),
    Check(
        "catalog/bracket-width",
        Severity.WARNING,
        "It stands off the line of its characters, and too near to them.",
        brackets_width,
    ),
    Check(
        "catalog/quote",
        Severity.WARNING,
        "A reader does not see where the quoted words end.",
        quotes,
    ),
    Check(
        "catalog/inverted",
        Severity.WARNING,
        "Read aloud, the question is heard only at its end.",
        inverted,
    ),
)
