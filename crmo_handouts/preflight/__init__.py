"""Judge a finished PDF: bytes -> Report. It reads the written file, and shares no code with its writer.

The family `preflight/…` looks at what a reader will hold: pages, type, words, tags, colours, and what
a file hides. A check that needs to know what was promised is left out for a file from elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from crmo_handouts.checking import Report, run_checks
from crmo_handouts.errors import PdfError
from crmo_handouts.preflight import (
    bounds,
    looks,
    metadata,
    pages,
    place,
    reach,
    tags,
    type,
    words,
)
from crmo_handouts.preflight.facts import gather
from crmo_handouts.preflight.promise import Promise, printed_text
from crmo_handouts.preflight.reading.opening import LARGEST_FILE, Budget, open_pdf

CHECKS = (
    *bounds.CHECKS,
    *pages.CHECKS,
    *type.CHECKS,
    *place.CHECKS,
    *words.CHECKS,
    *metadata.CHECKS,
    *tags.CHECKS,
    *looks.CHECKS,
    *reach.CHECKS,
)
"""What is looked for in a file, in the order it is told."""

PROMISED = frozenset(
    {"preflight/page-count", "preflight/page-size", "preflight/font-family", "preflight/type-size"}
    | {"preflight/words", "preflight/word-order", "preflight/personal"}
)
"""The checks that find nothing without a promise."""


def preflight(content: bytes | Path, promise: Promise | None = None) -> Report:
    """Judge a PDF, held against what was promised of it.

    Raises PdfError for a file that cannot be read or opened.
    """
    name = str(content) if isinstance(content, Path) else "PDF"
    where = promise.place if promise else name
    budget = Budget.start()
    data = read_file(content) if isinstance(content, Path) else content
    with open_pdf(data, where, budget) as pdf:
        return run_checks(CHECKS, gather(pdf, where, promise, budget))


def read_file(path: Path) -> bytes:
    """Read a file, no more of it than is judged. Raises PdfError."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise PdfError(
            f"cannot be read: {error.strerror or error}", where=str(path), hint="check the name"
        ) from error


__all__ = ["CHECKS", "PROMISED", "Promise", "preflight", "printed_text"]
