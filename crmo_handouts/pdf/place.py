"""Laid-out pages, placed on a paper and moved to the next one.

All papers share one text area (see `paper`), so a page is drawn once. What differs between A4 and US
Letter is where that area lies: the boxes of the page, one matrix of its content, and the targets of
its bookmarks. Moving them makes the second file for the price of writing it down.
"""

from __future__ import annotations

import math
from typing import Any

import pydyf

from crmo_handouts.errors import LayoutError
from crmo_handouts.layout import Pages
from crmo_handouts.paper import PT_PER_MM, PX_PER_MM, Paper

PT_PER_PX = PT_PER_MM / PX_PER_MM


class PlacedPage:
    """A page of the engine at its place on a paper; the engine draws it like one of its own."""

    def __init__(self, page: Any, paper: Paper) -> None:
        left, top = paper.left * PX_PER_MM, paper.top * PX_PER_MM
        self.width = paper.width * PX_PER_MM
        self.height = paper.height * PX_PER_MM
        self.bleed = page.bleed
        self.forms = page.forms
        self.links = page.links
        self.anchors = page.anchors
        self.bookmarks = [
            (level, label, (x + left, y + top), state)
            for level, label, (x, y), state in page.bookmarks
        ]
        self._page = page
        self._page_box = page._page_box
        self._paper = paper
        self._stream: Any = None
        self._at = 0

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint the page at its place (the engine calls this)."""
        with stream.stacked():
            stream.transform(*_offset(self._paper))
            self._stream, self._at = stream, len(stream.stream) - 1
            self._page.paint(stream, scale)

    def move(self, paper: Paper) -> int:
        """Rewrite the matrices of the painted content for another paper; return its object."""
        self._paper = paper
        self._stream.stream[0] = _matrix(1, 0, 0, -1, 0, paper.height * PT_PER_MM)
        self._stream.stream[self._at] = _matrix(*_offset(paper))
        number: int = self._stream.number
        return number


def place(pages: Pages, paper: Paper) -> Any:
    """Return the engine's document with its pages on a paper.

    Raises LayoutError for links, which would have to move with their pages; no sheet has any.
    """
    if any(page.links or page.anchors for page in pages.rendering.pages):
        raise LayoutError(
            "a sheet of paper has no links",
            where=pages.document.handout,
            hint="write the address as text; take `href` and `id` out of the template",
        )
    return pages.rendering.copy([PlacedPage(page, paper) for page in pages.rendering.pages])


def move(pdf: Any, placed: Any, *, before: Paper, after: Paper) -> set[int]:
    """Move the pages of a drawn PDF from one paper to another; return which objects have changed.

    Raises LayoutError for a pattern or a gradient, which lies on the paper and not on the text.
    """
    changed = {page.move(after) for page in placed.pages}
    box = [0, 0, after.width * PT_PER_MM, after.height * PT_PER_MM]
    shift = (
        (after.left - before.left) * PT_PER_MM,
        (after.height - after.top - before.height + before.top) * PT_PER_MM,
    )
    for item in pdf.objects:
        extra = getattr(item, "extra", {})
        if extra.get("Type") == "/Pattern" or (isinstance(item, dict) and "ShadingType" in item):
            raise LayoutError(
                "a style paints with a pattern or a gradient, which cannot move between papers",
                hint="in styles/: plain colours, and `background-repeat: no-repeat`",
            )
        if extra.get("Subtype") == "/Form" and _is_page_box(extra["BBox"], before):
            extra["BBox"] = pydyf.Array(_page_box(after))
        elif not isinstance(item, dict):
            continue
        elif item.get("Type") == "/Page":
            for name in ("MediaBox", "TrimBox", "BleedBox"):
                item[name] = pydyf.Array(box)
        elif "Dest" in item:
            page, kind, x, y, zoom = item["Dest"]
            item["Dest"] = pydyf.Array((page, kind, x + shift[0], y + shift[1], zoom))
        else:
            continue
        changed.add(item.number)
    return changed


def _page_box(paper: Paper) -> list[float]:
    """Return the box that the engine gives to a group as large as the page, CSS px.

    It comes by way of points, and its last decimal with it.
    """
    sides = (paper.width * PX_PER_MM, paper.height * PX_PER_MM)
    return [-0.0, -0.0, *((PT_PER_PX * side) / PT_PER_PX for side in sides)]


def _is_page_box(box: Any, paper: Paper) -> bool:
    return all(map(math.isclose, box, _page_box(paper)))


def _offset(paper: Paper) -> tuple[float, float, float, float, float, float]:
    return (1, 0, 0, 1, paper.left * PT_PER_MM, paper.top * PT_PER_MM)


def _matrix(*values: float) -> bytes:
    stream = pydyf.Stream()
    stream.set_matrix(*values)
    written: bytes = stream.stream[0]
    return written
