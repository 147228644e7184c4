"""Text objects of PDFium -> runs of text: where they stand, how they look, and whether they are seen.

A text that is read from the right has an object a letter. Letters that go on to the left along one
line, and look alike, are one run, as those of other scripts are from the start.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2.raw as raw_pdfium

from crmo_handouts.preflight.reading import pdfium
from crmo_handouts.preflight.reading.geometry import IDENTITY, moved, times
from crmo_handouts.preflight.reading.pdfium import Box, Color, Matrix, Rgba
from crmo_handouts.preflight.reading.pixels import Pixels
from crmo_handouts.preflight.reading.text import TextLayer

Item = tuple[int, Matrix]
"""An object, and the matrix of the forms that it stands in."""

STROKED = frozenset({1, 5})
INVISIBLE = frozenset({3, 7})  # text rendering modes (ISO 32000-1, 9.3.6)

WORD_SPACE = 0.6
"""What may be between two letters of a run, in sizes of type."""

REACH = 3.0
"""How far a letter may reach back over those before it, in sizes of type: a swash of Nastaliq."""

LETTER = 2.5
"""What is wider is no letter, in sizes of type."""

BLANK = 0.05
"""What is smaller has no outline, points: PDFium gives it a thousandth of its size."""

CELL = 2.0
"""How long a part of a run is that must show ink, in sizes of type: a wide space has one."""


class Text(NamedTuple):
    """A run of text: its box of ink, base line, size of type, and colours."""

    box: Box
    base: float
    size: float
    level: bool
    """Whether it runs along the width of the page."""
    bold: bool
    color: Color | None
    background: Color | None


class _Run(NamedTuple):
    """Text objects that follow on each other; `numbers` and the rest are those of the first."""

    box: Box
    raws: Sequence[int]
    outer: Matrix
    numbers: tuple[Any, ...]
    is_filled: int
    mode: int
    font: int | None


def _runs(items: Sequence[Item], silent: Container[int], empty: list[int]) -> Iterator[_Run]:
    """Join letters to runs, without the spaces and marks of direction that are `silent`.

    Texts without a box, as of blank glyphs, are put into `empty`.
    """
    raws: list[int] = []
    style: Any = None
    first: tuple[Any, ...] = ()
    left = bottom = right = top = pen = 0.0
    shown = pdfium.shown([raw for raw, _ in items])
    for (raw, outer), (numbers, is_filled, mode, font) in zip(items, shown, strict=True):
        if raw in silent:
            continue
        if numbers[0] >= numbers[2]:
            empty.append(raw)
            continue
        own = numbers[4:8], numbers[9:], outer, is_filled, mode, font
        unit = numbers[10] * numbers[4]  # of type, where its line is level
        if (
            own == style
            and not numbers[5]
            and numbers[8] < pen
            and -REACH * unit < left - numbers[2] < WORD_SPACE * unit
            and numbers[2] - numbers[0] < LETTER * unit
        ):
            raws.append(raw)
            left, bottom = min(left, numbers[0]), min(bottom, numbers[1])
            right, top = max(right, numbers[2]), max(top, numbers[3])
        else:
            if raws:
                yield _Run((left, bottom, right, top), raws, style[2], first, *style[3:])
            raws, style, first = [raw], own, numbers
            left, bottom, right, top = numbers[:4]
        pen = numbers[8]
    if raws:
        yield _Run((left, bottom, right, top), raws, style[2], first, *style[3:])


class TextReader:
    """Reads the texts of one page, and counts the characters that nobody sees."""

    def __init__(self, pixels: Pixels, layer: TextLayer, text_page: int) -> None:
        self.unseen = 0
        self.fonts: set[int] = set()
        self._pdfium = pdfium.Reader()
        self._pixels = pixels
        self._layer = layer
        self._text_page = text_page

    def read(self, items: Sequence[Item]) -> Iterator[Text]:
        """Yield the texts that are painted."""
        is_bold = lru_cache(maxsize=256)(_is_bold)
        empty: list[int] = []
        for box, raws, outer, numbers, is_filled, mode, font in _runs(
            items, self._layer.silent, empty
        ):
            self.fonts.add(font or 0)
            matrix: Matrix = numbers[4:10]
            if outer is not IDENTITY:
                box, matrix = moved(box, outer), times(matrix, outer)
            size = numbers[10] * _shrinking(matrix)
            if not self._is_inked(box, size):
                self.unseen += sum(map(self._count_unseen, raws))
            if mode in INVISIBLE:
                continue
            background = self._pixels.behind(box)
            color = numbers[11:] if is_filled else None
            if mode in STROKED:
                color = self._pdfium.stroke(raws[0])
            seen = _over(color, background) if color and background else None
            is_level = abs(matrix[1]) < 0.01 * abs(matrix[0]) and matrix[0] > 0
            yield Text(box, matrix[5], size, is_level, is_bold(font), seen, background)
        self.unseen += sum(len(list(self._layer.visible(raw))) for raw in empty)

    def _is_inked(self, box: Box, size: float) -> bool:
        """Tell whether every part of a text leaves a trace."""
        left, bottom, right, top = box
        step = CELL * max(size, 1)  # pt
        if right - left < 2 * step:
            return self._pixels.has_ink(box)
        count = int((right - left) / step)
        step = (right - left) / count
        return all(
            self._pixels.has_ink((left + part * step, bottom, left + (part + 1) * step, top))
            for part in range(count)
        )

    def _count_unseen(self, text: int) -> int:
        """Count the characters without ink; what is smaller than a pixel may leave none."""
        count = 0
        for index, _ in self._layer.visible(text):
            left, bottom, right, top = box = self._pdfium.character_box(self._text_page, index)
            sides = right - left, top - bottom
            is_blank = min(sides) < BLANK
            count += is_blank or (min(sides) > self._pixels.side and not self._pixels.has_ink(box))
        return count


def replaced_fonts(fonts: Iterable[int]) -> set[str]:
    """Return the names of those fonts whose program PDFium could not read, and put another for."""
    raws = [ctypes.cast(font, raw_pdfium.FPDF_FONT) for font in fonts if font]
    return {_name(raw) for raw in raws if not raw_pdfium.FPDFFont_GetIsEmbedded(raw)}


def _is_bold(font: int | None) -> bool:
    raw = ctypes.cast(font or 0, raw_pdfium.FPDF_FONT)
    name = _name(raw).lower()
    return raw_pdfium.FPDFFont_GetWeight(raw) >= 700 or "bold" in name or "black" in name


def _name(font: Any) -> str:
    name = ctypes.create_string_buffer(200)
    raw_pdfium.FPDFFont_GetBaseFontName(font, name, 200)
    return name.value.decode("utf-8", "replace")


def _shrinking(matrix: Matrix) -> float:
    """Return how large a matrix leaves type: along its line, or across it, what is less."""
    a, b, c, d, *_ = matrix
    across = math.hypot(a, b)
    return min(across, abs(a * d - b * c) / across) if across else 0.0


def _over(color: Rgba, below: Color) -> Color:
    red, green, blue, alpha = color
    if alpha == 255:
        return red, green, blue
    share = alpha / 255
    mixed = [
        round(above * share + under * (1 - share))
        for above, under in zip((red, green, blue), below, strict=True)
    ]
    return mixed[0], mixed[1], mixed[2]
