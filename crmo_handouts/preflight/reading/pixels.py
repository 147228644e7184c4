"""A page, drawn small and without its text: what is behind a text, and what is in the margins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

DPI = 50.0
"""How finely pages are drawn: a pixel is 0.5 mm; the mark of a pen has one."""

LARGEST_SIDE = 4000
"""Longest side of a drawn page, pixels: larger pages are drawn more coarsely."""

NARROW = 14.0
"""What is narrower has one background, points."""

Color = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top, points."""


class Pixels:
    """A page, drawn small and without its text."""

    def __init__(self, page: Any) -> None:
        box = page.get_cropbox()
        self._left, self._top = box[0], box[3]
        longest = max(page.get_size())
        self._scale = min(DPI / 72, LARGEST_SIDE / max(longest, 1))
        bitmap = page.render(scale=self._scale, may_draw_forms=False, rev_byteorder=True)
        try:
            self._width, self._height = bitmap.width, bitmap.height
            self._stride, self._channels = bitmap.stride, bitmap.n_channels
            self._data = bytes(bitmap.buffer)
        finally:
            bitmap.close()

    def behind(self, box: Box) -> Color | None:
        """Return the colour that most of a box has, None for one outside the page."""
        left, bottom, right, top = box
        if box[2] - box[0] < NARROW:  # a letter of a script that is written letter by letter
            return self._at((left + right) / 2, (bottom + top) / 2)
        middle, width, height = (bottom + top) / 2, right - left, top - bottom
        places = [(left + width * along, middle) for along in (0.1, 0.3, 0.5, 0.7, 0.9)]
        places += [
            (left + width * 0.4, bottom + height * 0.2),
            (left + width * 0.6, top - height * 0.2),
        ]
        found = Counter(color for x, y in places if (color := self._at(x, y)) is not None)
        return found.most_common(1)[0][0] if found else None

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
        column, row = self._pixel(x, y)
        if 0 <= column < self._width and 0 <= row < self._height:
            return self._color(column, row)
        return None

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        return int((x - self._left) * self._scale), int((self._top - y) * self._scale)

    def _color(self, column: int, row: int) -> Color:
        at = row * self._stride + column * self._channels
        pixel = self._data[at : at + 3]
        if self._channels < 3:
            return pixel[0], pixel[0], pixel[0]
        return pixel[0], pixel[1], pixel[2]
