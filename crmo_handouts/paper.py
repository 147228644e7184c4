"""Paper sizes and the area that text may fill, in millimetres.

A4 and US Letter share one text area, so that a page is laid out once and placed on either: what
fits one fits the other, line for line.
"""

from __future__ import annotations

from dataclasses import dataclass

MM_PER_INCH = 25.4
PX_PER_MM = 96 / MM_PER_INCH  # CSS reference pixel (CSS Values 4, 6.2)
PT_PER_MM = 72 / MM_PER_INCH

TEXT_WIDTH = 180.0
"""Width of the text area, mm."""
TEXT_HEIGHT = 249.0
"""Height of the text area with the footer, mm: what US Letter leaves inside 15 mm margins."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper: its id, and its trimmed size in mm."""

    id: str
    width: float
    height: float

    @property
    def left(self) -> float:
        """Margin at the left and at the right of the text area, mm."""
        return (self.width - TEXT_WIDTH) / 2

    @property
    def top(self) -> float:
        """Margin above the text area, mm: half of what the height leaves."""
        return (self.height - TEXT_HEIGHT) / 2


PAPERS = {
    paper.id: paper
    for paper in (
        Paper("a4", 210.0, 297.0),  # ISO 216
        Paper("us-letter", 215.9, 279.4),  # ANSI/ASME Y14.1
    )
}
