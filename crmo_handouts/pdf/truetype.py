"""TrueType fonts whose glyphs are the codes of a text: a subset font + pictures -> a new font.

A picture is a row of glyphs, each moved by an offset: what one code of the text draws. A picture of
one glyph that stays in place is that glyph; any other becomes a composite glyph (OpenType 1.9, `glyf`:
composite glyph description). The new font holds what a PDF asks of an embedded CIDFontType2 program
(ISO 32000-1, 9.9: glyf, head, hhea, hmtx, loca, maxp; cvt, fpgm, prep) and nothing else. Glyph 0 stays
`.notdef`, glyph n is picture n, and the parts that no picture is alone follow.

Nothing here knows PDF, text or WeasyPrint.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crmo_handouts.errors import LayoutError

KEPT = (b"cvt ", b"fpgm", b"prep")
"""Tables that are taken over as they stand."""

# Flags of a component (OpenType, `glyf`).
WORDS, XY, MORE, SCALE, XY_SCALE, TWO_BY_TWO = 0x1, 0x2, 0x20, 0x8, 0x40, 0x80
OVERLAP = 0x400

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


@dataclass(frozen=True, slots=True)
class Complexity:
    """What `maxp` wants to know of a glyph."""

    points: int = 0
    contours: int = 0
    elements: int = 0
    depth: int = 0


@dataclass(slots=True)
class Face:
    """The tables of a font that drawing needs."""

    tables: Mapping[bytes, bytes]
    glyphs: Sequence[bytes]
    metrics: Sequence[tuple[int, int]]
    _measured: dict[int, Complexity] = field(default_factory=dict)

    def box(self, glyph: int) -> tuple[int, int, int, int] | None:
        """Return the bounding box of a glyph, or None if it draws nothing."""
        data = self.glyphs[glyph]
        return struct.unpack(">4h", data[2:10]) if data else None

    def shift(self, glyph: int) -> int:
        """Return how far a rasteriser moves an outline: to where its side bearing says."""
        box = self.box(glyph)
        return self.metrics[glyph][1] - box[0] if box else 0

    def complexity(self, glyph: int) -> Complexity:
        """Count the points, contours and components of a glyph."""
        if glyph not in self._measured:
            self._measured[glyph] = self._count(self.glyphs[glyph])
        return self._measured[glyph]

    def _count(self, data: bytes) -> Complexity:
        if not data:
            return Complexity()
        contours = struct.unpack(">h", data[:2])[0]
        if contours >= 0:
            last = struct.unpack(">H", data[8 + 2 * contours : 10 + 2 * contours])[0]
            return Complexity(last + 1, contours)
        return _sum([self.complexity(glyph) for _, glyph in components(data)])


def _sum(parts: Sequence[Complexity]) -> Complexity:
    return Complexity(
        sum(part.points for part in parts),
        sum(part.contours for part in parts),
        len(parts),
        1 + max((part.depth for part in parts), default=0),
    )


def assemble(font: bytes, pictures: Sequence[Picture]) -> bytes:
    """Make a font of pictures from a font that has their glyphs under their own ids.

    Raises LayoutError when the font has no TrueType outlines, or more pictures than ids.
    """
    face = read_face(font)
    pictures = [_held(face, picture) for picture in pictures]
    order = _order(face, pictures)
    place = {glyph: new for new, glyph in reversed(list(enumerate(order))) if glyph is not None}
    if len(order) > 0xFFFF:
        raise LayoutError("a document has more than 65 535 different clusters in one font")
    glyphs, metrics, most = [], [], Complexity()
    simple = Complexity()
    for new, old in enumerate(order):
        picture = pictures[new - 1] if 0 < new <= len(pictures) else None
        if old is not None:
            data, count = _renumbered(face.glyphs[old], place), face.complexity(old)
            advance, bearing = face.metrics[old]
        else:
            assert picture is not None
            data, bearing, count = _composite(face, picture, place)
            advance = picture.advance
        glyphs.append(data)
        metrics.append((picture.advance if picture else advance, bearing))
        if count.depth:
            most = _larger(most, count)
        else:
            simple = _larger(simple, count)
    return _write(face, glyphs, metrics, simple, most)


def strut(upem: int) -> bytes:
    """Make a glyph that draws nothing but takes room: two contours of a point each.

    PDFium drops a text that has no width, and ends a line where two texts have no height in common.
    """
    box = (0, 0, upem // 50, upem // 4)
    points = struct.pack(">2B2h2h", 1, 1, 0, box[2], 0, box[3])
    return struct.pack(">h4h2HH", 2, *box, 0, 1, 0) + points


def _larger(one: Complexity, other: Complexity) -> Complexity:
    return Complexity(
        max(one.points, other.points),
        max(one.contours, other.contours),
        max(one.elements, other.elements),
        max(one.depth, other.depth),
    )


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
    if low <= 0 and high >= face.box(STRUT)[3]:
        return picture
    return Picture((*picture.parts, (STRUT, 0, 0)), picture.advance)


def _alone(picture: Picture) -> int | None:
    if len(picture.parts) == 1 and picture.parts[0][1:] == (0, 0):
        return picture.parts[0][0]
    return None


def _closure(face: Face, glyph: int) -> Iterator[int]:
    """Yield a glyph and all that it is composed of; nothing for one that draws nothing."""
    data = face.glyphs[glyph]
    if data:
        yield glyph
        for _, part in components(data):
            yield from _closure(face, part)


def components(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the components' ids stand in a glyph's data, and the ids."""
    if not data or struct.unpack(">h", data[:2])[0] >= 0:
        return
    place, flags = 10, MORE
    while flags & MORE:
        flags, glyph = struct.unpack(">HH", data[place : place + 4])
        yield place + 2, glyph
        place += 8 if flags & WORDS else 6
        place += 2 if flags & SCALE else 4 if flags & XY_SCALE else 8 if flags & TWO_BY_TWO else 0


def _renumbered(data: bytes, place: Mapping[int, int]) -> bytes:
    out = bytearray(data)
    for offset, glyph in components(data):
        out[offset : offset + 2] = struct.pack(">H", place.get(glyph, 0))
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
    return b"".join(out), left, _sum([face.complexity(glyph) for glyph, *_ in parts])


def read_face(font: bytes) -> Face:
    """Read the tables of a TrueType font; raise LayoutError for any other kind."""
    count = struct.unpack(">H", font[4:6])[0]
    tables = {}
    for index in range(count):
        tag, _, offset, length = struct.unpack(">4sLLL", font[12 + 16 * index : 28 + 16 * index])
        tables[tag] = font[offset : offset + length]
    if not {b"glyf", b"loca", b"head", b"hhea", b"hmtx", b"maxp"} <= tables.keys():
        raise LayoutError("a font has no TrueType outlines", hint="use static .ttf files")
    loca, wide = tables[b"loca"], struct.unpack(">h", tables[b"head"][50:52])[0]
    if wide:
        places = struct.unpack(f">{len(loca) // 4}L", loca)
    else:
        places = tuple(2 * place for place in struct.unpack(f">{len(loca) // 2}H", loca))
    data = tables[b"glyf"]
    glyphs = [data[start:end] for start, end in zip(places, places[1:], strict=False)]
    metrics = _metrics(tables, len(glyphs))
    # The strut comes last, so that its id is -1.
    upem = struct.unpack(">H", tables[b"head"][18:20])[0]
    return Face(tables, [*glyphs, strut(upem)], [*metrics, (0, 0)])


def _metrics(tables: Mapping[bytes, bytes], count: int) -> list[tuple[int, int]]:
    long = struct.unpack(">H", tables[b"hhea"][34:36])[0]
    data = tables[b"hmtx"]
    metrics = [struct.unpack(">Hh", data[4 * i : 4 * i + 4]) for i in range(min(long, count))]
    rest = (count - len(metrics)) * 2
    bearings = struct.unpack(f">{rest // 2}h", data[4 * len(metrics) :][:rest])
    return metrics + [(metrics[-1][0], bearing) for bearing in bearings]


def _write(
    face: Face,
    glyphs: Sequence[bytes],
    metrics: Sequence[tuple[int, int]],
    simple: Complexity,
    composite: Complexity,
) -> bytes:
    """Write the tables of the new font, and the font."""
    aligned = [glyph + b"\0" * (-len(glyph) % 2) for glyph in glyphs]
    places = [0]
    for glyph in aligned:
        places.append(places[-1] + len(glyph))
    wide = places[-1] > 0x1FFFE
    long = len(metrics)
    while long > 1 and metrics[long - 1][0] == metrics[long - 2][0]:
        long -= 1
    head = bytearray(face.tables[b"head"])
    head[8:12] = b"\0\0\0\0"
    head[50:52] = struct.pack(">h", wide)
    hhea = bytearray(face.tables[b"hhea"])
    hhea[10:12] = struct.pack(">H", max(advance for advance, _ in metrics))
    hhea[34:36] = struct.pack(">H", long)
    maxp = bytearray(face.tables[b"maxp"])
    maxp[4:14] = struct.pack(
        ">5H",
        len(glyphs),
        simple.points,
        simple.contours,
        composite.points,
        composite.contours,
    )
    maxp[28:32] = struct.pack(">2H", composite.elements, composite.depth)
    tables = {tag: face.tables[tag] for tag in KEPT if tag in face.tables}
    tables |= {
        b"glyf": b"".join(aligned),
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"hmtx": b"".join(struct.pack(">Hh", *metric) for metric in metrics[:long])
        + b"".join(struct.pack(">h", bearing) for _, bearing in metrics[long:]),
        b"loca": struct.pack(f">{len(places)}L", *places)
        if wide
        else struct.pack(f">{len(places)}H", *(place // 2 for place in places)),
        b"maxp": bytes(maxp),
    }
    return _pack(tables)


def _pack(tables: Mapping[bytes, bytes]) -> bytes:
    """Write a font file (OpenType, "Organization of an OpenType font")."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(
        ">LHHHH", 0x00010000, count, 16 << power, power, 16 * (count - (1 << power))
    )
    records, bodies, offset, total = [], [], 12 + 16 * count, 0
    for tag in sorted(tables):
        body = tables[tag] + b"\0" * (-len(tables[tag]) % 4)
        checksum = _checksum(body)
        records.append(struct.pack(">4sLLL", tag, checksum, offset, len(tables[tag])))
        bodies.append(body)
        offset += len(body)
        total += checksum
    font = bytearray(b"".join([header, *records, *bodies]))
    total += _checksum(bytes(font[: 12 + 16 * count]))
    place = font.index(b"head", 12)
    start = struct.unpack(">L", font[place + 8 : place + 12])[0]
    font[start + 8 : start + 12] = struct.pack(">L", (0xB1B0AFBA - total) & 0xFFFFFFFF)
    return bytes(font)


def _checksum(data: bytes) -> int:
    return sum(struct.unpack(f">{len(data) // 4}L", data)) & 0xFFFFFFFF
