"""Lines from right to left -> pieces in the order in which they are read, guarded.

Numbers and the punctuation that poppler and PDFium class with them (UAX 9: EN, AN, ES, ET, CS) are one
piece with the space that follows, a no-break space, so that neither turns them round. A phrase from
left to right, such as a Latin name, stands word by word from right to left, wherever it draws. Marks
of direction (UAX 9, 2.6) tell one from the next, and an isolate (2.4) keeps a phrase whole where it is
pasted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import groupby, pairwise

from crmo_handouts.pdf.clusters import Run
from crmo_handouts.pdf.reading import Piece, pieces_of
from crmo_handouts.pdf.segments import (
    GUARD,
    LRI,
    LRM,
    NBSP,
    PDI,
    RLM,
    Direction,
    Segment,
    direction_of,
    left_of,
    mark_of_direction,
    placed,
    right_of,
    segments_of,
)

MIRRORED_BY_PDFIUM = "‘’“”"
"""What PDFium mirrors although Unicode does not."""

WIDEST_NUMBER = 1500
"""How wide a code may be, 1/1000 em: PDFium takes lines for one that are nearer than half a code."""


class Kind(Enum):
    """What a piece of a line from right to left is to the readers."""

    LETTER = "right to left, or neutral"
    SPACE = "between words"
    NUMBER = "a number or its punctuation"
    BRACKET = "drawn as its mirror image"
    LATIN = "left to right"


Group = tuple[Kind, list[Piece]]


def in_rtl_line(runs: Sequence[Run], *, is_last: bool) -> list[Piece]:
    """Return the pieces of runs, which come in the order of the text, in the order of reading.

    `is_last` tells whether nothing follows in the line.
    """
    out: list[Piece] = []
    groups = _grouped(runs)
    after: Group = (Kind.LETTER, [])
    for (kind, group), (_, following) in pairwise([*groups, after]):
        if out and _is_parted(kind, out[-1]):
            out.append(_left_of_all([out[-1]], RLM))
        out.extend(SHOWN[kind](group))
        ends = is_last and (kind is Kind.NUMBER or len(groups) == 1)
        is_clear = direction_of(following[0].text) is Direction.RTL if following else ends
        if not is_clear and kind in GUARDED:
            out.append(_left_of_all(group, RLM))
    return out


def _is_parted(kind: Kind, before: Piece) -> bool:
    """Tell whether a piece needs a mark of direction between it and the one before.

    PDFium classes marks with numbers, and mistakes the order of a neutral and a space.
    """
    if kind is Kind.NUMBER:
        return unicodedata.category(before.text[-1]) == "Mn"
    is_neutral = direction_of(before.text) is Direction.NEUTRAL and before.text != PDI
    return kind is Kind.SPACE and is_neutral


def _left_of_all(group: Sequence[Piece], text: str) -> Piece:
    """Return a mark of direction to the left of pieces, where those look that go by place."""
    run = group[0].run
    return mark_of_direction(run, text, min(map(left_of, group)) - GUARD * run.size / 1000)


def _space(group: Sequence[Piece]) -> Iterator[Piece]:
    """Yield a space that pdf.js does not drop on the way to the left: one in company."""
    yield group[0]._replace(text=f"{RLM} ", actual=" ", is_apart=True)


def _bracket(group: Sequence[Piece]) -> Iterator[Piece]:
    """Yield a bracket that PDFium does not mirror, since a mark before it reads the other way."""
    bracket, guard = group[0], GUARD * group[0].run.size / 1000
    yield bracket._replace(width=bracket.width - GUARD, is_apart=True)
    # Not where the mark of what is on the right may be.
    yield mark_of_direction(bracket.run, LRM, right_of(bracket) - 2 * guard)


def _latin(group: Sequence[Piece]) -> Iterator[Piece]:
    """Yield a Latin word, a show operator a run."""
    for _, stretch in groupby(group, key=lambda piece: id(piece.run)):
        first, *rest = stretch
        yield first._replace(is_apart=True, is_joined=bool(rest))
        yield from rest


def _grouped(runs: Sequence[Run]) -> list[Group]:
    """Gather numbers with their punctuation and space, and Latin words; leave others alone."""
    groups: list[Group] = []
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
    stretches = [list(stretch) for _, stretch in groupby(runs, key=lambda run: run.is_rtl)]
    places = [min(run.start for run in stretch) for stretch in stretches]
    if places != sorted(places, reverse=True):  # a phrase from left to right with words of ours
        yield from _turned(segments_of([piece for run in runs for piece in pieces_of(run)]))
        return
    for stretch in stretches:
        pieces = [piece for run in stretch for piece in pieces_of(run)]
        if stretch[0].is_rtl:
            yield from ((_kind_of(piece.text), _with_room(piece)) for piece in pieces)
        elif all(piece.text == " " or _is_weak(piece.text) for piece in pieces):
            yield from ((Kind.NUMBER, piece) for piece in pieces)
        else:
            yield from _turned(segments_of(pieces))


def _with_room(piece: Piece) -> Piece:
    """Give a mark of direction that the author wrote a place of its own."""
    if piece.text not in (LRM, RLM):
        return piece
    return _left_of_all([piece], piece.text)


def _turned(segments: Sequence[Segment]) -> Iterator[tuple[Kind, Piece]]:
    """Yield the pieces of a phrase from left to right, word by word from right to left."""
    segments, is_phrase = placed(segments, is_rtl=True), len(segments) > 1
    run = segments[0].pieces[0].run
    guard = GUARD * run.size / 1000
    if is_phrase:
        yield Kind.LETTER, mark_of_direction(run, RLM + LRI, segments[0].right - 2 * guard)
    for direction, pieces in segments:
        for piece in pieces:
            if direction is Direction.LTR:
                yield Kind.LATIN, piece
            elif direction is Direction.WEAK:
                yield Kind.NUMBER, piece
            elif direction is Direction.RTL:
                yield Kind.LETTER, piece
            else:
                yield _kind_of(piece.text), piece._replace(is_apart=True)
    if is_phrase:
        yield Kind.LETTER, mark_of_direction(run, PDI, segments[-1].left - 2 * guard)


def _kind_of(text: str) -> Kind:
    if text == " ":
        return Kind.SPACE
    if _is_weak(text):
        return Kind.NUMBER
    is_bracket = unicodedata.mirrored(text[0]) or text in MIRRORED_BY_PDFIUM
    return Kind.BRACKET if is_bracket else Kind.LETTER


def _is_weak(text: str) -> bool:
    return all(direction_of(character) is Direction.WEAK for character in text)


def _number(group: Sequence[Piece]) -> Iterator[Piece]:
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
        if index == 0 and len(parts) > 1 and unicodedata.bidirectional(text[0]) == "CS":
            text = LRM + text  # else MuPDF takes it for one of the letters, in a wrong place
        yield Piece(run, text, glyphs, left, width, index == 0, part is not parts[-1])
        left += width


def _place(run: Run, piece: Piece) -> float:
    """Return where a piece begins, 1/1000 em from the start of a run."""
    return (left_of(piece) - run.start) * 1000 / run.size


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


SHOWN: Mapping[Kind, Callable[[Sequence[Piece]], Iterable[Piece]]] = {
    Kind.LETTER: iter,
    Kind.SPACE: _space,
    Kind.NUMBER: _number,
    Kind.BRACKET: _bracket,
    Kind.LATIN: _latin,
}
"""How each kind of pieces is shown."""

GUARDED = (Kind.NUMBER, Kind.BRACKET, Kind.LATIN)
"""What needs a mark of direction after it, unless a letter from right to left follows."""
