"""Where things stand: inside what a printer prints, and not on top of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from crmo_handouts.checking import Check, Severity
from crmo_handouts.paper import PT_PER_MM
from crmo_handouts.preflight.facts import Facts, Faults, drawn, on_page
from crmo_handouts.preflight.promise import SAFE_AREA
from crmo_handouts.preflight.reading.texts import Text

TOLERANCE = 0.2
"""How far ink may reach into the margin, mm: side bearings, rounding."""

SAME_LINE = 0.3
"""Texts whose base lines differ by less stand on one line, em: a raised mark does."""

CLOSEST_LINES = 0.7
"""Nearest base lines of two lines, em of the smaller: set solid, they have 1.0. Ink is no measure:
Nastaliq and Bangla reach into the next line by design."""

OVERLAP = 1.2
"""How far two texts may run into each other along a line, em: the swash of a word, a vowel sign."""

GAP = 1.0
"""Texts farther apart than this do not make one line, em: columns."""


@dataclass(slots=True)
class Line:
    """A line of text that is one from its beginning to its end, points."""

    left: float
    right: float
    base: float
    size: float


def safe_area(facts: Facts) -> Faults:
    """Something stands where printers do not print, or where the paper is cut."""
    for page, drawing in drawn(facts):
        left, bottom, right, top = page.trim
        margin = (SAFE_AREA - TOLERANCE) * PT_PER_MM / page.unit
        left, bottom, right, top = left + margin, bottom + margin, right - margin, top - margin
        out = sum(
            box[0] < left or box[1] < bottom or box[2] > right or box[3] > top
            for box in (text.box for text in drawing.texts)
        )
        hint = f"keep {SAFE_AREA:g} mm from the edge"
        if out:
            yield facts.place, f"{out} texts {on_page(page)} stand too near the edge", hint
        for side in drawing.margin_ink:
            yield facts.place, f"a drawing {on_page(page)} ends in the {side} margin", hint


def hidden(facts: Facts) -> Faults:
    """Text is there that nobody sees."""
    for page, drawing in drawn(facts):
        if drawing.unseen:
            yield (
                facts.place,
                f"{drawing.unseen} characters {on_page(page)} cannot be seen",
                "uncover them, or take them out: they are searched, copied and read aloud",
            )


def overlap(facts: Facts) -> Faults:
    """Texts stand on top of each other."""
    for page, drawing in drawn(facts):
        texts = [text for text in drawing.texts if text.level and text.size > 0]
        count = _collisions(texts)
        if count:
            yield (
                facts.place,
                f"{count} lines {on_page(page)} run into others",
                "give them more room in styles/, or shorten the text",
            )


def _collisions(texts: Iterable[Text]) -> int:
    count = 0
    lines: list[Line] = []
    for row in _rows(texts):
        for line, hits in _joined(row):
            count += hits
            lines.append(line)
    open_lines: list[Line] = []
    for line in lines:  # from the top of the page down
        open_lines = [other for other in open_lines if other.base - line.base < other.size]
        count += any(_collide(line, other) for other in open_lines)
        open_lines.append(line)
    return count


def _rows(texts: Iterable[Text]) -> Iterator[list[Text]]:
    """Yield the texts by base line, from the top down."""
    row: list[Text] = []
    for text in sorted(texts, key=attrgetter("base"), reverse=True):
        if row and row[-1].base - text.base > SAME_LINE * min(row[-1].size, text.size):
            yield row
            row = []
        row.append(text)
    if row:
        yield row


def _joined(row: list[Text]) -> Iterator[tuple[Line, int]]:
    """Join the texts of a row to lines; count those that lie on what stands before them."""
    line, hits = None, 0
    for text in sorted(row, key=attrgetter("box")):
        left, _, right, _ = text.box
        if line is None or left - line.right > GAP * text.size:
            if line is not None:
                yield line, hits
            line, hits = Line(left, right, text.base, text.size), 0
            continue
        hits += min(line.right, right) - left > OVERLAP * min(line.size, text.size)
        line.right = max(line.right, right)
        line.size = min(line.size, text.size)
    if line is not None:
        yield line, hits


def _collide(lower: Line, upper: Line) -> bool:
    size = min(lower.size, upper.size)
    along = min(lower.right, upper.right) - max(lower.left, upper.left)
    apart = upper.base - lower.base
    return along > OVERLAP * size and SAME_LINE * size < apart < CLOSEST_LINES * size


CHECKS = (
    Check(
        "preflight/hidden-text",
        Severity.ERROR,
        "What is covered, cut off or blank is heard by one reader and missed by the other.",
        hidden,
    ),
    Check(
        "preflight/safe-area",
        Severity.ERROR,
        "Home printers leave 5 mm white, and a cutter misses by two: the end of a line is gone.",
        safe_area,
    ),
    Check(
        "preflight/overlap",
        Severity.ERROR,
        "Of two lines on top of each other, neither can be read.",
        overlap,
    ),
)
