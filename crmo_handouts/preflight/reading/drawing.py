"""A page as it looks -> its texts with place, size and colours; its pictures; ink in its margins.

PDFium draws each page once, small and without its text: the colour that is left where a text stood is
its background, with no guessing from pixels of letters. Lengths are points, from the lower left
corner of the page (ISO 32000-1, 8.3.2). PDFium is single-threaded.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from crmo_handouts.preflight.reading.opening import Budget, OutOfTimeError
from crmo_handouts.preflight.reading.pixels import Box, Color, Pixels
from crmo_handouts.preflight.reading.text import read_words

MOST_ITEMS = 20_000
"""Most texts, paths and pictures of a page that are read; a page of ours has 150 to 2,000."""

DEEPEST_FORM = 12
INVISIBLE = 3  # text rendering mode (ISO 32000-1, 9.3.6)

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Text:
    """What one operator shows: its box of ink, base line, size of type, and colours."""

    box: Box
    base: float
    size: float
    level: bool
    """Whether it runs along the width of the page."""
    bold: bool
    color: Color | None
    background: Color | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A raster image: its box, and its resolution on paper, dpi: the coarser of the two ways."""

    box: Box
    dpi: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a page looks, and what it says."""

    texts: tuple[Text, ...]
    pictures: tuple[Picture, ...]
    margin_ink: tuple[str, ...]
    """Sides on which a drawing ends between the safe area and the trim."""
    words: str
    """The text of the page, as PDFium copies it."""
    marked: dict[int, str]
    """The same text by marked content (MCID)."""


@dataclass(frozen=True, slots=True)
class _Item:
    raw: Any
    kind: int
    outer: Matrix


class _Reader:
    """The C structures that PDFium fills, made once."""

    def __init__(self) -> None:
        self.floats = tuple(ctypes.c_float() for _ in range(4))
        self.colors = tuple(ctypes.c_uint() for _ in range(4))
        self.matrix = pdfium.FS_MATRIX()

    def bounds(self, raw: Any) -> Box:
        """Return an object's box in the space that it stands in."""
        pdfium.FPDFPageObj_GetBounds(raw, *self.floats)
        left, bottom, right, top = (value.value for value in self.floats)
        return left, bottom, right, top

    def place(self, raw: Any) -> Matrix:
        """Return an object's matrix."""
        pdfium.FPDFPageObj_GetMatrix(raw, self.matrix)
        found = self.matrix
        return found.a, found.b, found.c, found.d, found.e, found.f

    def color(self, raw: Any) -> tuple[Color, float] | None:
        """Return an object's fill, and how much it covers."""
        if not pdfium.FPDFPageObj_GetFillColor(raw, *self.colors):
            return None
        red, green, blue, alpha = (value.value for value in self.colors)
        return (red, green, blue), alpha / 255

    def size(self, raw: Any) -> float:
        """Return a text's size before its matrix."""
        pdfium.FPDFTextObj_GetFontSize(raw, self.floats[0])
        return float(self.floats[0].value)


def read_drawing(
    document: Any, number: int, trim: Box | None, safe: float, budget: Budget
) -> Drawing:
    """Read and draw a page; `number` counts from 0, `trim` is its box, `safe` the margin in it, pt."""
    page = document[number]
    try:
        pdfium.FPDFPage_SetRotation(page, 0)
        items = list(_items(page, budget))
        words, marked = read_words(page)
        for item in items:
            if item.kind == pdfium.FPDF_PAGEOBJ_TEXT:
                pdfium.FPDFPageObj_SetIsActive(item.raw, False)
        budget.check()
        pixels = Pixels(page)
        texts, pictures = _read(items, pixels)
        ink = tuple(pixels.margin_ink(trim, safe)) if trim else ()
        return Drawing(texts, pictures, ink, words, marked)
    finally:
        page.close()


def _items(page: Any, budget: Budget) -> Iterator[_Item]:
    reader = _Reader()
    to_do: list[tuple[Any, Matrix, int]] = [(page, IDENTITY, 0)]
    count = 0
    while to_do:
        parent, outer, depth = to_do.pop(0)
        counted = pdfium.FPDFFormObj_CountObjects if depth else pdfium.FPDFPage_CountObjects
        get = pdfium.FPDFFormObj_GetObject if depth else pdfium.FPDFPage_GetObject
        for index in range(counted(parent)):
            count += 1
            if count > MOST_ITEMS:
                raise OutOfTimeError(f"a page has more than {MOST_ITEMS} texts and drawings")
            raw = get(parent, index)
            kind = pdfium.FPDFPageObj_GetType(raw)
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                if depth < DEEPEST_FORM:
                    to_do.append((raw, _times(reader.place(raw), outer), depth + 1))
            elif kind in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE):
                yield _Item(raw, kind, outer)
        budget.check()


def _read(items: list[_Item], pixels: Pixels) -> tuple[tuple[Text, ...], tuple[Picture, ...]]:
    reader = _Reader()
    texts: list[Text] = []
    pictures: list[Picture] = []
    bold: dict[int, bool] = {}
    for item in items:
        box = _moved(reader.bounds(item.raw), item.outer)
        matrix = _times(reader.place(item.raw), item.outer)
        if item.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures.append(Picture(box, _resolution(item.raw, matrix)))
            continue
        if pdfium.FPDFTextObj_GetTextRenderMode(item.raw) == INVISIBLE or box[0] >= box[2]:
            continue
        size = reader.size(item.raw) * math.hypot(matrix[2], matrix[3])
        font = pdfium.FPDFTextObj_GetFont(item.raw)
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        if address not in bold:
            bold[address] = pdfium.FPDFFont_GetWeight(font) >= 700 or _is_named_bold(font)
        background = pixels.behind(box)
        fill = reader.color(item.raw)
        color = _over(*fill, background) if fill and background else None
        level = abs(matrix[1]) < 0.01 * abs(matrix[0]) and matrix[0] > 0
        texts.append(Text(box, matrix[5], size, level, bold[address], color, background))
    return tuple(texts), tuple(pictures)


def _is_named_bold(font: Any) -> bool:
    name = ctypes.create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(font, name, 200)
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


def _resolution(raw: Any, matrix: Matrix) -> float:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium.FPDFImageObj_GetImagePixelSize(raw, width, height):
        return math.inf
    across, up = math.hypot(matrix[0], matrix[1]), math.hypot(matrix[2], matrix[3])
    if min(across, up) <= 0:
        return math.inf
    return 72 * min(width.value / across, height.value / up)


def _over(color: Color, alpha: float, below: Color) -> Color:
    if alpha == 1:
        return color
    mixed = [
        round(above * alpha + under * (1 - alpha))
        for above, under in zip(color, below, strict=True)
    ]
    return mixed[0], mixed[1], mixed[2]


def _times(first: Matrix, then: Matrix) -> Matrix:
    """Join two matrices: first one, then the other (ISO 32000-1, 8.3.4)."""
    if then is IDENTITY:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _moved(box: Box, matrix: Matrix) -> Box:
    if matrix is IDENTITY:
        return box
    corners = [_times((1, 0, 0, 1, x, y), matrix)[4:] for x in box[::2] for y in box[1::2]]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)
