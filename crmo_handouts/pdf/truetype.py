"""TrueType fonts whose glyphs are the codes of a text: a subset font + pictures -> a new font.

A picture is a row of glyphs, each moved by an offset: what one code of the text draws. A picture of
one glyph that stays in place is that glyph; any other becomes a composite glyph (OpenType 1.9, `glyf`:
composite glyph description). Glyph 0 stays `.notdef`, glyph n is picture n, and the parts that no
picture is alone follow.

Nothing here knows PDF, text or WeasyPrint.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crmo_handouts.errors import LayoutError
from crmo_handouts.pdf.sfnt import (
    MORE,
    OVERLAP,
    WORDS,
    XY,
    Complexity,
    Face,
    added,
    components,
    larger,
    read_face,
    write_face,
)

Part = tuple[int, int, int]
"""A glyph's id and its offset, font units."""

STRUT = -1
"""The id, among the parts, of the glyph that `strut` makes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What one code draws, and how far it moves the pen, font units."""

    parts: tuple[Part, ...]
    advance: int
    has_strut: bool = False
    """Whether it reaches from the base line up in any case: see `strut`."""


def assemble(font: bytes, pictures: Sequence[Picture]) -> bytes:
    """Make a font of pictures from a font that has their glyphs under their own ids.

    Raises LayoutError when the font has no TrueType outlines, or more pictures than ids.
    """
    return assemble_face(drawing_face(font), pictures)


def drawing_face(font: bytes) -> Face:
    """Read a font that pictures are to be made of."""
    return _with_strut(read_face(font))


def assemble_face(face: Face, pictures: Sequence[Picture]) -> bytes:
    """Make a font of pictures from a face that `drawing_face` has read."""
    pictures = [_held(face, picture) for picture in pictures]
    order = _order(face, pictures)
    place = {glyph: new for new, glyph in reversed(list(enumerate(order))) if glyph is not None}
    if len(order) > 0xFFFF:
        raise LayoutError("a document has more than 65 535 different clusters in one font")
    glyphs: list[bytes] = []
    metrics: list[tuple[int, int]] = []
    simple = most = Complexity()
    for new, old in enumerate(order):
        picture = pictures[new - 1] if 0 < new <= len(pictures) else None
        if old is not None:
            data, count = _renumbered(face.glyphs[old], place), face.complexity(old)
            advance, bearing = face.metrics[old]
        else:
            picture = pictures[new - 1]
            data, bearing, count = _composite(face, picture, place)
        if picture:
            advance = picture.advance
        elif new:
            advance = metrics[-1][0]  # never shown by itself: the same takes no room in `hmtx`
        glyphs.append(data)
        metrics.append((advance, bearing))
        if count.depth:
            most = larger(most, count)
        else:
            simple = larger(simple, count)
    return write_face(face.tables, glyphs, metrics, simple=simple, composite=most)


def _with_strut(face: Face) -> Face:
    """Add the strut; it comes last, so that its id is -1."""
    upem = struct.unpack(">H", face.tables[b"head"][18:20])[0]
    return replace(face, glyphs=[*face.glyphs, strut(upem)], metrics=[*face.metrics, (0, 0)])


def strut(upem: int) -> bytes:
    """Make a glyph that draws nothing but takes room: two contours of a point each.

    PDFium drops a text that has no width, and ends a line where two texts have no height in common.
    """
    box = (0, 0, upem // 50, upem // 8)
    points = struct.pack(">2B2h2h", 1, 1, 0, box[2], 0, box[3])
    return struct.pack(">h4h2HH", 2, *box, 0, 1, 0) + points


def _order(face: Face, pictures: Sequence[Picture]) -> list[int | None]:
    """Return which glyph stands where; None is a composite to be made."""
    order: list[int | None] = [0]
    placed = {0}
    for picture in pictures:
        alone = _alone(picture)
        order.append(alone if alone is not None and alone not in placed else None)
        placed.update(() if order[-1] is None else (order[-1],))
    for picture in pictures:
        for glyph, _, _ in picture.parts:
            for needed in _closure(face, glyph):
                if needed not in placed:
                    placed.add(needed)
                    order.append(needed)
    return order


def _held(face: Face, picture: Picture) -> Picture:
    """Give a picture its strut, if it needs one."""
    if not picture.has_strut:
        return picture
    boxes = [(box[1] + dy, box[3] + dy) for g, _, dy in picture.parts if (box := face.box(g))]
    low = min((bottom for bottom, _ in boxes), default=1)
    high = max((top for _, top in boxes), default=0)
    reach = struct.unpack(">h", face.glyphs[STRUT][8:10])[0]
    if low <= reach // 2 and high >= reach:
        return picture
    aside = min((dx for _, dx, _ in picture.parts), key=abs, default=0)  # beside what it draws
    return Picture((*picture.parts, (STRUT, aside, 0)), picture.advance)


def _alone(picture: Picture) -> int | None:
    if len(picture.parts) == 1 and picture.parts[0][1:] == (0, 0):
        return picture.parts[0][0]
    return None


def _closure(face: Face, glyph: int) -> Iterator[int]:
    """Yield a glyph and all that it is composed of."""
    yield glyph
    for _, part in components(face.glyphs[glyph]):
        yield from _closure(face, part)


def _renumbered(data: bytes, place: Mapping[int, int]) -> bytes:
    out = bytearray(data)
    for offset, glyph in components(data):
        out[offset : offset + 2] = struct.pack(">H", place[glyph])
    return bytes(out)


def _composite(
    face: Face, picture: Picture, place: Mapping[int, int]
) -> tuple[bytes, int, Complexity]:
    """Write the composite of a picture; return it with its left side bearing and complexity."""
    parts = [
        (glyph, dx + face.shift(glyph), dy, box)
        for glyph, dx, dy in picture.parts
        if (box := face.box(glyph))
    ]
    if not parts:
        return b"", 0, Complexity()
    left = min(dx + box[0] for _, dx, _, box in parts)
    bounds = (
        left,
        min(dy + box[1] for _, _, dy, box in parts),
        max(dx + box[2] for _, dx, _, box in parts),
        max(dy + box[3] for _, _, dy, box in parts),
    )
    out = [struct.pack(">5h", -1, *bounds)]
    for index, (glyph, dx, dy, _) in enumerate(parts):
        small = -128 <= dx <= 127 and -128 <= dy <= 127
        flags = XY | (MORE if index < len(parts) - 1 else 0) | (0 if small else WORDS)
        flags |= OVERLAP if index == 0 and len(parts) > 1 else 0
        out.append(struct.pack(">HHbb" if small else ">HHhh", flags, place[glyph], dx, dy))
    return b"".join(out), left, added([face.complexity(glyph) for glyph, *_ in parts])
