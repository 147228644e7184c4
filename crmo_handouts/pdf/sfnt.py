"""TrueType files: bytes -> the glyphs and metrics of a font, and back (OpenType 1.9).

Only what drawing needs is read, and only what a PDF asks of an embedded CIDFontType2 program is
written (ISO 32000-1, 9.9): glyf, head, hhea, hmtx, loca, maxp; cvt, fpgm and prep where there are any.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from crmo_handouts.errors import LayoutError

KEPT = (b"cvt ", b"fpgm", b"prep")
"""Tables that are taken over as they stand."""

# Flags of a component (OpenType, `glyf`).
WORDS, XY, MORE, SCALE, XY_SCALE, TWO_BY_TWO = 0x1, 0x2, 0x20, 0x8, 0x40, 0x80
OVERLAP = 0x400


@dataclass(frozen=True, slots=True)
class Complexity:
    """What `maxp` wants to know of a glyph."""

    points: int = 0
    contours: int = 0
    elements: int = 0
    depth: int = 0


def added(parts: Sequence[Complexity]) -> Complexity:
    """Return the complexity of a glyph that is composed of parts."""
    return Complexity(
        sum(part.points for part in parts),
        sum(part.contours for part in parts),
        len(parts),
        1 + max((part.depth for part in parts), default=0),
    )


def larger(one: Complexity, other: Complexity) -> Complexity:
    """Return the larger of each count."""
    return Complexity(
        max(one.points, other.points),
        max(one.contours, other.contours),
        max(one.elements, other.elements),
        max(one.depth, other.depth),
    )


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
        return added([self.complexity(glyph) for _, glyph in components(data)])


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
    glyphs = [data[start:end] for start, end in pairwise(places)]
    return Face(tables, glyphs, _metrics(tables, len(glyphs)))


def _metrics(tables: Mapping[bytes, bytes], count: int) -> list[tuple[int, int]]:
    long = struct.unpack(">H", tables[b"hhea"][34:36])[0]
    data = tables[b"hmtx"]
    metrics = [struct.unpack(">Hh", data[4 * i : 4 * i + 4]) for i in range(min(long, count))]
    rest = (count - len(metrics)) * 2
    bearings = struct.unpack(f">{rest // 2}h", data[4 * len(metrics) :][:rest])
    return metrics + [(metrics[-1][0], bearing) for bearing in bearings]


def write_face(
    tables: Mapping[bytes, bytes],
    glyphs: Sequence[bytes],
    metrics: Sequence[tuple[int, int]],
    *,
    simple: Complexity,
    composite: Complexity,
) -> bytes:
    """Write a font of glyphs and their metrics; what else it needs is taken from a font's tables.

    `simple` and `composite` are the most complex of either kind.
    """
    aligned = [glyph + b"\0" * (-len(glyph) % 2) for glyph in glyphs]
    places = [0]
    for glyph in aligned:
        places.append(places[-1] + len(glyph))
    wide = places[-1] > 0x1FFFE
    long = len(metrics)
    while long > 1 and metrics[long - 1][0] == metrics[long - 2][0]:
        long -= 1
    head = bytearray(tables[b"head"])
    head[8:12] = b"\0\0\0\0"
    head[50:52] = struct.pack(">h", wide)
    hhea = bytearray(tables[b"hhea"])
    hhea[10:12] = struct.pack(">H", max(advance for advance, _ in metrics))
    hhea[34:36] = struct.pack(">H", long)
    maxp = bytearray(tables[b"maxp"])
    maxp[4:14] = struct.pack(
        ">5H",
        len(glyphs),
        simple.points,
        simple.contours,
        composite.points,
        composite.contours,
    )
    maxp[28:32] = struct.pack(">2H", composite.elements, composite.depth)
    written = {tag: tables[tag] for tag in KEPT if tag in tables}
    written |= {
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
    return _pack(written)


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
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}L", data)
    return sum(words) & 0xFFFFFFFF
