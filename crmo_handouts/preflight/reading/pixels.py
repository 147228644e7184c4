"""A page, drawn small, with its text and without: what is behind a text, and whether it is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crmo_handouts.preflight.reading import pdfium
from crmo_handouts.preflight.reading.pdfium import Box, Color

DPI = 50.0
"""How finely pages are drawn: a pixel is 0.5 mm; the mark of a pen has one."""

LARGEST_SIDE = 4000
"""Longest side of a drawn page, pixels: larger pages are drawn more coarsely."""

NARROW = 14.0
"""What is narrower has one background, points."""


@dataclass(frozen=True, slots=True)
class _Bitmap:
    """Rows of pixels, the upper one first."""

    data: bytes
    width: int
    height: int
    stride: int
    channels: int


class Pixels:
    """A page, drawn small: once as it is, and once without its text."""

    def __init__(self, page: Any, texts: Sequence[int]) -> None:
        """Draw a page; `texts` are its text objects, which are switched off."""
        box = page.get_cropbox()
        self._left, self._top = box[0], box[3]
        longest = max(page.get_size())
        self._scale = min(DPI / 72, LARGEST_SIDE / max(longest, 1))
        self.side = 1 / self._scale
        """How large a pixel is, points."""
        self._whole = _draw(page, self._scale).data
        for text in texts:
            pdfium.set_active(text, 0)
        ground = _draw(page, self._scale)
        self._data, self._stride, self._channels = ground.data, ground.stride, ground.channels
        self._width, self._height = ground.width, ground.height

    def behind(self, box: Box) -> Color | None:
        """Return the colour that most of a box has, None for one outside the page."""
        left, bottom, right, top = box
        if right - left < NARROW:  # a letter of a script that is written letter by letter
            return self._at((left + right) / 2, (bottom + top) / 2)
        middle, width, height = (bottom + top) / 2, right - left, top - bottom
        places = [(left + width * along, middle) for along in (0.1, 0.3, 0.5, 0.7, 0.9)]
        places += [
            (left + width * 0.4, bottom + height * 0.2),
            (left + width * 0.6, top - height * 0.2),
        ]
        found = [color for x, y in places if (color := self._at(x, y)) is not None]
        if not found or found.count(found[0]) == len(found):
            return found[0] if found else None
        return Counter(found).most_common(1)[0][0]

    def has_ink(self, box: Box) -> bool:
        """Tell whether the text in a box leaves a trace; what is outside the page is not judged."""
        scale, left, top = self._scale, self._left, self._top
        first, last = int((box[0] - left) * scale), int((box[2] - left) * scale) + 1
        upper, lower = int((top - box[3]) * scale), int((top - box[1]) * scale) + 1
        if first < 0 or upper < 0 or last > self._width or lower > self._height:
            first, upper = max(first, 0), max(upper, 0)
            last, lower = min(last, self._width), min(lower, self._height)
            if first >= last or upper >= lower:
                return True
        first, last = first * self._channels, last * self._channels
        whole, ground, stride = self._whole, self._data, self._stride
        middle = (upper + lower) // 2  # most letters have ink there
        for rows in (range(middle, lower), range(upper, middle)):
            for row in rows:
                start, end = row * stride + first, row * stride + last
                if whole[start:end] != ground[start:end]:
                    return True
        return False

    def margin_ink(self, trim: Box, safe: float) -> Iterator[str]:
        """Yield the sides with a drawing in the margin that does not run to the trim.

        What reaches the trim is cut there on purpose (ISO 32000-1, 14.11.2.1: bleed).
        """
        left, top = self._pixel(trim[0], trim[3])
        right, bottom = self._pixel(trim[2], trim[1])
        # A pixel within, since the page's edge may be drawn in part.
        left, top = max(left, 0) + 1, max(top, 0) + 1
        right, bottom = min(right, self._width) - 1, min(bottom, self._height) - 1
        depth = int(safe * self._scale) - 1
        if depth < 2 or right - left < 3 * depth or bottom - top < 3 * depth:
            return
        paper = self._row(top, left, left + 1)
        rows = [self._row(row, left, right) for row in range(top, bottom)]
        width = depth * self._channels
        sides = {
            "upper": [(rows[0], row) for row in rows[1:depth]],
            "lower": [(rows[-1], row) for row in rows[-depth:-1]],
            "left": [(row[: len(paper)] * depth, row[:width]) for row in rows],
            "right": [(row[-len(paper) :] * depth, row[-width:]) for row in rows],
        }
        for side, pairs in sides.items():
            if any(edge != line and self._leaves(paper, edge, line) for edge, line in pairs):
                yield side

    def _leaves(self, paper: bytes, edge: bytes, line: bytes) -> bool:
        """Tell whether a line has ink where the edge has paper."""
        return any(
            edge[at : at + self._channels] == paper != line[at : at + self._channels]
            for at in range(0, len(line), self._channels)
        )

    def _row(self, row: int, left: int, right: int) -> bytes:
        start = row * self._stride
        return self._data[start + left * self._channels : start + right * self._channels]

    def _at(self, x: float, y: float) -> Color | None:
        column = int((x - self._left) * self._scale)
        row = int((self._top - y) * self._scale)
        if not (0 <= column < self._width and 0 <= row < self._height):
            return None
        at = row * self._stride + column * self._channels
        data = self._data
        if self._channels < 3:
            return data[at], data[at], data[at]
        return data[at], data[at + 1], data[at + 2]

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        return int((x - self._left) * self._scale), int((self._top - y) * self._scale)


def _draw(page: Any, scale: float) -> _Bitmap:
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    try:
        return _Bitmap(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
        )
    finally:
        bitmap.close()
