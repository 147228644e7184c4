"""A page as it looks -> its texts with place, size and colours; its pictures; ink in its margins.

PDFium draws each page twice, small: as it is, and without its text. The colour that is left where a
text stood is its background, with no guessing from pixels of letters; and a text that makes no
difference is not seen by anyone. Lengths are points, from the lower left corner of the page
(ISO 32000-1, 8.3.2).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw_pdfium

from crmo_handouts.preflight.reading import pdfium
from crmo_handouts.preflight.reading.geometry import IDENTITY, moved, times
from crmo_handouts.preflight.reading.opening import DEEPEST_FORM, Budget, OutOfTimeError
from crmo_handouts.preflight.reading.pdfium import Box, Matrix
from crmo_handouts.preflight.reading.pixels import Pixels
from crmo_handouts.preflight.reading.text import read_text
from crmo_handouts.preflight.reading.texts import Item, Text, TextReader, replaced_fonts

MOST_ITEMS = 20_000
"""Most texts, paths and pictures of a page that are read; a page of ours has 150 to 2,000."""

_TEXT = raw_pdfium.FPDF_PAGEOBJ_TEXT


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
    unseen: int
    """How many characters leave no ink: covered, cut off, or painted with nothing."""
    replaced: frozenset[str]
    """Fonts that PDFium put another one for, since it could not read them."""
    kinds: tuple[Text, ...]
    """The first text of each kind: of a size, a weight, and colours."""


@dataclass(slots=True)
class _Items:
    """A page's objects: those that show text, and its raster images."""

    texts: list[Item]
    images: list[Item]


def read_drawing(
    document: Any, number: int, trim: Box | None, safe: float, budget: Budget
) -> Drawing:
    """Read and draw a page; `number` counts from 0, `trim` is its box, `safe` the margin in it, pt."""
    page = document[number]
    try:
        raw_pdfium.FPDFPage_SetRotation(page, 0)
        items = _items(page, budget)
        text_page = page.get_textpage()
        try:
            layer = read_text(text_page)
            budget.check()
            pixels = Pixels(page, [raw for raw, _ in items.texts])
            budget.check()
            reader = TextReader(pixels, layer, pdfium.address(text_page.raw))
            texts = tuple(reader.read(items.texts))
        finally:
            text_page.close()
        pictures = tuple(_picture(*item) for item in items.images)
        return Drawing(
            texts=texts,
            pictures=pictures,
            margin_ink=tuple(pixels.margin_ink(trim, safe)) if trim else (),
            words=layer.words,
            marked=layer.marked,
            unseen=reader.unseen,
            replaced=frozenset(replaced_fonts(reader.fonts)),
            kinds=_kinds(texts),
        )
    finally:
        page.close()


def _kinds(texts: Iterable[Text]) -> tuple[Text, ...]:
    found: dict[object, Text] = {}
    for text in texts:
        found.setdefault((text.size, text.bold, text.color, text.background), text)
    return tuple(found.values())


def _items(page: Any, budget: Budget) -> _Items:
    reader = pdfium.Reader()
    found = _Items([], [])
    to_do: list[tuple[int, Matrix, int]] = [(pdfium.address(page.raw), IDENTITY, 0)]
    left = MOST_ITEMS
    for parent, outer, depth in to_do:  # grows by the forms that are found
        objects = pdfium.children(parent, is_form=depth > 0, most=left)
        if objects is None:
            raise OutOfTimeError(f"a page has more than {MOST_ITEMS} texts and drawings")
        left -= len(objects)
        found.texts += [(raw, outer) for raw, kind in objects if kind == _TEXT]
        for raw, kind in objects:
            if kind == raw_pdfium.FPDF_PAGEOBJ_IMAGE:
                found.images.append((raw, outer))
            elif kind == raw_pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
                to_do.append((raw, times(reader.matrix(raw), outer), depth + 1))
        budget.check()
    return found


def _picture(raw: int, outer: Matrix) -> Picture:
    reader = pdfium.Reader()
    matrix = times(reader.matrix(raw), outer)
    return Picture(moved(reader.bounds(raw), outer), _resolution(raw, matrix))


def _resolution(raw: int, matrix: Matrix) -> float:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    image = ctypes.cast(raw, raw_pdfium.FPDF_PAGEOBJECT)
    if not raw_pdfium.FPDFImageObj_GetImagePixelSize(image, width, height):
        return math.inf
    across, up = math.hypot(matrix[0], matrix[1]), math.hypot(matrix[2], matrix[3])
    if min(across, up) <= 0:
        return math.inf
    return 72 * min(width.value / across, height.value / up)
