"""The functions of PDFium that are called thousands of times a page, bound to plain addresses.

A page that is read from the right has a text object a letter. Called through pypdfium2's structures each
would cost three times as much. PDFium is single-threaded, so the interpreter's lock is kept meanwhile.
"""

from __future__ import annotations

import ctypes
import re
import struct
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

_POINTER, _INT, _UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint


def address(raw: Any) -> int:
    """Return the address that a pointer or function of pypdfium2 holds."""
    return ctypes.cast(raw, ctypes.c_void_p).value or 0


def _bound(function: Any, result: Any, *arguments: Any) -> Any:
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


count_objects = _bound(pdfium.FPDFPage_CountObjects, _INT, _POINTER)
get_object = _bound(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
count_form_objects = _bound(pdfium.FPDFFormObj_CountObjects, _INT, _POINTER)
get_form_object = _bound(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, _INT)
kind_of = _bound(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
set_active = _bound(pdfium.FPDFPageObj_SetIsActive, _INT, _POINTER, _INT)
mcid_of = _bound(pdfium.FPDFPageObj_GetMarkedContentID, _INT, _POINTER)
_render_mode = _bound(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
_font_of = _bound(pdfium.FPDFTextObj_GetFont, _POINTER, _POINTER)
count_characters = _bound(pdfium.FPDFText_CountChars, _INT, _POINTER)
unicode_at = _bound(pdfium.FPDFText_GetUnicode, _UINT, _POINTER, _INT)
text_object_at = _bound(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)

_get_bounds = _bound(pdfium.FPDFPageObj_GetBounds, _INT, *(_POINTER,) * 5)
_get_matrix = _bound(pdfium.FPDFPageObj_GetMatrix, _INT, *(_POINTER,) * 2)
_get_fill = _bound(pdfium.FPDFPageObj_GetFillColor, _INT, *(_POINTER,) * 5)
_get_stroke = _bound(pdfium.FPDFPageObj_GetStrokeColor, _INT, *(_POINTER,) * 5)
_get_size = _bound(pdfium.FPDFTextObj_GetFontSize, _INT, *(_POINTER,) * 2)
_get_text = _bound(pdfium.FPDFText_GetText, _INT, _POINTER, _INT, _INT, _POINTER)
_get_character_box = _bound(pdfium.FPDFText_GetCharBox, _INT, _POINTER, _INT, *(_POINTER,) * 4)

Color = tuple[int, int, int]
Rgba = tuple[int, int, int, int]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top, points."""
Matrix = tuple[float, float, float, float, float, float]

_TEXT = struct.Struct("4f6ff4I")
_ANSWERS = ((_get_bounds, (0, 4, 8, 12)), (_get_matrix, (16,)), (_get_size, (40,)))
_UNSURE = re.compile("[\ufffd\ufffe\0]")
_COLOR = struct.Struct("4I")
_EDGES = struct.Struct("4d")


class Reader:
    """The memory that PDFium writes its answers into, made once a page."""

    def __init__(self) -> None:
        self._memory = ctypes.create_string_buffer(_TEXT.size)
        start = ctypes.addressof(self._memory)
        self._box = tuple(start + 4 * part for part in range(4))
        self._matrix = start + 16
        self._edges = tuple(start + 8 * part for part in range(4))

    def bounds(self, raw: int) -> Box:
        """Return an object's box in the space that it stands in."""
        _get_bounds(raw, *self._box)
        box: Box = _TEXT.unpack_from(self._memory)[:4]
        return box

    def matrix(self, raw: int) -> Matrix:
        """Return an object's matrix."""
        _get_matrix(raw, self._matrix)
        matrix: Matrix = _TEXT.unpack_from(self._memory)[4:10]
        return matrix

    def stroke(self, raw: int) -> Rgba | None:
        """Return the colour of an object's line, and how much it covers of 255."""
        if not _get_stroke(raw, *self._box):
            return None
        color: Rgba = _COLOR.unpack_from(self._memory)
        return color

    def character_box(self, text_page: int, index: int) -> Box:
        """Return the box of a character's ink, points."""
        _get_character_box(text_page, index, *self._edges)
        left, right, bottom, top = _EDGES.unpack_from(self._memory)
        return left, bottom, right, top


def shown(texts: Sequence[int]) -> Iterator[tuple[tuple[Any, ...], int, int, int | None]]:
    """Yield what PDFium knows of text objects, before any matrix but their own.

    That is 15 numbers, whether there is a fill, the rendering mode, and the font's address. The
    numbers are the box (4), the matrix (6), the size of type, and the colour of the fill with what it
    covers (4, of 255). PDFium writes them all into one piece of memory: no line of Python is run for a
    single text.
    """
    memory = ctypes.create_string_buffer(_TEXT.size * len(texts))
    start = ctypes.addressof(memory)
    ends = start + len(memory)

    def places(*offsets: int) -> list[range]:
        return [range(start + offset, ends, _TEXT.size) for offset in offsets]

    for get, offsets in _ANSWERS:
        deque(map(get, texts, *places(*offsets)), maxlen=0)
    filled = list(map(_get_fill, texts, *places(44, 48, 52, 56)))
    modes, fonts = map(_render_mode, texts), map(_font_of, texts)
    yield from zip(_TEXT.iter_unpack(memory), filled, modes, fonts, strict=True)


def copied(text_page: int, count: int) -> str | None:
    """Return the text of a page in one call; None where that is other than its `count` characters."""
    memory = ctypes.create_string_buffer(2 * count + 2)
    written = _get_text(text_page, 0, count, ctypes.addressof(memory))
    text = memory.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    # U+FFFE is what stands there for a hyphen at a line's end.
    return text if len(text) == count and not _UNSURE.search(text) else None


def children(parent: int, *, is_form: bool, most: int) -> list[tuple[int, int]] | None:
    """Return a page's or form's objects with their kinds; None when there are more than `most`."""
    count = (count_form_objects if is_form else count_objects)(parent)
    if count > most:
        return None
    get = get_form_object if is_form else get_object
    found = list(map(get, repeat(parent), range(count)))
    return list(zip(found, map(kind_of, found), strict=True))
