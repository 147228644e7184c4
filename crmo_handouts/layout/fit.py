"""Document -> Pages that fit: set smaller by small steps, never below the minimum, never clipped.

The family `fit/…` judges what was laid out. A sheet that does not fit at its smallest type is refused
with the millimetres that are too many; nothing is cut and no page is added.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmo_handouts.checking import Check, Report, Severity, run_checks
from crmo_handouts.document import Document
from crmo_handouts.layout.engine import Engine
from crmo_handouts.layout.typeset import TOLERANCE, Pages, typeset
from crmo_handouts.paper import TEXT_HEIGHT, TEXT_WIDTH

STEP = 0.25
"""By how much it is set smaller at a time, pt."""


def fit(engine: Engine, document: Document) -> Pages:
    """Lay out a document at the largest type, from its own size down, at which each side fits.

    How full the sides are tells which size to try next, so that two layouts do where many steps would
    be taken. Pages that do not fit even at the minimum are returned as they are, for the checks to
    refuse.
    """
    pages = typeset(engine, document, size=document.type_size)
    while not pages.fits and pages.size > document.minimum:
        pages = typeset(engine, document, size=_promising_size(pages))
    return pages


@dataclass(frozen=True, slots=True)
class Fitting:
    """What the checks look at: laid-out pages, and the sheet they are meant for."""

    pages: Pages
    place: str


def check_fit(pages: Pages, papers: Sequence[str]) -> Report:
    """Judge laid-out pages by all checks of the family.

    A finding's place is `handout/locale/paper`, with all papers that the pages are meant for.
    """
    document = pages.document
    place = f"{document.handout}/{document.locale.id}/{'+'.join(papers)}"
    return run_checks(CHECKS, Fitting(pages, place))


def _promising_size(pages: Pages) -> float:
    """Estimate the largest smaller size that fits: a text's height grows with its type squared."""
    minimum = pages.document.minimum
    size = pages.size * math.sqrt(pages.room / max(pages.used))
    steps = math.floor((min(size, pages.size - STEP) - minimum) / STEP)
    return max(minimum, minimum + steps * STEP)


def find_long_sides(fitting: Fitting) -> Iterator[tuple[str, str, str]]:
    """The sheet has more pages than it may, or a side that is longer than its page."""
    pages = fitting.pages
    if pages.count > pages.document.pages:
        yield (
            fitting.place,
            f"has {pages.count} pages, and the handout may have {pages.document.pages}",
            "take a side out of its template, or change `pages` in its handout.toml",
        )
    for number, used in enumerate(fitting.pages.used, start=1):
        excess = used - fitting.pages.room
        if excess > TOLERANCE:
            yield (
                fitting.place,
                f"page {number} is {math.ceil(excess)} mm too long at {fitting.pages.size:g} pt, "
                "the smallest type allowed",
                "shorten the text, or leave out optional values",
            )


def find_wide_text(fitting: Fitting) -> Iterator[tuple[str, str, str]]:
    """Text runs out of the text area at a side."""
    for box in fitting.pages.text_boxes():
        excess = max(box.right - TEXT_WIDTH, -box.left)
        if excess > TOLERANCE:
            yield (
                fitting.place,
                f"a word on page {box.page} is {excess:.0f} mm too wide",
                "shorten the word, or allow it to break with a soft hyphen",
            )


def find_low_foot(fitting: Fitting) -> Iterator[tuple[str, str, str]]:
    """The foot of a page is higher than the room kept for it."""
    pages = fitting.pages
    for number, height in enumerate(pages.foot_heights(), start=1):
        excess = height - (TEXT_HEIGHT - pages.room)
        if excess > TOLERANCE:
            yield (
                fitting.place,
                f"the foot of page {number} is {math.ceil(excess)} mm too high",
                "shorten the title of the handout, or what the foot says of its review",
            )


def find_small_type(fitting: Fitting) -> Iterator[tuple[str, str, str]]:
    """Type is smaller than a reader can be asked to read."""
    smallest = min(fitting.pages.text_boxes(), key=lambda box: box.size, default=None)
    if smallest and smallest.size < fitting.pages.document.minimum - 0.01:
        yield (
            fitting.place,
            f"type of {smallest.size:.2f} pt on page {smallest.page}; "
            f"the minimum is {fitting.pages.document.minimum:g} pt",
            "set it larger in styles/",
        )


CHECKS = (
    Check(
        "fit/pages",
        Severity.ERROR,
        "A page more is lost at the copier, and the sheet with it; clipped text is worse.",
        find_long_sides,
    ),
    Check(
        "fit/width",
        Severity.ERROR,
        "A word that runs off the paper cannot be read.",
        find_wide_text,
    ),
    Check(
        "fit/foot",
        Severity.ERROR,
        "The foot says who has checked the sheet: it must be on it.",
        find_low_foot,
    ),
    Check(
        "fit/type-size",
        Severity.ERROR,
        "Sheets are read in corridors, by tired people, on grey copies.",
        find_small_type,
    ),
)
