"""A form: pages drawn once with stand-ins in their slots -> a PDF for each reader.

What all letters of a form have in common is sealed (see `sealed`). The content of a page is kept in
pieces, with a hole for each text of a slot. A reader's texts are shaped and drawn by the same code as
any other text, and put into the holes. The tags stay as they are: a hole is the inside of a
marked-content sequence, and the structure tree knows only its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pydyf

from crmo_handouts.layout import Misfit, Pages, Slot, find_slots, watch
from crmo_handouts.paper import Paper
from crmo_handouts.pdf.replacing import replaced
from crmo_handouts.pdf.sealed import Sealed, Written, stream, write_down
from crmo_handouts.pdf.shelf import LetterFonts, Shelf
from crmo_handouts.pdf.textlayer import text_layer
from crmo_handouts.pdf.write import draw

QUICK = 1
"""How hard what is a letter's own is compressed: a third of the time of zlib's 6, for a quarter more bytes
of a few thousand; what all letters share is compressed once, and hard."""

FONT_OPTIONS = {"hinting": False, "pdf_version": "1.7"}
"""What the engine wants to know when it writes fonts for our variant of PDF."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in the content of a page where a text of a slot is drawn."""

    slot: int
    text: int
    is_rtl: bool
    is_last: bool
    """Whether nothing follows in the line (see `bidi`)."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a page: its object's number, and pieces with a hole between each two."""

    number: int
    pieces: tuple[bytes, ...]
    holes: tuple[Hole, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Pages with holes. `fonts` are the fonts so far: names in the contents, and references."""

    slots: tuple[Slot, ...]
    contents: tuple[Content, ...]
    sealed: Sealed
    font_list: int
    fonts: Mapping[str, bytes]
    model: Any

    def filled(self, texts: Mapping[int, Sequence[str]], shelf: Shelf) -> Form:
        """Return this form with texts in some of its slots for good, by the slots' indexes.

        Raises Misfit when they take another layout, or a character that no font has.
        """
        contents, fonts, added = self._set(texts, LetterFonts(shelf, "F"))
        return replace(self, contents=contents, fonts=fonts, sealed=self.sealed.extended(added))

    def imprint(self, texts: Mapping[int, Sequence[str]], shelf: Shelf) -> bytes:
        """Write a letter: texts stand in all slots that are still open, by the slots' indexes.

        Raises Misfit when they take another layout, or a character that no font has.
        """
        contents, fonts, added = self._set(texts, LetterFonts(shelf, "L"))
        if any(content.holes for content in contents):
            raise Misfit
        opened = {content.number: stream(content.pieces[0], level=QUICK) for content in contents}
        names = (b"/%s %s" % (name.encode(), reference) for name, reference in fonts.items())
        opened[self.font_list] = b"<<%s>>" % b" ".join(names)
        return self.sealed.write(opened, added, level=QUICK)

    def _set(
        self, texts: Mapping[int, Sequence[str]], fonts: LetterFonts
    ) -> tuple[tuple[Content, ...], Mapping[str, bytes], list[bytes]]:
        """Set texts; return the contents, all fonts, and the objects of those that are new."""
        with watch() as warnings, text_layer():
            boxes = {index: self.slots[index].place(said) for index, said in texts.items()}
            pen = self.model.clone(fonts=fonts, tags=None)
            contents = tuple(_drawn(content, boxes, pen) for content in self.contents)
            references, added = _written_fonts(fonts, self.sealed.size)
        if warnings:
            raise Misfit
        return contents, {**self.fonts, **references}, added


def _drawn(content: Content, boxes: Mapping[int, Sequence[Any]], pen: Any) -> Content:
    """Return a page's content with text boxes in the holes of their slots."""
    pieces, holes, parts = [], [], [content.pieces[0]]
    for hole, piece in zip(content.holes, content.pieces[1:], strict=True):
        if hole.slot in boxes:
            parts.append(_text(hole, boxes[hole.slot][hole.text], pen))
        else:
            pieces.append(b"\n".join(parts))
            holes.append(hole)
            parts.clear()
        parts.append(piece)
    pieces.append(b"\n".join(parts))
    return Content(content.number, tuple(pieces), tuple(holes))


def _text(hole: Hole, box: Any, pen: Any) -> bytes:
    """Draw a text box; return its operators, which say their own colour and font."""
    from weasyprint.draw.text import draw_text

    pen.stream, pen._current_color, pen._current_alpha, pen._current_font = [], *(None,) * 3
    pen.press_rtl, pen.press_last = hole.is_rtl, box if hole.is_last else None
    draw_text(pen, box, 0, "clip", "none")
    return _written(pen.stream)


def draw_form(pages: Pages, paper: Paper) -> Form:
    """Draw laid-out pages as a form.

    Raises Misfit when a slot stands where no other text could, LayoutError as `write_pdfs` does.
    """
    slots = tuple(find_slots(pages))
    forms: list[Form] = []
    with recorded(slots) as spots:

        def finish(pdf: Any, placed: Any) -> None:
            form, _ = sealed_form(pdf, placed, slots, spots)
            forms.append(form)

        if draw(pages, paper, finish):
            raise Misfit  # a character that no font has
    return forms[0]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the operators of a page a hole begins and ends."""

    pen: Any
    start: int
    end: int
    hole: Hole


@contextmanager
def recorded(slots: Sequence[Slot]) -> Iterator[list[Spot]]:
    """Note where the texts of slots are drawn, within this context."""
    from weasyprint import draw as engine_draw

    draw_text = engine_draw.draw_text
    names = {
        id(box): (index, number)
        for index, slot in enumerate(slots)
        for number, box in enumerate(slot.boxes)
    }
    spots: list[Spot] = []

    def draw_recorded(pen: Any, box: Any, *arguments: Any) -> None:
        start = len(pen.stream)
        draw_text(pen, box, *arguments)
        if id(box) in names:
            hole = Hole(*names[id(box)], pen.press_rtl, is_last=box is pen.press_last)
            spots.append(Spot(pen, start, len(pen.stream), hole))

    with replaced(engine_draw, "draw_text", draw_recorded):
        yield spots


def sealed_form(
    pdf: Any, placed: Any, slots: tuple[Slot, ...], spots: Sequence[Spot], *, also: Any = None
) -> tuple[Form, Written]:
    """Seal what the engine has drawn, but its fonts and the contents of pages that change.

    Such are pages with holes, and `also` one more. Returns what was sealed, too.

    Raises Misfit unless each text of a slot was drawn, once, into the content of a page.
    """
    streams = [page._stream for page in placed.pages]
    in_pages = all(spot.pen in streams for spot in spots)
    if not in_pages or len(spots) != sum(len(slot.boxes) for slot in slots):
        raise Misfit
    contents = tuple(
        Content(pen.number, *cut(pen, spots, 0, len(pen.stream)))
        for pen in streams
        if pen is also or any(spot.pen is pen for spot in spots)
    )
    font_list = int(streams[0]._resources["Font"].split()[0])
    written = write_down(pdf, {font_list, *(content.number for content in contents)})
    form = Form(
        slots=slots,
        contents=contents,
        sealed=written.sealed(),
        font_list=font_list,
        fonts=dict(pdf.objects[font_list]),
        model=_pen_like(streams[0]),
    )
    return form, written


def cut(
    pen: Any, spots: Sequence[Spot], start: int, end: int
) -> tuple[tuple[bytes, ...], tuple[Hole, ...]]:
    """Cut a stretch of a page's operators at its holes; return the pieces and the holes."""
    inside = [spot for spot in spots if spot.pen is pen and start <= spot.start < end]
    starts, ends = [spot.start for spot in inside], [spot.end for spot in inside]
    pieces = tuple(
        _written(pen.stream[first:last])
        for first, last in zip([start, *ends], [*starts, end], strict=True)
    )
    return pieces, tuple(spot.hole for spot in inside)


def _pen_like(pen: Any) -> Any:
    """Return an empty stream that knows the graphics states of a page, and nothing else of it."""
    return pen.clone(resources={"ExtGState": dict.fromkeys(pen._resources["ExtGState"])})


def _written(operators: Sequence[Any]) -> bytes:
    """Write operators down as the engine does, a line each."""
    return b"\n".join(
        operator
        if isinstance(operator, bytes)
        else operator.encode("ascii")
        if isinstance(operator, str)
        else operator.data
        for operator in operators
    )


def _written_fonts(
    fonts: LetterFonts, first_number: int
) -> tuple[Mapping[str, bytes], list[bytes]]:
    """Write the fonts of a letter's slots: their references by name, and their objects."""
    from weasyprint.pdf.fonts import build_fonts_dictionary

    numbered = _Numbered(first_number)
    listed = build_fonts_dictionary(numbered, fonts, True, True, FONT_OPTIONS)
    return dict(listed), [_body(item) for item in numbered.objects]


def _body(item: Any) -> bytes:
    """Write down an object; the engine would compress a stream as hard as can be."""
    if not isinstance(item, pydyf.Stream):
        plain: bytes = item.data
        return plain
    extra = pydyf.Dictionary(item.extra).data.removeprefix(b"<<").removesuffix(b">>")
    return stream(_written(item.stream), extra, level=QUICK)


class _Numbered:
    """Takes objects as the engine's PDF does, and numbers them from where it ends."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.objects: list[Any] = []

    def add_object(self, item: Any) -> None:
        item.number = self.first + len(self.objects)
        self.objects.append(item)
