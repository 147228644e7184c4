"""What checks know: the facts of one message, of one file, of all files of a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from crmo_handouts.catalog.yardstick import Language

Faults = Iterator[tuple[str, str, str]]

_Fault = TypeVar("_Fault", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Form:
    """One msgstr: its text, and where it stands (`file:line`)."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """One message as checks see it.

    `forms_expected` is how many plural forms the language has, 1 for a message without plural.
    `single_forms` are the numbers of those that stand for one count only. `notes` are the author's
    notes for translators.
    """

    msgid: str
    plural: str | None
    forms: tuple[Form, ...]
    fuzzy: bool
    forms_expected: int
    single_forms: frozenset[int]
    language: Language
    context: str = ""
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """All of the source text, for what may stand in either form."""
        return self.msgid if self.plural is None else f"{self.msgid}\n{self.plural}"

    @property
    def written(self) -> Iterator[Form]:
        """The forms that hold a text."""
        return (form for form in self.forms if form.text.strip())

    @property
    def pairs(self) -> Iterator[tuple[str, Form]]:
        """Each form that holds a text, with the source text that it says.

        The first form of a language that has two says the singular; all others the plural.
        """
        for number, form in enumerate(self.forms):
            if form.text.strip():
                first = number == 0 or self.plural is None
                yield (self.msgid if first else self.plural or self.msgid), form


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One .po file as checks see it; `languages` are its header's and its folder's.

    `unreadable` is what its reader says of it: what, and what to do.
    """

    place: str
    header_place: str
    exists: bool
    languages: tuple[str, str]
    plural_fault: str
    plural_header: str
    duplicates: tuple[tuple[str, str], ...]
    content_type: str = "text/plain; charset=UTF-8"
    unreadable: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message among those of a language: where it stands and what it says."""

    context: str
    msgid: str
    texts: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class SetFacts:
    """All messages of a language that are printed together, in their files' order."""

    messages: tuple[Said, ...]


def few(faults: Iterable[_Fault]) -> tuple[_Fault, ...]:
    """Return the first three that differ: a text of a thousand faults is told in three lines."""
    told: dict[_Fault, None] = {}
    for fault in faults:
        told[fault] = None
        if len(told) == 3:
            break
    return tuple(told)


def short(text: str) -> str:
    """Quote the beginning of a text for a message."""
    return shown(text if len(text) <= 60 else f"{text[:57]}…")


def shown(text: str) -> str:
    """Quote a text for a message: what a terminal would act on is written as its code."""
    visible = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
    return f"“{visible}”"


def code(char: str) -> str:
    """Name a character that is not seen."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'a control character')}"
