"""Pdf -> Report: the family `pdf/…` judges what happened while a file was written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from crmo_handouts.checking import Check, Report, Severity, run_checks
from crmo_handouts.pdf.write import Pdf


@dataclass(frozen=True, slots=True)
class Written:
    """What the checks look at: a written file, and the sheet that it is."""

    pdf: Pdf
    place: str


def check_pdf(pdf: Pdf, place: str) -> Report:
    """Judge a written file; `place` is `handout/locale/paper`."""
    return run_checks(CHECKS, Written(pdf, place))


def find_missing_glyphs(written: Written) -> Iterator[tuple[str, str, str]]:
    """No font of the press can draw a character."""
    for character in written.pdf.missing:
        name = unicodedata.name(character, "unnamed character")
        yield (
            written.place,
            f"no font has the character U+{ord(character):04X} {name}",
            "write it another way, or add a font that has it",
        )


CHECKS = (
    Check(
        "pdf/glyph",
        Severity.ERROR,
        "A box in place of a letter spoils a name, or a number that somebody must call.",
        find_missing_glyphs,
    ),
)
