"""What translators are told of a message: its place and its words -> labelled lines, one fact a line.

They become the extracted comments (`#.`) of the templates. A fact is told only when there is one; the
same source gives the same lines.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crmo_handouts.catalog.markup import tag_names
from crmo_handouts.catalog.placeholders import placeholder_names
from crmo_handouts.catalog.po.entry import Entry

LABELS = (
    "Where", "Who reads", "Room", "Keep", "Numbers", "Medicines", "Note", "Form", "Safety-critical",
    "Sources", "Terms",
)  # fmt: skip
"""The labels of the lines, in their order."""

CRITICAL = "Safety-critical: no softer, no stronger; a second person checks it."
"""The line of a message whose meaning a child's safety hangs on."""

NOT_PRINTED = 0


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a kind of text has: characters in a line, on the whole page and on half of it.

    Counted on the printed English sheets at their smallest type. A text that `flows` stands
    in a row with others, and may be of any length that is not much longer than the English.
    """

    name: str
    wide: int = NOT_PRINTED
    half: int = NOT_PRINTED
    flows: bool = False


ROOMS = {
    "text": Room("text", 80, 40, flows=True),
    "sentence": Room("sentence", 80, 40, flows=True),
    "item": Room("line of a list", 80, 40),
    "heading": Room("heading", 60, 34),
    "band": Room("label of a band", 50, 50),
    "panel": Room("label of a box", 60, 34),
    "line": Room("label before a line to write on", 34, 34),
    "head": Room("head of a column or row", 16, 16),
    "foot": Room("foot of the page", 80, 40),
    # Of TOML files.
    "title": Room("title, at the head and in the foot", 44, 44),
    "audience": Room("line under the title", 60, 60),
    "hidden": Room("not printed"),
    "label": Room("label before a value or a line", 34, 34),
    "choice": Room("answer beside a label, or line of a list", 40, 40),
    "group": Room("heading over choices", 34, 34),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the source that are no translator's to choose: `handouts/_shared/keep.toml`."""

    letters: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one message beside its words.

    `note` is its author's, with or without `Sources: A, B.` in it.
    """

    where: str
    readers: str
    kind: str
    narrow: bool = False
    critical: bool = False
    note: str = ""
    form: str = ""


_SOURCES = re.compile(r"\s*Sources: ([^.]*)\.")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_SAFETY = re.compile(r"\bsafety\b", re.IGNORECASE)
GROWTH = 1.25
"""How much longer than the English a sentence may be without costing the sheet its fit."""


def write_notes(entry: Entry, standing: Standing, words: Words) -> tuple[str, ...]:
    """Write the lines about a message."""
    note = " ".join(_SOURCES.sub("", standing.note).split())
    facts = (
        ("Where", standing.where),
        ("Who reads", standing.readers),
        ("Room", _room(entry.msgid, standing)),
        ("Keep", "; ".join(_kept(entry.source, words))),
        ("Numbers", _numbers(entry.source, words)),
        ("Medicines", "; ".join(_found(words.medicines, entry.source))),
        ("Note", note),
    )
    lines = [f"{label}: {fact}" for label, fact in facts if fact]
    if standing.form:
        lines.append(standing.form)
    if standing.critical or _SAFETY.search(note):
        lines.append(CRITICAL)
    lines += [f"Sources: {keys}." for keys in _SOURCES.findall(standing.note)]
    return tuple(lines)


def join_notes(*notes: tuple[str, ...]) -> tuple[str, ...]:
    """Join the lines about one message in several places: each fact once, by its label."""
    return tuple(sorted(dict.fromkeys(line for lines in notes for line in lines), key=_rank))


def is_safety_critical(entry: Entry) -> bool:
    """Tell whether a message is marked as one that a child's safety hangs on."""
    return CRITICAL in entry.extracted


def _rank(line: str) -> int:
    ranks = (rank for rank, label in enumerate(LABELS) if line.startswith(label))
    return next(ranks, LABELS.index("Note"))


def _room(text: str, standing: Standing) -> str:
    room = ROOMS[standing.kind]
    width = room.half if standing.narrow else room.wide
    if width == NOT_PRINTED:
        return room.name
    length = len(_PLACEHOLDER.sub("0000000", text))
    if room.flows:
        return f"{room.name}, about {math.ceil(length * GROWTH / 5) * 5} characters"
    lines = math.ceil(length / width)
    count = "one line" if lines <= 1 else f"{lines} lines"
    return f"{room.name}, {count} of about {width} characters"


def _kept(text: str, words: Words) -> Iterator[str]:
    yield from (f"%({name})s" for name in sorted(placeholder_names(text)))
    yield from (f"<{name}>" for name in sorted(tag_names(text)))
    yield from _found(words.letters, text)


def _numbers(text: str, words: Words) -> str:
    # What stands in letters that are kept is told there: "Section 504".
    bare = _PLACEHOLDER.sub(" ", text)
    for word in words.letters:
        bare = bare.replace(word, " ")
    return "; ".join(dict.fromkeys(_NUMBER.findall(bare)))


def _found(words: Iterable[str], text: str) -> list[str]:
    """Return the words that a text has, also with an s at their end, in the order of the list."""
    return [
        word
        for word in words
        if re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text, re.IGNORECASE)
    ]
