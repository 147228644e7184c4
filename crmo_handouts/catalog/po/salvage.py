"""A .po file that may be broken -> the messages that can be read, and the lines that cannot.

Printing asks for whole files (`pofile`); a proof shows a translator what there is. Lines are read by
the same strict reader: where it stops, the block around that line is left out, and it reads again.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crmo_handouts.catalog.po.entry import PoFile
from crmo_handouts.catalog.po.pofile import load_content
from crmo_handouts.catalog.po.reading import read_po
from crmo_handouts.errors import CatalogError

MAX_BYTES = 8_000_000
"""Forty times the project's largest file: a larger one that is broken is not taken apart."""

MAX_BLOCKS, MAX_READ = 50, 60_000_000
"""Blocks that are left out, at most, and bytes that are read for it: each block takes two readings."""

EXCERPT = 400
"""Characters that are kept of a block, after its comments: enough to find it by."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Lines of a file that are no message: as they stand, and why they could not be read.

    `line` is the first of them; 0 stands for the whole file, which then has no text here.
    """

    line: int
    text: str
    fault: CatalogError


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What could be read of a file, and what could not."""

    po: PoFile
    unread: tuple[Unread, ...] = ()


def salvage_po(path: Path, *, name: str) -> Salvaged:
    """Load what can be read of a .po file; `name` is what messages call it."""
    content = b""
    try:
        content = load_content(path, name=name)
        return Salvaged(read_po(content, name=name))
    except CatalogError as error:
        if not content or len(content) > MAX_BYTES:
            return Salvaged(PoFile(), (Unread(0, "", error),))
        return _Salvage(content, name).read(error)


class _Salvage:
    """Takes blocks out of a file's lines until the rest can be read."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self.lines = _in_bytes_of_ascii(content).replace(b"\r\n", b"\n").split(b"\n")

    def read(self, fault: CatalogError) -> Salvaged:
        unread: list[Unread] = []
        size = sum(map(len, self.lines))
        while len(unread) < min(MAX_BLOCKS, MAX_READ // (2 * size)):
            line = _line_of(fault)
            if not 0 < line <= len(self.lines):
                break
            start, end = self._choose(line)
            unread.append(Unread(start + 1, _excerpt(self.lines[start:end]), fault))
            self.lines = self._without(start, end)
            try:
                po = read_po(b"\n".join(self.lines), name=self.name)
            except CatalogError as error:
                fault = error
            else:
                return Salvaged(po, tuple(sorted(unread, key=lambda one: one.line)))
        return Salvaged(PoFile(), (Unread(0, "", fault), *unread))

    def _choose(self, line: int) -> tuple[int, int]:
        """Return the block to leave out: that of the line, or the one before if more is read then.

        A message without its msgstr is noticed where the next one begins.
        """
        at = line - 1 if self.lines[line - 1].strip() else self._last_before(line - 1)
        own = self._block(at)
        before = self._block(self._last_before(own[0]))
        return max((own, before), key=self._read_to)

    def _read_to(self, block: tuple[int, int]) -> int:
        """Return the line up to which the file can be read without a block."""
        if block[0] == block[1]:
            return -1
        try:
            read_po(b"\n".join(self._without(*block)), name=self.name)
        except CatalogError as error:
            return _line_of(error)
        return len(self.lines) + 1

    def _without(self, start: int, end: int) -> list[bytes]:
        return [*self.lines[:start], *[b""] * (end - start), *self.lines[end:]]

    def _block(self, index: int) -> tuple[int, int]:
        """Return where the block of a line begins and ends."""
        if index < 0:
            return 0, 0
        start, end = index, index + 1
        while start and not _parts(self.lines, start):
            start -= 1
        while end < len(self.lines) and not _parts(self.lines, end):
            end += 1
        return start, end

    def _last_before(self, index: int) -> int:
        index -= 1
        while index >= 0 and not self.lines[index].strip():
            index -= 1
        return index


def _excerpt(lines: Sequence[bytes]) -> str:
    said = [line for line in lines if not line.lstrip().startswith(b"#")] or lines
    # A character of UTF-8 is four bytes at most.
    return b"\n".join(said)[: 4 * EXCERPT].decode("utf-8", "replace")[:EXCERPT]


def _parts(lines: Sequence[bytes], index: int) -> bool:
    """Tell whether a line begins a new block: after an empty one, or the comments of a message."""
    line, before = lines[index].strip(), lines[index - 1].strip()
    return not line or not before or (line[:1] == b"#" and before[:1] != b"#")


def _in_bytes_of_ascii(content: bytes) -> bytes:
    """Return the content in an encoding in which a line feed is one byte."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").encode("utf-8-sig")
    return content


def _line_of(error: CatalogError) -> int:
    line = error.where.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0
