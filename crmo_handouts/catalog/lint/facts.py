"""What checks know: the facts of one message, and of one file; how a message quotes a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Faults = Iterator[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """One msgstr: its text, and where it stands (`file:line`)."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """One message as checks see it.

    `forms_expected` is how many plural forms the language has, 1 for a message without plural.
    `single_forms` are the numbers of those that stand for one count only.
    """

    msgid: str
    plural: str | None
    forms: tuple[Form, ...]
    fuzzy: bool
    forms_expected: int
    single_forms: frozenset[int]

    @property
    def source(self) -> str:
        """All of the source text, for what may stand in either form."""
        return self.msgid if self.plural is None else f"{self.msgid}\n{self.plural}"

    @property
    def written(self) -> Iterator[Form]:
        """The forms that hold a text."""
        return (form for form in self.forms if form.text.strip())


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One .po file as checks see it; `languages` are its header's and its folder's."""

    place: str
    header_place: str
    exists: bool
    languages: tuple[str, str]
    plural_fault: str
    plural_header: str
    duplicates: tuple[tuple[str, str], ...]


def few(faults: Iterable[str]) -> Iterable[str]:
    """Return the first three that differ: a text of a thousand faults is told in three lines."""
    return tuple(dict.fromkeys(faults))[:3]


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
