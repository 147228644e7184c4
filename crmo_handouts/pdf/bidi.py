"""Lines with words from right to left -> pieces in the order in which they are read, guarded.

A PDF has no word for direction, so readers guess. Those that go by place (poppler, PDFium) guess right
when the segments of a line (words of one direction, numbers, and what is neutral) stand in the line's
direction, and marks of direction tell one from the next. Such marks are codes of their own: pdf.js
leaves out a code whose text ends with one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmo_handouts.pdf.clusters import Run
from crmo_handouts.pdf.reading import Piece, pieces_of
from crmo_handouts.pdf.rtl import in_rtl_line
from crmo_handouts.pdf.segments import (
    GUARD,
    LRM,
    PDI,
    RLI,
    Direction,
    Segment,
    mark_of_direction,
    placed,
    segments_of,
)


def in_reading_order(runs: Sequence[Run], *, is_rtl: bool, is_last: bool) -> list[Piece]:
    """Return the pieces of a text within a line, in the order of reading.

    `is_rtl` tells whether the line reads from right to left, `is_last` whether nothing follows in it.
    """
    ordered = sorted(runs, key=lambda run: run.offset)
    if is_rtl:
        return in_rtl_line(ordered, is_last=is_last)
    if any(run.is_rtl for run in ordered):
        return _in_ltr_line(ordered)
    return [piece for run in ordered for piece in pieces_of(run)]


def _in_ltr_line(runs: Sequence[Run]) -> list[Piece]:
    """Return the pieces of a text in a line from left to right; some of its runs are turned."""
    first, last = 0, len(runs)
    while not runs[first].is_rtl and runs[first] is min(runs[first:], key=_start):
        first += 1
    while not runs[last - 1].is_rtl and runs[last - 1] is max(runs[:last], key=_start):
        last -= 1
    before, within, after = (
        [piece for run in part for piece in pieces_of(run)]
        for part in (runs[:first], runs[first:last], runs[last:])
    )
    segments = placed(segments_of(within), is_rtl=False)
    return [*before, *_guarded_by_lrm(segments), *after]


def _start(run: Run) -> float:
    return run.start


def _guarded_by_lrm(segments: Sequence[Segment]) -> Iterator[Piece]:
    """Yield the pieces of segments; there are more marks than words from right to left.

    PDFium takes the line for one from right to left where these are as many as the others.
    """
    run, is_phrase = segments[0].pieces[0].run, len(segments) > 1
    guard = GUARD * run.size / 1000
    yield mark_of_direction(run, LRM + RLI if is_phrase else LRM, segments[0].left - guard)
    for direction, pieces in segments:
        yield from pieces
        if direction is Direction.RTL:
            yield mark_of_direction(run, LRM, Segment(direction, pieces).right - 2 * guard)
    if is_phrase:
        yield mark_of_direction(run, PDI, segments[-1].right - guard)
