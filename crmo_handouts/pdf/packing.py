"""Objects, as they come -> a PDF file: what is written is let go, so that a file may be of any size.

It packs small objects into object streams and ends with a cross-reference stream (ISO 32000-1,
7.5.7 and 7.5.8). What the objects mean is for `bind` to know.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from typing import BinaryIO

from crmo_handouts.pdf.sealed import object_stream

PACKED = 200
"""Objects in an object stream: more would be unpacked to reach one of them."""

LEVEL = 6
"""How hard they are compressed: zlib's own choice."""

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # four bytes above 127: a binary file (7.5.2)


class Packing:
    """A PDF file that grows object by object."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._position = 0
        self._hash = hashlib.sha256()
        # A row of the cross-reference an object: its kind, a place, an index (7.5.8.3).
        self._kinds, self._places, self._indexes = array("B"), array("Q"), array("H")
        self._waiting: dict[int, bytes] = {}
        self.reserve()  # object 0 is never used
        self._write(_HEADER)

    def reserve(self) -> int:
        """Return the number for an object that is written later."""
        self._kinds.append(0)
        self._places.append(0)
        self._indexes.append(0)
        return len(self._kinds) - 1

    def add(self, number: int, body: bytes) -> None:
        """Write an object that is no stream."""
        self._waiting[number] = body
        if len(self._waiting) == PACKED:
            self._pack()

    def add_stream(self, number: int, head: bytes, content: bytes) -> None:
        """Write a stream: its dictionary, and its content as it stands in the file."""
        self._add_whole(number, b"%b\nstream\n%b\nendstream" % (head, content))

    def close(self, *, root: int, info: int | None) -> None:
        """Write what is waiting and the cross-reference."""
        self._pack()
        number = self.reserve()
        self._note(number, 1, self._position, 0)
        place = self._position
        name = self._hash.hexdigest()[:32].encode()
        told = b" /Info %d 0 R" % info if info else b""
        content = self._rows()
        head = (
            b"<< /Type /XRef /Size %d /W [ 1 6 2 ] /Root %d 0 R%b /ID [ <%b> <%b> ] "
            b"/Filter /FlateDecode /Length %d >>"
            % (len(self._kinds), root, told, name, name, len(content))
        )
        self.add_stream(number, head, content)
        self._write(b"startxref\n%d\n%%%%EOF\n" % place)

    def _rows(self) -> bytes:
        """Write the cross-reference, a row an object, packed as it is written."""
        packed = zlib.compressobj()
        rows = zip(self._kinds, self._places, self._indexes, strict=True)
        content = bytearray()
        for kind, place, index in rows:
            row = kind.to_bytes(1, "big") + place.to_bytes(6, "big") + index.to_bytes(2, "big")
            content += packed.compress(row)
        return bytes(content + packed.flush())

    def _pack(self) -> None:
        if not self._waiting:
            return
        number = self.reserve()
        for index, member in enumerate(self._waiting):
            self._note(member, 2, number, index)
        self._add_whole(number, object_stream(self._waiting, level=LEVEL))
        self._waiting.clear()

    def _add_whole(self, number: int, body: bytes) -> None:
        self._note(number, 1, self._position, 0)
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _note(self, number: int, kind: int, place: int, index: int) -> None:
        self._kinds[number] = kind
        self._places[number] = place
        self._indexes[number] = index

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._hash.update(content)
        self._position += len(content)
