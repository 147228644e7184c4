"""Whether a file is the one that its place says it is."""

from __future__ import annotations

import re

from crmo_handouts.catalog.lint.facts import Faults, FileFacts, short, shown
from crmo_handouts.catalog.yardstick import language_of
from crmo_handouts.checking import Check, Severity


def no_file(file: FileFacts) -> Faults:
    """A handout has no .po file in this language."""
    if not file.exists:
        yield (
            file.place,
            "there is no such file: the handout is not translated",
            f"run `crmo-handouts catalog update {file.languages[1]}`, then translate it",
        )


def unreadable(file: FileFacts) -> Faults:
    """A .po file or a word list cannot be read."""
    if file.unreadable:
        yield file.place, *file.unreadable


def language(file: FileFacts) -> Faults:
    """The header names another language than the folder."""
    header, folder = file.languages
    if header and language_of(header) != language_of(folder):
        yield (
            file.header_place,
            f"the header says Language: {shown(header)}, the folder is {folder}",
            "move the file, or correct the header",
        )


def plural_forms(file: FileFacts) -> Faults:
    """The plural forms are not those of the language."""
    if file.plural_fault:
        yield file.header_place, file.plural_fault, f'write "Plural-Forms: {file.plural_header}\\n"'


def header(file: FileFacts) -> Faults:
    """The header lacks the language or the encoding."""
    if not file.exists or file.unreadable:
        return
    if not file.languages[0]:
        told = f'write "Language: {file.languages[1]}\\n"'
        yield file.header_place, "the header does not say its language", told
    charset = re.search(r"charset=([\w.:-]+)", file.content_type)
    if not charset or charset[1].lower() not in ("utf-8", "utf8"):
        said = shown(charset[1]) if charset else "no encoding"
        yield (
            file.header_place,
            f"the header names {said}",
            'save the file as UTF-8, with "Content-Type: text/plain; charset=UTF-8\\n"',
        )


def duplicate(file: FileFacts) -> Faults:
    """A message stands twice in a file."""
    for place, msgid in file.duplicates:
        yield place, f"stands in this file twice: {short(msgid)}", "keep one of the two"


CHECKS = (
    Check(
        "catalog/no-file",
        Severity.ERROR,
        "The sheet would be in the source language from end to end.",
        no_file,
    ),
    Check(
        "catalog/unreadable",
        Severity.ERROR,
        "Nobody can tell what is in it, so nothing of it is printed.",
        unreadable,
    ),
    Check(
        "catalog/language",
        Severity.ERROR,
        "The sheet would be in a language that its name and its reader do not expect.",
        language,
    ),
    Check(
        "catalog/header",
        Severity.WARNING,
        "Editors guess the language and the encoding, and letters are lost on the way.",
        header,
    ),
    Check(
        "catalog/plural-forms",
        Severity.ERROR,
        "A number would stand with the wrong form of its word.",
        plural_forms,
    ),
    Check(
        "catalog/duplicate",
        Severity.ERROR,
        "Nobody can tell which of the two was reviewed.",
        duplicate,
    ),
)
