"""Lines from right to left -> pieces in the order in which they are read, guarded against readers.

A PDF has no word for direction, so readers guess. These guess right when

- numbers and the punctuation that poppler and PDFium class with them (UAX 9: EN, AN, ES, ET, CS) are
  one piece with the space that follows, a no-break space, so that neither turns them round;
- Latin words and brackets are guarded by marks of direction (UAX 9, 2.6), which have no other effect.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby, pairwise

from crmo_handouts.pdf.clusters import Run
from crmo_handouts.pdf.reading import Piece, is_mark, pieces_of

LRM, RLM, NBSP = "\u200e", "\u200f", "\u00a0"

WEAK = ("EN", "AN", "ES", "ET", "CS")
STRONG_RTL = ("R", "AL")

MIRRORED_BY_PDFIUM = "‘’“”"
"""What PDFium mirrors although Unicode does not."""

WIDEST_NUMBER = 1500
"""How wide a code may be, 1/1000 em: PDFium takes lines for one that are nearer than half a code."""


class Kind(Enum):
    """What a piece is to the readers."""

    LETTER = "right to left, or neutral"
    SPACE = "between words"
    NUMBER = "a number or its punctuation"
    BRACKET = "drawn as its mirror image"
    LATIN = "left to right"


def in_reading_order(runs: Sequence[Run], *, is_last: bool) -> list[Piece]:
    """Return the pieces of a text within a line from right to left, in the order of reading.

    `is_last` tells whether nothing follows in the line.
    """
    out: list[Piece] = []
    for (kind, group), (after, following) in pairwise([*_grouped(runs), (None, [])]):
        is_guarded = _draws_in(after, following[0]) if after else not is_last
        if kind is Kind.NUMBER:
            # PDFium classes marks with numbers, too.
            before = RLM if out and is_mark(out[-1].text) else ""
            out.extend(_number(group, before, RLM if is_guarded else ""))
        elif kind is Kind.BRACKET:
            out.append(group[0]._replace(text=f"{RLM}{group[0].text}{LRM}{RLM}"))
        elif kind is Kind.LATIN:
            out.extend(_latin(group, is_guarded=is_guarded))
        elif kind is Kind.SPACE and out and after and _is_clear(out[-1], after, following[0]):
            # pdf.js drops a space on the way to the left, unless it has company.
            out.append(group[0]._replace(text=f"{RLM} ", actual=" "))
        else:
            out.extend(group)
    return out


def _draws_in(after: Kind, following: Piece) -> bool:
    """Tell whether what follows a number or a Latin word would be read into it."""
    is_strong = unicodedata.bidirectional(following.text[0]) in STRONG_RTL
    return after is not Kind.BRACKET and not is_strong


def _is_clear(before: Piece, after: Kind, following: Piece) -> bool:
    """Tell whether a space has no neutral beside it: PDFium would mistake their order."""
    if unicodedata.bidirectional(before.text[-1]) not in (*STRONG_RTL, "NSM"):
        return False
    strong = (*STRONG_RTL, "L", "EN", "AN")
    return after is Kind.BRACKET or unicodedata.bidirectional(following.text[0]) in strong


def _grouped(runs: Sequence[Run]) -> list[tuple[Kind, list[Piece]]]:
    """Gather numbers with their punctuation and space, and Latin stretches; leave others alone."""
    groups: list[tuple[Kind, list[Piece]]] = []
    for kind, piece in _kinds(runs):
        last, group = groups[-1] if groups else (None, [])
        if last is kind is Kind.LATIN or (last is Kind.NUMBER and _belongs(group, kind, piece)):
            group.append(piece)
        else:
            groups.append((kind, [piece]))
    return groups


def _belongs(number: Sequence[Piece], kind: Kind, piece: Piece) -> bool:
    one, other = number[0].run, piece.run
    if one.font is not other.font or one.size != other.size:
        return False
    return kind is Kind.NUMBER or (kind is Kind.SPACE and number[-1].text != " ")


def _kinds(runs: Sequence[Run]) -> Iterator[tuple[Kind, Piece]]:
    """Yield all pieces with their kinds, in the order of the text."""
    ordered = sorted(runs, key=lambda run: run.offset)
    for is_rtl, stretch in groupby(ordered, key=lambda run: run.is_rtl):
        pieces = [piece for run in stretch for piece in pieces_of(run)]
        if is_rtl:
            yield from ((_kind_of(piece.text), piece) for piece in pieces)
        elif all(piece.text == " " or _is_weak(piece.text) for piece in pieces):
            yield from ((Kind.NUMBER, piece) for piece in pieces)
        else:
            yield from ((Kind.LATIN, piece) for piece in pieces)


def _kind_of(text: str) -> Kind:
    if text == " ":
        return Kind.SPACE
    if _is_weak(text):
        return Kind.NUMBER
    is_bracket = unicodedata.mirrored(text[0]) or text in MIRRORED_BY_PDFIUM
    return Kind.BRACKET if is_bracket else Kind.LETTER


def _is_weak(text: str) -> bool:
    return all(unicodedata.bidirectional(character) in WEAK for character in text)


def _latin(group: Sequence[Piece], *, is_guarded: bool) -> Iterator[Piece]:
    """Yield a Latin stretch, a show operator a run; a mark of direction at its end, if need be."""
    last = group[-1]
    if unicodedata.bidirectional(last.text[-1]) not in ("L", *WEAK):
        # poppler looks from the right, and takes a neutral there for a part of what is before it.
        group = [*group[:-1], last._replace(text=last.text + LRM)]
    for _, stretch in groupby(group, key=lambda piece: id(piece.run)):
        first, *rest = stretch
        yield first._replace(is_apart=True, is_joined=bool(rest))
        yield from rest
    if is_guarded:
        # Left of all, where those look that go by place.
        yield Piece(group[0].run, RLM, (), group[0].start - 1, 1, is_apart=True)


def _number(group: Sequence[Piece], before: str, after: str) -> Iterator[Piece]:
    """Yield the pieces of a number with its punctuation and space.

    They stand from left to right in the order of the text, whatever their order on the page is; each
    draws its part where that belongs. Punctuation and spaces are of one piece with what they follow:
    MuPDF takes two pieces of theirs in this order for a line that is written backwards.
    """
    run = group[0].run
    left = min(_place(run, piece) for piece in group)
    parts = _parts(group)
    for index, part in enumerate(parts):
        width = sum(piece.width for piece in part)
        glyphs = [
            (glyph, _place(run, piece) + x - left, y)
            for piece in part
            for glyph, x, y in piece.glyphs
        ]
        text = "".join(piece.text for piece in part).replace(" ", NBSP)
        text = (after if index == 0 else "") + text + (before if part is parts[-1] else "")
        yield Piece(run, text, glyphs, left, width, index == 0, part is not parts[-1])
        left += width


def _place(run: Run, piece: Piece) -> float:
    """Return where a piece begins, 1/1000 em from the start of a run."""
    return piece.start + (piece.run.start - run.start) * 1000 / run.size


def _parts(group: Sequence[Piece]) -> list[list[Piece]]:
    parts: list[list[Piece]] = []
    is_narrow = sum(piece.width for piece in group) < WIDEST_NUMBER
    whole = is_narrow or any(unicodedata.bidirectional(piece.text[0]) == "AN" for piece in group)
    for piece in group:
        begins = not (whole or piece.run.is_rtl or piece.text == " ")
        if begins or not parts:
            parts.append([])
        parts[-1].append(piece)
    return parts
