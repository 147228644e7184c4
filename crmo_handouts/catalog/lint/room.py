"""Whether a translation has room where it is printed: by the kind of its message."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from crmo_handouts.catalog.lint.facts import Faults, MessageFacts
from crmo_handouts.catalog.lint.text import seen
from crmo_handouts.checking import Check, Severity


@dataclass(frozen=True, slots=True)
class Room:
    """How wide a translation may be beside its source text, in widths of a letter.

    `ratio` and `spare` bound it together: a word of three letters may well have ten.
    """

    kind: str
    ratio: float
    spare: int

    def bound(self, source: str) -> int:
        """Return the greatest width beside a source text."""
        # An abbreviation may have to be spelt out: NSAID has no short name in most languages.
        least = _SPELT_OUT if source.isupper() and " " not in source else 0
        return round(self.ratio * max(width(source), least)) + self.spare


_SPELT_OUT = 20

LABEL = Room("a label, beside its value or its line", 1.6, 16)
CHOICE = Room("a choice, on one line or two", 1.5, 18)
HEADING = Room("a heading, on one line", 1.6, 20)
HELP = Room("a help text, which is not printed", 2.2, 40)
ITEM = Room("an item of a list", 1.6, 24)
SENTENCE = Room("a sentence", 1.6, 24)

_BY_CONTEXT = {
    "field": LABEL,
    "choice": CHOICE,
    "group": HEADING,
    "help": HELP,
    "title": HEADING,
    "audience": HEADING,
    "summary": HELP,
}
_BY_NOTE = {"Heading": HEADING, "Label": HEADING, "Title": HEADING, "Foot": SENTENCE}


def long(message: MessageFacts) -> Faults:
    """The translation is longer than the room it has."""
    if message.language.locale.is_source:
        return
    room = room_of(message)
    for source, form in message.pairs:
        bound, is_wide = room.bound(source), width(form.text)
        if is_wide > bound:
            yield (
                form.place,
                f"is {is_wide} letters wide; there is room for about {bound}",
                f"say it in fewer words: this is {room.kind}",
            )


def room_of(message: MessageFacts) -> Room:
    """Return the room that a message has: its context says it, its note, or its form."""
    kind = message.context.partition(":")[0].partition("|")[0]
    if kind in _BY_CONTEXT:
        return _BY_CONTEXT[kind]
    for note in message.notes:
        for word, room in _BY_NOTE.items():
            if note.startswith(word):
                return room
    return SENTENCE if message.msgid.rstrip().endswith((".", "?", "!")) else ITEM


def width(text: str) -> int:
    """Return how wide a text is in letters: signs on letters have no width, Chinese characters two."""
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in seen(text)
        if unicodedata.category(char) not in ("Mn", "Me", "Cf")
    )


CHECKS = (
    Check(
        "catalog/long",
        Severity.WARNING,
        "The type of the whole sheet is set smaller for it, or the sheet is refused.",
        long,
    ),
)
