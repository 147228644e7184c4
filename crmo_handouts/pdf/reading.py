"""Runs of clusters -> pieces in the order in which they are read: what each code draws and says.

Left to right, a piece is a cluster. Right to left it is a character, in a place of its own: readers
that go by place (poppler, PDFium) sort the pieces from left to right and turn them round again, those
that go by order (MuPDF, pdf.js, a screen reader) take them as they come. A place for each serves both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmo_handouts.pdf.clusters import Cluster, PlacedGlyph, Run

MARK_SLOT = 50
"""The place of a mark's or joiner's code beside its letter's, 1/1000 em."""


class Piece(NamedTuple):
    """What one code draws and says: 1/1000 em, from the start of the run.

    `is_apart`: it has a show operator of its own, but for one that is `is_joined` to the next.
    `actual` is the text where that of the code says more than it should.
    """

    run: Run
    text: str
    glyphs: Sequence[PlacedGlyph]
    start: float
    width: float
    is_apart: bool = False
    is_joined: bool = False
    actual: str = ""


def pieces_of(run: Run) -> Iterator[Piece]:
    """Yield the pieces of a run by itself, in the order of reading."""
    if not run.is_rtl:
        is_first = True
        for cluster in run.clusters:
            if is_first and len(cluster.text) > 1:
                yield from _opening(run, cluster)
            else:
                yield Piece(run, cluster.text, cluster.glyphs, cluster.start, cluster.advance)
            is_first = cluster.text == " "
        return
    for cluster in reversed(run.clusters):
        yield from _characters(run, cluster)


def _opening(run: Run, cluster: Cluster) -> Iterator[Piece]:
    """Yield the pieces of a cluster that begins a word: its first letter is one of its own.

    pdf.js gives no width to a code with a mark in its text, and moves the space before it behind it.
    """
    first, rest = cluster.text[0], cluster.text[1:]
    width = cluster.advance - MARK_SLOT
    if width < 2 * MARK_SLOT or is_mark(first) or not any(map(is_mark, rest)):
        yield Piece(run, cluster.text, cluster.glyphs, cluster.start, cluster.advance)
    else:
        yield Piece(run, first, cluster.glyphs, cluster.start, width)
        yield Piece(run, rest, (), cluster.start + width, MARK_SLOT)


def _characters(run: Run, cluster: Cluster) -> Iterator[Piece]:
    """Yield a piece a character; the first draws the cluster, the others draw nothing."""
    if len(cluster.text) == 1:
        yield Piece(run, cluster.text, cluster.glyphs, cluster.start, cluster.advance, True)
        return
    right = cluster.start + cluster.advance
    slots = _slots(cluster)
    for index, (character, width) in enumerate(zip(cluster.text, slots, strict=True)):
        right -= width
        shift = cluster.start - right
        glyphs = [(glyph, x + shift, y) for glyph, x, y in cluster.glyphs] if index == 0 else []
        # Two marks of a letter stay in one show operator: PDFium does not turn them round.
        follower = cluster.text[index + 1 : index + 2]
        is_joined = index > 0 and is_mark(character) and is_mark(follower)
        is_apart = not (index > 1 and is_mark(character) and is_mark(cluster.text[index - 1]))
        yield Piece(run, character, glyphs, right, width, is_apart, is_joined)


def _slots(cluster: Cluster) -> list[float]:
    """Share a cluster's advance out among its characters, in the order of the text."""
    count = len(cluster.text)
    small = sum(is_mark(character) for character in cluster.text[1:])
    rest = cluster.advance - small * MARK_SLOT
    if rest < 2 * MARK_SLOT * (count - small):
        return [cluster.advance / count] * count
    share = rest / (count - small)
    return [share] + [MARK_SLOT if is_mark(mark) else share for mark in cluster.text[1:]]


def is_mark(character: str) -> bool:
    """Tell whether a text is one character that cannot stand alone."""
    return len(character) == 1 and unicodedata.category(character) in ("Mn", "Me", "Cf")
