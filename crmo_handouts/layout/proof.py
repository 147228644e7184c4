"""A marked sheet and its list -> the pages of a proof, one after the other.

The sheet is laid out as its edition would be, at the same size of type, so that a translator sees
where lines end and how much room is left. A side that is too long is drawn smaller, whole, with a line
where its page ends: floats of two pages would overlap if it flowed on. Across every page lies PROOF,
drawn and not typed: no reader of the text hears it, and no printer leaves it out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pydyf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from crmo_handouts.document import Document
from crmo_handouts.layout.engine import Engine
from crmo_handouts.layout.fit import check_fit, fit
from crmo_handouts.layout.fonts import Face, load_faces
from crmo_handouts.layout.typeset import TOLERANCE, Pages, TextBox, edition_style
from crmo_handouts.locales import LATIN_FONT
from crmo_handouts.paper import PX_PER_MM, TEXT_HEIGHT, TEXT_WIDTH

WORD = "PROOF"
SPAN = 250.0
"""Breadth of the word along the diagonal, mm."""

GROUND = 0.9
"""Grey of the letters behind the text: 13:1 for ink, 6:1 for quiet text."""
RIM, RIM_WIDTH = 0.45, 0.35
"""Grey and width (mm) of their outlines over the text: a copier keeps lines where it loses a tint."""

END, END_WIDTH, MARGIN = (0.7, 0.12, 0.12), 0.7, 10.0
"""Colour of the line where a page ends, its width and how far it stands out at the sides, mm."""

LARGEST_MARK = 6.0
"""Type of the sheet's marks at most, pt (`styles/proof.css`): no sheet has any that small."""

ARTIFACT = pydyf.Dictionary({"Type": "/Pagination", "Subtype": "/Watermark"})


@dataclass(frozen=True, slots=True)
class SheetProof:
    """A marked sheet laid out, and in words, page by page, how it fits."""

    pages: Pages
    told: tuple[str, ...]
    fits: bool


def lay_out_sheet(engine: Engine, document: Document) -> SheetProof:
    """Lay out a marked sheet as its edition would be."""
    pages = fit(engine, document)
    unmarked = _Unmarked(*(getattr(pages, one.name) for one in fields(pages)))
    report = check_fit(unmarked, (document.locale.id,))
    told = [f"{finding.message[:1].upper()}{finding.message[1:]}." for finding in report]
    if pages.fits:
        count = "1 page" if pages.count == 1 else f"{pages.count} pages"
        told.insert(0, f"The text fits: {count}, type {pages.size:g} pt.")
    else:
        told.append("What is too long is shown smaller, with a line where its page ends.")
    return SheetProof(pages, tuple(told), fits=not report.errors)


def lay_out_list(engine: Engine, document: Document) -> Any:
    """Lay out the list over as many pages as it takes."""
    styles = edition_style(engine, document, document.type_size, height=TEXT_HEIGHT)
    return engine.render(document.html, styles=styles)


def join(sheet: SheetProof, listed: Any) -> Pages:
    """Put the pages of a sheet and those of its list together, each with PROOF across it."""
    pages = sheet.pages
    excesses = (used - pages.room for used in pages.used)
    proofs = [
        ProofPage(page, excess=excess if excess > TOLERANCE else 0.0, room=pages.room)
        for page, excess in zip(pages.rendering.pages, excesses, strict=True)
    ]
    proofs += [ProofPage(page) for page in listed.pages]
    return replace(pages, rendering=pages.rendering.copy(proofs))


class _Unmarked(Pages):
    """Pages without their marks, which are small and stand out at the sides: an edition has none."""

    def text_boxes(self) -> Iterator[TextBox]:
        """Yield the runs of text in the order of the pages."""
        return (box for box in Pages.text_boxes(self) if box.size > LARGEST_MARK)


class ProofPage:
    """A page of the engine with PROOF across it; it is drawn like one of the engine's own.

    `excess` is by how much its content is higher than its `room`, mm.
    """

    def __init__(self, page: Any, *, excess: float = 0.0, room: float = 0.0) -> None:
        self.width, self.height, self.bleed = page.width, page.height, page.bleed
        self.forms, self.links, self.anchors = page.forms, page.links, page.anchors
        self._page, self._page_box = page, page._page_box
        self._excess, self._room = excess, room
        self._shrink = TEXT_HEIGHT / (TEXT_HEIGHT + excess)
        self._left = TEXT_WIDTH * PX_PER_MM * (1 - self._shrink) / 2
        self.bookmarks = [
            (level, label, (x * self._shrink + self._left, y * self._shrink), state)
            for level, label, (x, y), state in page.bookmarks
        ]
        if excess:
            for box in self._page_box.children[1:]:  # the foot, below what is too long
                box.translate(dy=excess * PX_PER_MM)

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint PROOF, the page, and the outlines of PROOF (the engine calls this)."""
        _draw_word(stream, scale, is_rim=False)
        with stream.stacked():
            stream.transform(e=self._left * scale)
            self._page.paint(stream, scale * self._shrink)
            if self._excess:
                self._draw_end(stream, scale * self._shrink)
        _draw_word(stream, scale, is_rim=True)

    def _draw_end(self, stream: Any, scale: float) -> None:
        """Draw a dashed line where the room of the page ends."""
        stream.begin_marked_content("Artifact", ARTIFACT)
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            stream.set_color_rgb(*END, stroke=True)
            stream.set_line_width(END_WIDTH * PX_PER_MM)
            stream.set_dash([12, 6], 0)
            stream.move_to(-MARGIN * PX_PER_MM, self._room * PX_PER_MM)
            stream.line_to((TEXT_WIDTH + MARGIN) * PX_PER_MM, self._room * PX_PER_MM)
            stream.stroke()
        stream.end_marked_content()


def _draw_word(stream: Any, scale: float, *, is_rim: bool) -> None:
    """Draw the word along the diagonal of the text area, as an artifact (ISO 32000-1, 14.8.2.2)."""
    glyphs, breadth, height = _outlines()
    size = SPAN * PX_PER_MM / breadth
    angle = -math.atan2(TEXT_HEIGHT, TEXT_WIDTH)
    stream.begin_marked_content("Artifact", ARTIFACT)
    with stream.stacked():
        stream.transform(a=scale, d=scale)
        stream.transform(e=TEXT_WIDTH * PX_PER_MM / 2, f=TEXT_HEIGHT * PX_PER_MM / 2)
        cosine, sine = math.cos(angle), math.sin(angle)
        stream.transform(a=cosine, b=sine, c=-sine, d=cosine)
        stream.transform(a=size, d=-size, e=-breadth * size / 2, f=height * size / 2)
        if is_rim:
            stream.set_color_rgb(RIM, RIM, RIM, stroke=True)
            stream.set_line_width(RIM_WIDTH * PX_PER_MM / size)
        else:
            stream.set_color_rgb(GROUND, GROUND, GROUND)
        for operator, points in glyphs:
            getattr(stream, operator)(*points)
        if is_rim:
            stream.stroke()
        else:
            stream.fill()
    stream.end_marked_content()


Path_ = tuple[tuple[str, tuple[float, ...]], ...]


@cache
def _outlines() -> tuple[Path_, float, float]:
    """Return the word as drawing operators, its breadth and its height, in units of the font."""
    face = _bold(load_faces())
    with TTFont(face, lazy=True) as font:
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        height = float(font["OS/2"].sCapHeight)
        pen = _Pen(glyphs)
        for letter in WORD:
            glyph = glyphs[names[ord(letter)]]
            glyph.draw(pen)
            pen.at += glyph.width
        return tuple(pen.steps), float(pen.at), height


def _bold(faces: tuple[Face, ...]) -> Path:
    return next(face.path for face in faces if face.family == LATIN_FONT and face.weight == 700)


class _Pen(BasePen):  # type: ignore[misc]
    """Writes outlines as drawing operators, one glyph after the other."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.at = 0
        self.steps: list[tuple[str, tuple[float, ...]]] = []

    def _moveTo(self, point: Any) -> None:  # noqa: N802 - the library's names
        self._add("move_to", point)

    def _lineTo(self, point: Any) -> None:  # noqa: N802
        self._add("line_to", point)

    def _curveToOne(self, first: Any, second: Any, end: Any) -> None:  # noqa: N802
        self._add("curve_to", first, second, end)

    def _closePath(self) -> None:  # noqa: N802
        self._add("close")

    def _add(self, operator: str, *points: Any) -> None:
        moved = (value for x, y in points for value in (x + self.at, y))
        self.steps.append((operator, tuple(moved)))
