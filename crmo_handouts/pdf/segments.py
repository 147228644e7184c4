"""Pieces -> segments of one direction, which can be made to stand in the direction of their line.

Where the codes of a phrase stand is not where they draw: each takes its picture along.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from crmo_handouts.pdf.clusters import Run
from crmo_handouts.pdf.reading import Piece

LRM, RLM, NBSP = "\u200e", "\u200f", "\u00a0"
LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"

GUARD = 2
"""How wide the code of a mark of direction is, 1/1000 em: PDFium leaves out what has no width."""

FURTHEST = 30_000
"""How far from its code a glyph may be drawn, font units: offsets in a font are of 16 bits."""

ADDRESS = re.compile(r"[A-Za-z]\.[A-Za-z]|@|//")
"""What tells an address of the web or of mail: no mark may come into it, since it is copied."""


class Direction(Enum):
    """How a segment reads (UAX 9, table 4)."""

    LTR = ("L",)
    RTL = ("R", "AL")
    WEAK = ("EN", "AN", "ES", "ET", "CS")
    NEUTRAL = ("B", "S", "WS", "ON")


DIRECTIONS = {kind: direction for direction in Direction for kind in direction.value}


class Segment(NamedTuple):
    """Pieces of one direction, in the order of the text; neutral ones are alone."""

    direction: Direction
    pieces: Sequence[Piece]

    @property
    def left(self) -> float:
        """Where it begins in the line, pt."""
        return min(map(left_of, self.pieces))

    @property
    def right(self) -> float:
        """Where it ends in the line, pt."""
        return max(map(right_of, self.pieces))


def left_of(piece: Piece) -> float:
    """Return where a piece begins in the line, pt."""
    return piece.run.start + piece.start * piece.run.size / 1000


def right_of(piece: Piece) -> float:
    """Return where a piece ends in the line, pt."""
    return left_of(piece) + piece.width * piece.run.size / 1000


def direction_of(text: str) -> Direction | None:
    """Return how a text reads; None if as what is before it, like a mark or a joiner."""
    kind = unicodedata.bidirectional(text[0])
    if kind in ("NSM", "BN"):
        return None
    return DIRECTIONS.get(kind, Direction.NEUTRAL)


def segments_of(pieces: Sequence[Piece]) -> list[Segment]:
    """Part pieces in the order of the text where their direction changes.

    One segment, of the direction that its first piece has, is what is too wide to be moved, and what
    is of a script with vowel marks that reads from left to right: PDFium would part its words.
    """
    whole = Segment(Direction.RTL if pieces[0].run.is_rtl else Direction.LTR, pieces)
    em, upem = pieces[0].run.size, max(piece.run.font.upem for piece in pieces)
    is_wide = (whole.right - whole.left) / em * upem > FURTHEST
    if is_wide or (whole.direction is Direction.LTR and any(map(_has_marks, pieces))):
        return [whole]
    segments: list[tuple[Direction, list[Piece]]] = []
    for piece, address in zip(pieces, _addresses(pieces), strict=True):
        last = segments[-1][0] if segments else None
        direction = Direction.LTR if address else direction_of(piece.text)
        direction = direction or last or Direction.NEUTRAL
        if direction is last and direction is not Direction.NEUTRAL:
            segments[-1][1].append(piece)
        else:
            segments.append((direction, [piece]))
    return [Segment(*segment) for segment in segments]


def _has_marks(piece: Piece) -> bool:
    return not piece.run.is_rtl and "NSM" in map(unicodedata.bidirectional, piece.text)


def _addresses(pieces: Iterable[Piece]) -> list[bool]:
    """Tell of each piece whether it is within an address."""
    words: list[list[str]] = [[]]
    for piece in pieces:
        if piece.text == " ":
            words.extend([[piece.text], []])
        else:
            words[-1].append(piece.text)
    return [bool(ADDRESS.search("".join(word))) for word in words for _ in word]


def placed(segments: Sequence[Segment], *, is_rtl: bool) -> list[Segment]:
    """Let segments stand in the direction of a line, within the place that they take together."""
    out: list[Segment] = []
    left = min(segment.left for segment in segments)
    right = max(segment.right for segment in segments)
    for segment in segments:
        width = segment.right - segment.left
        right -= width
        by = (right if is_rtl else left) - segment.left
        left += width
        out.append(segment._replace(pieces=[_moved(piece, by) for piece in segment.pieces]))
    return out


def _moved(piece: Piece, by: float) -> Piece:
    """Move a piece by a distance, pt, but not what it draws."""
    by *= 1000 / piece.run.size
    glyphs = [(glyph, x - by, y) for glyph, x, y in piece.glyphs]
    return piece._replace(start=piece.start + by, glyphs=glyphs)


def mark_of_direction(run: Run, text: str, place: float) -> Piece:
    """Return the piece of a mark of direction that begins at a place of the line, pt."""
    return Piece(run, text, (), (place - run.start) * 1000 / run.size, GUARD, is_apart=True)
