"""Codes and their places -> the show operators of a content stream (ISO 32000-1, 9.4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf

NEAREST = 210
"""How far back a code may begin from the end of the last one, 1/1000 em: pdf.js joins nearer ones."""

TOLERANCE = 1.5
"""How far a code may stand from its place before the pen is moved, 1/1000 em."""


@dataclass(slots=True)
class Pen:
    """Writes codes at places of a line (pt) into a content stream, by `TJ`."""

    stream: Any
    x: float = 0.0
    size: float = 1.0
    _right: float = float("inf")
    _parts: list[str] = field(default_factory=list)

    def use(self, font: Any, size: float) -> None:
        """Take a font in a size, pt."""
        if (font.hash, size) != self.stream._current_font:
            self.lift()
        self.stream.set_font_size(font.hash, size)
        self.size = size

    def show(self, code: int, x: float, width: int) -> None:
        """Write one code at a place, pt; it moves the pen by a width, 1/1000 em."""
        move = (self.x - x) * 1000 / self.size
        if abs(move) > TOLERANCE:
            self._parts.append(f">{round(move)}<" if self._parts else f"{round(move)}<")
            self.x -= round(move) * self.size / 1000
        elif not self._parts:
            self._parts.append("<")
        self._parts.append(f"{code:04x}")
        self.x += width * self.size / 1000

    def show_back(self, code: int, x: float, width: int) -> None:
        """Write one code at a place, pt, from its right edge, and take the pen to its left one.

        This is the same operator for a code each time, which compresses well.
        """
        if (self._right - x) * 1000 / self.size < NEAREST:
            self.part()
        self._right = x + width * self.size / 1000
        move = round((self.x - x) * 1000 / self.size)
        if abs(move - width) <= TOLERANCE:
            move = width
        self.stream.stream.append(f"[{move}<{code:04x}>{width}]TJ")
        self.x -= move * self.size / 1000

    def part(self) -> None:
        """Part what follows from what is before, for pdf.js, by marked content with nothing in it.

        It turns round two codes that it takes for one text: a letter and its mark, or its neighbour.
        """
        self.lift()
        self.stream.stream.append("/Span BMC EMC")

    @contextmanager
    def actual(self, text: str) -> Iterator[None]:
        """Say that what is written within this context stands for a text (ISO 32000-1, 14.9.4)."""
        self.lift()
        said = pydyf.String(text).data.decode()
        self.stream.stream.append(f"/Span<</ActualText{said}>>BDC")
        yield
        self.lift()
        self.stream.end_marked_content()

    def lift(self) -> None:
        """End a show operator."""
        if self._parts:
            self.stream.stream.append(f"[{''.join(self._parts)}>]TJ")
            self._parts.clear()
