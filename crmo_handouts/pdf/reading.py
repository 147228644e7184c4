"""Runs of clusters -> pieces in the order in which they are read, with what each says.

Left to right this is simple: a piece a cluster. Right to left it is not, since a PDF has no word for
direction and readers guess. Those that go by place (poppler, PDFium) sort the pieces from left to
right and turn them round again; those that go by order (MuPDF, pdf.js, a screen reader) take them as
they come. Both get the same text when

- each character has a place and a show operator of its own (PDFium sorts operators, not codes);
- numbers and the punctuation that both readers class with them (UAX 9: EN, AN, ES, ET, CS) form one
  piece with the space that follows, a no-break space, so that neither turns them round;
- Latin words and brackets are guarded by marks of direction (UAX 9, 2.6), which have no other effect.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from crmo_handouts.pdf.clusters import Cluster, PlacedGlyph, Run

LRM, RLM, NBSP = "\u200e", "\u200f", "\u00a0"

MARK_SLOT = 50
"""The place of a mark's or joiner's code beside its letter's, 1/1000 em."""

WIDEST_NUMBER = 1500
"""How wide a code may be, 1/1000 em: PDFium takes lines for one that are nearer than half a code."""

WEAK = ("EN", "AN", "ES", "ET", "CS")

MIRRORED_BY_PDFIUM = "‘’“”"
"""What PDFium mirrors although Unicode does not."""


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
    if width < 2 * MARK_SLOT or _is_mark(first) or not any(map(_is_mark, rest)):
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
        is_joined = index > 0 and _is_mark(character) and _is_mark(follower)
        is_apart = not (index > 1 and _is_mark(character) and _is_mark(cluster.text[index - 1]))
        yield Piece(run, character, glyphs, right, width, is_apart, is_joined)


def _slots(cluster: Cluster) -> list[float]:
    """Share a cluster's advance out among its characters, in the order of the text."""
    count = len(cluster.text)
    small = sum(_is_mark(character) for character in cluster.text[1:])
    rest = cluster.advance - small * MARK_SLOT
    if rest < 2 * MARK_SLOT * (count - small):
        return [cluster.advance / count] * count
    share = rest / (count - small)
    return [share] + [MARK_SLOT if _is_mark(mark) else share for mark in cluster.text[1:]]


def _is_mark(character: str) -> bool:
    return len(character) == 1 and unicodedata.category(character) in ("Mn", "Me", "Cf")


# ------------------------------------------------------------------- lines from right to left


def in_reading_order(runs: Sequence[Run], *, is_last: bool) -> list[Piece]:
    """Return the pieces of a text within a line from right to left, in the order of reading.

    `is_last` tells whether nothing follows in the line.
    """
    ordered = sorted(runs, key=lambda run: run.offset)
    pieces = [piece for run in ordered for piece in pieces_of(run)]
    groups = _grouped(pieces)
    out: list[Piece] = []
    for group, following in pairwise([*groups, []]):
        is_guarded = _is_kept_off(following[0]) if following else not is_last
        if _is_weak(group[0]):
            # PDFium classes marks with numbers, too.
            before = RLM if out and _is_mark(out[-1].text) else ""
            out.extend(_number(group, before, RLM if is_guarded else ""))
        elif _is_mirrored(group[0]):
            out.append(group[0]._replace(text=f"{RLM}{group[0].text}{LRM}{RLM}"))
        elif not group[0].run.is_rtl:
            out.append(group[0]._replace(is_apart=True, is_joined=len(group) > 1))
            out.extend(group[1:])
            if is_guarded:
                place = group[0].start - 1
                out.append(Piece(group[0].run, RLM, (), place, 1, is_apart=True))
        elif (
            group[0].text == " " and out and following and _is_between_words(out[-1], following[0])
        ):
            # pdf.js drops a space on the way to the left, unless it has company.
            out.append(group[0]._replace(text=f"{RLM} ", actual=" "))
        else:
            out.extend(group)
    return out


def _is_between_words(before: Piece, after: Piece) -> bool:
    # PDFium mistakes the order of such a space and another neutral character.
    if unicodedata.bidirectional(before.text[-1]) not in ("R", "AL", "NSM"):
        return False
    is_neutral = unicodedata.bidirectional(after.text[0]) not in ("L", "R", "AL", "EN", "AN")
    return _is_mirrored(after) or not is_neutral


def _is_kept_off(after: Piece) -> bool:
    """Tell whether what follows a number or a Latin word would be drawn into it."""
    is_strong = unicodedata.bidirectional(after.text[0]) in ("R", "AL")
    return not (after.run.is_rtl and (is_strong or _is_mirrored(after)))


def _grouped(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Gather numbers with their punctuation and space, and Latin stretches; leave others alone."""
    groups: list[list[Piece]] = []
    index = 0
    while index < len(pieces):
        end = index + 1
        if _is_weak_at(pieces, index):
            while end < len(pieces) and _goes_on(pieces, index, end):
                end += 1
        elif not pieces[index].run.is_rtl:
            while end < len(pieces) and pieces[end].run is pieces[index].run:
                end += 1
        groups.append(list(pieces[index:end]))
        index = end
    return groups


def _goes_on(pieces: Sequence[Piece], first: int, here: int) -> bool:
    """Tell whether a group that begins as a number goes on to a place."""
    one, other = pieces[first].run, pieces[here].run
    if one.font is not other.font or one.size != other.size:
        return False
    if pieces[here].text == " ":
        return pieces[here - 1].text != " "
    return _is_weak_at(pieces, here)


def _is_weak_at(pieces: Sequence[Piece], index: int) -> bool:
    """Tell whether a piece is of a number: in a left-to-right run, only if the whole run is."""
    piece = pieces[index]
    return _is_weak(piece) and (piece.run.is_rtl or _is_number(piece.run))


def _is_number(run: Run) -> bool:
    return all(
        character == " " or unicodedata.bidirectional(character) in WEAK
        for cluster in run.clusters
        for character in cluster.text
    )


def _is_weak(piece: Piece) -> bool:
    return unicodedata.bidirectional(piece.text[0]) in WEAK


def _is_mirrored(piece: Piece) -> bool:
    character = piece.text[0]
    is_mirrored = unicodedata.mirrored(character) or character in MIRRORED_BY_PDFIUM
    return bool(is_mirrored) and piece.run.is_rtl


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
