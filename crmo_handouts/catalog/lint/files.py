"""Whether a file is the one that its place says it is."""

from __future__ import annotations

from crmo_handouts.catalog.lint.facts import Faults, FileFacts, short, shown
from crmo_handouts.checking import Check, Severity


def no_file(file: FileFacts) -> Faults:
    """A handout has no .po file in this language."""
    if not file.exists:
        yield (
            file.place,
            "there is no such file: the handout is not translated",
            f"run `crmo-handouts catalog update {file.languages[1]}`, then translate it",
        )


def language(file: FileFacts) -> Faults:
    """The header names another language than the folder."""
    header, folder = file.languages
    if header and _base(header) != _base(folder):
        yield (
            file.header_place,
            f"the header says Language: {shown(header)}, the folder is {folder}",
            "move the file, or correct the header",
        )


def plural_forms(file: FileFacts) -> Faults:
    """The plural forms are not those of the language."""
    if file.plural_fault:
        yield file.header_place, file.plural_fault, f'write "Plural-Forms: {file.plural_header}\\n"'


def duplicate(file: FileFacts) -> Faults:
    """A message stands twice in a file."""
    for place, msgid in file.duplicates:
        yield place, f"stands in this file twice: {short(msgid)}", "keep one of the two"


def _base(locale_id: str) -> str:
    return locale_id.replace("-", "_").partition("_")[0].lower()


CHECKS = (
    Check(
        "catalog/no-file",
        Severity.ERROR,
        "The sheet would be in the source language from end to end.",
        no_file,
    ),
    Check(
        "catalog/language",
        Severity.ERROR,
        "The sheet would be in a language that its name and its reader do not expect.",
        language,
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
