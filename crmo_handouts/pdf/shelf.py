"""The fonts of slots: each letter's own subsets, made fast from faces that are read once a worker.

A letter's fonts hold what stands in its slots and nothing of another reader's.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from crmo_handouts.pdf.codes import Codes
from crmo_handouts.pdf.sfnt import KEPT, Face
from crmo_handouts.pdf.truetype import assemble_face, drawing_face


class Shelf:
    """The faces that slots were set in so far."""

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self._faces: dict[str, Face] = {}
        self._own_widths: dict[str, dict[int, int]] = {}

    def fresh(self, font: Any, prefix: str) -> Any:
        """Return a font like one that is known, with no code yet.

        The prefix makes its name in the content another one, and its tag (ISO 32000-1, 9.6.4).
        """
        font.__dict__.setdefault("press_faces", {})  # one for all copies, see `textlayer`
        fresh = copy.copy(font)
        fresh.hash = prefix + font.hash
        fresh.name = b"/" + _turned(font.hash, ord(prefix)) + font.name[1 + len(font.hash) :]
        codes = Codes(font.upem, own_widths=self._own_widths.setdefault(font.hash, {}))
        fresh.press_codes, fresh.widths, fresh.to_unicode = codes, codes.widths, codes.texts
        fresh.clean = lambda *_: self._embed(fresh, font)
        return fresh

    def _embed(self, fresh: Any, font: Any) -> None:
        if font.hash not in self._faces:
            face = drawing_face(font.file_content)
            # Unhinted, as the engine writes fonts.
            tables = {tag: table for tag, table in face.tables.items() if tag not in KEPT}
            self._faces[font.hash] = replace(face, tables=tables)
        fresh.file_content = assemble_face(self._faces[font.hash], fresh.press_codes.pictures)


def _turned(tag: str, by: int) -> bytes:
    """Return a tag of which every letter is another one of the alphabet."""
    return bytes(65 + (ord(letter) - 65 + by % 25 + 1) % 26 for letter in tag)


class LetterFonts(Mapping[Any, Any]):
    """A letter's fonts by the engine's key, taken from a shelf as they are asked for."""

    def __init__(self, shelf: Shelf, prefix: str) -> None:
        self._shelf = shelf
        self._prefix = prefix
        self._fonts: dict[Any, Any] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._shelf.known

    def __getitem__(self, key: Any) -> Any:
        if key not in self._fonts:
            self._fonts[key] = self._shelf.fresh(self._shelf.known[key], self._prefix)
        return self._fonts[key]

    def __setitem__(self, key: Any, font: Any) -> None:
        self._shelf.known[key] = font

    def __iter__(self) -> Iterator[Any]:
        return iter(self._fonts)

    def __len__(self) -> int:
        return len(self._fonts)
