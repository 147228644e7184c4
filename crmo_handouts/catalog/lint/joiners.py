"""Whether unseen characters stand where they shape the text, and nowhere else."""

from __future__ import annotations

import re
import unicodedata

from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, code, few, shown
from crmo_handouts.catalog.lint.text import LETTER, seen
from crmo_handouts.checking import Check, Severity

ZWNJ, ZWJ = "\u200c", "\u200d"

NEEDED = (
    # A sequence that needs a joiner to be the word that is meant, and the right one.
    # Bangla: র‍্যাশ with ra and ya-phala; without the joiner a reph stands on the ya.
    ("bn", re.compile(rf"(?<!{LETTER})র্য"), "র‍্য"),
    ("as", re.compile(rf"(?<!{LETTER})ৰ্য"), "ৰ‍্য"),
    # Sinhala: rakaransaya and yansaya.
    ("si", re.compile("්(?=[රය])"), "්\u200d"),
)

# Joining types of Unicode's ArabicShaping: letters that join to the one before them only.
_RIGHT_JOINING = frozenset("اأإآٱدذرزژڈڑڕوؤۇۆۈةۃےۓۀءىٲٳ") - {"ى"}
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u3164\ufe00-\ufe0f\uffa0]"
)
BREAKING = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Jpan"})
"""Scripts whose words a zero width space parts."""
_MARKS_OF_DIRECTION = re.compile("[\u200e\u200f]")
_SPACES = re.compile("[\u1680\u2000-\u2006\u2008\u200a\u205f\u3000]")


def joiner(message: MessageFacts) -> Faults:
    """A joiner (U+200C, U+200D) does nothing where it stands, or is missing where shaping needs it."""
    for form in message.written:
        text = seen(form.text)
        for at, char in enumerate(text):
            if char in (ZWNJ, ZWJ) and not _shapes(text, at):
                around = text[max(0, at - 4) : at + 4].strip()
                yield form.place, f"{code(char)} does nothing in {shown(around)}", "delete it"
                break
        for language, sequence, right in NEEDED:
            found = sequence.search(text) if message.language.code == language else None
            if found:
                word = re.match(r"\S*", text[found.start() :])
                yield (
                    form.place,
                    f"{shown(word[0] if word else found[0])} lacks a joiner (U+200D)",
                    f"type {right}: without it another letter is drawn",
                )


def unseen(message: MessageFacts) -> Faults:
    """A character that nobody sees stands in the translation."""
    script = message.language.locale.script
    for form in message.written:
        text = seen(form.text)
        for char in few(_UNSEEN.findall(text)):
            if char == "\u200b" and script in BREAKING:
                continue
            yield form.place, f"holds {code(char)}, which nobody sees", "delete it"
        for char in few(_SPACES.findall(text.strip())):
            if char == "\u3000" and script in BREAKING | {"Hans", "Hant"}:
                continue  # Their own space: `spaces` knows where it stands.
            yield form.place, f"holds {code(char)}", "write a plain space"
        if message.language.locale.direction == "ltr":
            for char in few(_MARKS_OF_DIRECTION.findall(text)):
                yield form.place, f"holds {code(char)}, which does nothing here", "delete it"
        elif re.search("([\u200e\u200f])\\1", text):
            yield form.place, "holds a direction mark twice", "leave one of them"


def _shapes(text: str, at: int) -> bool:
    """Tell whether a joiner changes what is drawn: by the scripts that give it a meaning."""
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or before in (ZWNJ, ZWJ) or behind in (ZWNJ, ZWJ):
        return False
    if unicodedata.combining(before) == 9:  # A virama: half letters, or letters left apart.
        return True
    if text[at] == ZWJ and behind and unicodedata.combining(behind) == 9:
        return before.isalpha()
    name = unicodedata.name(_base(text, at), "")
    if name.startswith(("ARABIC", "SYRIAC", "THAANA", "NKO", "MONGOLIAN")):
        joins = _base(text, at) not in _RIGHT_JOINING
        return joins and (behind.isalpha() or text[at] == ZWJ)
    if text[at] == ZWJ and behind and not behind.isalpha():
        return False
    return name.startswith(("MALAYALAM", "KHMER", "MYANMAR", "SINHALA")) or _is_picture(
        before, behind
    )


def _base(text: str, at: int) -> str:
    """Return the letter before a place, past the marks on it."""
    letters = (text[place] for place in range(at - 1, -1, -1))
    return next((char for char in letters if unicodedata.category(char)[0] != "M"), " ")


def _is_picture(before: str, behind: str) -> bool:
    return unicodedata.category(before) == "So" and unicodedata.category(behind or " ") == "So"


CHECKS = (
    Check(
        "catalog/joiner",
        Severity.WARNING,
        "With it, or without it, another letter is drawn than the writer meant; or search fails.",
        joiner,
    ),
    Check(
        "catalog/unseen",
        Severity.WARNING,
        "It breaks search and reading aloud, and no editor shows it.",
        unseen,
    ),
)
