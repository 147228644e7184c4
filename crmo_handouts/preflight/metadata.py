"""What a file says of itself: language, title, standards, and nobody's name."""

from __future__ import annotations

import re
import unicodedata

from crmo_handouts.checking import Check, Severity
from crmo_handouts.preflight.facts import Facts, Faults

LONG_VALUE = 6
"""From which length on a value is also found inside a word, characters: “Art” is in “part”."""

SHORTEST_VALUE = 3
"""Personal values shorter than this are not looked for, characters: “A” is in every title."""


_BETWEEN = re.compile(r"[\W_]+")


def language(facts: Facts) -> Faults:
    """The file does not say its language, or another one (ISO 14289-1, 7.2)."""
    if facts.metadata is None:
        return
    found = facts.metadata.language
    if not found:
        yield facts.place, "does not say its language", "write /Lang into the catalog"
    elif facts.promise and _tag(found) != _tag(facts.promise.locale):
        yield (
            facts.place,
            f"says that its language is {found}; {facts.promise.locale} was promised",
            "correct /Lang",
        )


def title(facts: Facts) -> Faults:
    """The file has no title to show (ISO 14289-1, 7.1; WCAG 2.2, 2.4.2)."""
    if facts.metadata is None:
        return
    metadata, promise = facts.metadata, facts.promise
    if not metadata.xmp_title:
        yield facts.place, "has no title in its XMP metadata", "write dc:title"
    elif promise and metadata.xmp_title != promise.title:
        yield facts.place, "has another title than the sheet", "write the sheet's into dc:title"
    info = metadata.info.get("Title", "")
    if info and metadata.xmp_title and info.strip() != metadata.xmp_title:
        yield facts.place, "has two titles", "write the same into Info and into dc:title"
    if not metadata.shows_title:
        yield facts.place, "shows its file's name as a title", "set DisplayDocTitle to true"


def personal(facts: Facts) -> Faults:
    """The metadata hold what belongs to a person."""
    if facts.metadata is None or facts.promise is None:
        return
    metadata = facts.metadata
    said = _folded("\n".join((*metadata.info.values(), metadata.xmp_text, facts.strings)))
    said = f" {said} "
    values = {_folded(value) for value in facts.promise.personal}
    count = sum(
        len(value) >= SHORTEST_VALUE
        and (value if len(value) >= LONG_VALUE else f" {value} ") in said
        for value in values
    )
    if count:
        # The values themselves are told to no log.
        yield (
            facts.place,
            f"{count} of the reader's values are in its metadata",
            "keep them to the page",
        )


def author(facts: Facts) -> Faults:
    """The metadata name an author."""
    if facts.metadata and (facts.metadata.info.get("Author") or facts.metadata.creators):
        yield facts.place, "names an author in its metadata", "remove it, if it is a person"


def archival(facts: Facts) -> Faults:
    """The file does not declare PDF/A-2a (ISO 19005-2, 6.6.4)."""
    if facts.metadata and facts.metadata.pdfa != ("2", "A"):
        found = "".join(facts.metadata.pdfa).lower()
        yield (
            facts.place,
            f"declares PDF/A-{found}" if found else "does not declare PDF/A",
            "write it as PDF/A-2a",
        )
    elif facts.metadata and not facts.metadata.has_output_intent:
        yield facts.place, "does not say what its colours mean", "write an OutputIntent"


def accessible(facts: Facts) -> Faults:
    """The file does not declare PDF/UA-1 (ISO 14289-1, 5)."""
    if facts.metadata and facts.metadata.pdfua != "1":
        yield facts.place, "does not declare PDF/UA-1", "write it as PDF/UA-1"


def locked(facts: Facts) -> Faults:
    """The file is encrypted (ISO 19005-2, 6.1.3)."""
    if facts.metadata and facts.metadata.is_locked:
        yield facts.place, "is encrypted, and may forbid what it is for", "save it unencrypted"


def _folded(text: str) -> str:
    """Return a text without regard to case, spaces, and how its accents are written."""
    words = _BETWEEN.sub(" ", unicodedata.normalize("NFC", text.casefold()))
    return " ".join(words.split())


def _tag(tag: str) -> str:
    return tag.replace("_", "-").lower()


CHECKS = (
    Check(
        "preflight/language",
        Severity.ERROR,
        "A screen reader reads Bangla with an English voice: noise.",
        language,
    ),
    Check(
        "preflight/title",
        Severity.ERROR,
        "Among ten open files, a name such as ws-bn-3 says to no one what it is.",
        title,
    ),
    Check(
        "preflight/personal",
        Severity.ERROR,
        "A child's name in metadata travels with the file, and nobody sees it there.",
        personal,
    ),
    Check(
        "preflight/author",
        Severity.WARNING,
        "Programs write who is logged in: a name that nobody meant to publish.",
        author,
    ),
    Check(
        "preflight/pdfa",
        Severity.ERROR,
        "A school keeps a letter for years: it must open, and look the same, then.",
        archival,
    ),
    Check(
        "preflight/pdfua",
        Severity.ERROR,
        "Readers and offices look for the mark before they trust the tags.",
        accessible,
    ),
    Check(
        "preflight/locked",
        Severity.ERROR,
        "A locked file may refuse to be printed, copied, or read aloud.",
        locked,
    ),
)
