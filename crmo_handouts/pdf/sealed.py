"""A PDF written down, most of it once: only a few open objects differ from file to file.

What stays the same (structure tree, pictures, fonts, colour profile) is a block of bytes that begins
every file. The open objects follow it, then the objects that a file adds, then the cross-reference
stream (ISO 32000-1, 7.5.8). Nothing here knows what the objects mean.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

HEAD = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"

WIDTHS = (1, 4, 2)
"""Bytes of the three fields of a cross-reference entry."""

NOTHING: Mapping[int, bytes] = MappingProxyType({})

FREE, PLAIN, PACKED = 0, 1, 2
"""The kinds of a cross-reference entry: a free number, an object, an object of an object stream."""

HARDEST = 9
"""The level of zlib for what is written once."""

_ENTRY = struct.Struct(">BLH")


@dataclass(frozen=True, slots=True)
class Sealed:
    """The bytes that every file begins with, and where each object stands.

    `size` is the number of the first object that a file may add.
    """

    block: bytes = field(repr=False)
    entries: bytes = field(repr=False)
    size: int
    root: bytes
    info: bytes

    def extended(self, added: Sequence[bytes]) -> Sealed:
        """Return this with the bodies of more objects in it."""
        entries, parts, place = [self.entries], [self.block], len(self.block)
        for number, body in enumerate(added, start=self.size):
            entries.append(_ENTRY.pack(PLAIN, place, 0))
            parts.append(_indirect(number, body))
            place += len(parts[-1])
        return replace(
            self, block=b"".join(parts), entries=b"".join(entries), size=self.size + len(added)
        )

    def write(
        self,
        opened: Mapping[int, bytes] = NOTHING,
        added: Sequence[bytes] = (),
        *,
        level: int = HARDEST,
    ) -> bytes:
        """Write a file: `opened` are the bodies of the open objects, `added` those of new ones.

        `level` is how hard its table of objects is compressed, from 1 to 9.
        """
        entries = bytearray(self.entries)
        entries.extend(bytes(_ENTRY.size * (len(added) + 1)))
        parts, place = [self.block], len(self.block)
        for number, body in (*opened.items(), *enumerate(added, start=self.size)):
            _ENTRY.pack_into(entries, number * _ENTRY.size, PLAIN, place, 0)
            parts.append(_indirect(number, body))
            place += len(parts[-1])
        number = self.size + len(added)
        _ENTRY.pack_into(entries, number * _ENTRY.size, PLAIN, place, 0)
        digest = hashlib.md5(b"".join(parts), usedforsecurity=False).hexdigest().encode()
        trailer = b"/Type /XRef /W [%d %d %d] /Size %d /Root %s /Info %s /ID [<%s> <%s>]" % (
            *WIDTHS, number + 1, self.root, self.info, digest, digest
        )  # fmt: skip
        parts.append(_indirect(number, stream(bytes(entries), trailer, level=level)))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % place)
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Written:
    """The objects of a PDF, each written down: `plain` are streams, `packed` what an object stream takes.

    `count` is how many numbers are in use, from 0.
    """

    plain: Mapping[int, bytes] = field(repr=False)
    packed: Mapping[int, bytes] = field(repr=False)
    count: int
    root: bytes
    info: bytes

    def again(self, pdf: Any, changed: Collection[int]) -> Written:
        """Return this with some objects of the engine's PDF written down anew."""
        plain = {n: pdf.objects[n].data if n in changed else body for n, body in self.plain.items()}
        packed = {
            n: pdf.objects[n].data if n in changed else body for n, body in self.packed.items()
        }
        return replace(self, plain=plain, packed=packed)

    def sealed(
        self, *, changed: Mapping[int, bytes] = NOTHING, gone: Collection[int] = ()
    ) -> Sealed:
        """Return the beginning of a file of these, some of them changed and some not there."""
        packed = {n: body for n, body in {**self.packed, **changed}.items() if n not in gone}
        bodies = {**self.plain, self.count: object_stream(packed)}
        entries = {0: (FREE, 0, 65535)}
        entries |= {number: (PACKED, self.count, index) for index, number in enumerate(packed)}
        parts, place = [HEAD], len(HEAD)
        for number, body in bodies.items():
            entries[number] = (PLAIN, place, 0)
            parts.append(_indirect(number, body))
            place += len(parts[-1])
        size = self.count + 1
        return Sealed(
            block=b"".join(parts),
            entries=b"".join(_ENTRY.pack(*entries.get(n, (FREE, 0, 0))) for n in range(size)),
            size=size,
            root=self.root,
            info=self.info,
        )


def write_down(pdf: Any, opened: Collection[int] = ()) -> Written:
    """Write down all objects of the engine's PDF but those whose numbers are `opened`."""
    objects = [*pdf.objects, pdf.info]
    bodies = {n: objects[n].data for n in range(1, len(objects)) if n not in opened}
    return Written(
        plain={n: body for n, body in bodies.items() if not objects[n].compressible},
        packed={n: body for n, body in bodies.items() if objects[n].compressible},
        count=len(objects),
        root=pdf.catalog.reference,
        info=b"%d 0 R" % (len(objects) - 1),
    )


def stream(content: bytes, extra: bytes = b"", *, level: int = HARDEST) -> bytes:
    """Return the body of a compressed stream object; `extra` are entries of its dictionary."""
    packed = zlib.compress(content, level)
    head = b"<<%s /Filter /FlateDecode /Length %d>>\nstream\n" % (extra, len(packed))
    return head + packed + b"\nendstream"


def object_stream(bodies: Mapping[int, bytes], *, level: int = HARDEST) -> bytes:
    """Return the body of an object stream with other bodies in it (ISO 32000-1, 7.5.7)."""
    places = b" ".join(_places(bodies))
    content = places + b"\n" + b"\n".join(bodies.values())
    extra = b"/Type /ObjStm /N %d /First %d" % (len(bodies), len(places) + 1)
    return stream(content, extra, level=level)


def _places(bodies: Mapping[int, bytes]) -> Iterator[bytes]:
    place = 0
    for number, body in bodies.items():
        yield b"%d %d" % (number, place)
        place += len(body) + 1


def _indirect(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)
