"""Whether a file was judged to its end: bounds, damage, size."""

from __future__ import annotations

from crmo_handouts.checking import Check, Severity
from crmo_handouts.preflight.facts import Facts, Faults
from crmo_handouts.preflight.reading.opening import MOST_PAGES

HEAVY_PAGE = 1_000_000
"""What a page may weigh, bytes; ours has 25,000 to 60,000."""


def too_large(facts: Facts) -> Faults:
    """The file is too large to be judged to its end."""
    if facts.cut:
        yield facts.place, f"was not judged to its end: {facts.cut}", "divide or simplify it"


def many_pages(facts: Facts) -> Faults:
    """The file has more pages than are judged in detail."""
    if facts.count > MOST_PAGES:
        yield (
            facts.place,
            f"has {facts.count} pages; the first {MOST_PAGES} were judged in detail",
            "divide it to have all judged",
        )


def damaged(facts: Facts) -> Faults:
    """A part of the file cannot be read."""
    for part in facts.damaged[:5]:
        yield facts.place, f"{part} cannot be read", "save it anew with the program that made it"
    if not facts.count and not facts.damaged:
        yield facts.place, "has no pages", ""


def file_size(facts: Facts) -> Faults:
    """The file is heavy for its pages."""
    heaviest = HEAVY_PAGE * max(facts.count, 1)
    if facts.size > heaviest:
        yield (
            facts.place,
            f"has {facts.size / 1e6:.1f} MB for {facts.count} pages; 1 MB a page is enough",
            "make its pictures smaller",
        )


CHECKS = (
    Check(
        "preflight/damaged",
        Severity.ERROR,
        "One reader repairs it, the next shows an empty page.",
        damaged,
    ),
    Check(
        "preflight/too-large",
        Severity.ERROR,
        "What nobody has looked at must not pass for checked.",
        too_large,
    ),
    Check(
        "preflight/many-pages",
        Severity.NOTE,
        "The rest of the file was looked at as a whole only.",
        many_pages,
    ),
    Check(
        "preflight/file-size",
        Severity.WARNING,
        "Sheets are sent to phones, over networks that are slow and paid by the megabyte.",
        file_size,
    ),
)
