"""A true text layer: what is copied, searched or read aloud is what the page says.

WeasyPrint writes a code a glyph, and shaped scripts have no text a glyph: vowel signs stand before
their consonants, ligatures split, marks are glyphs of their own. Here each *cluster* is one code, its
picture one (composite) glyph of the embedded font, and its `ToUnicode` entry the cluster's exact text
(ISO 32000-1, 9.10.3). Right-to-left runs have a code a *character*, each in a place of its own, and
all runs are written in the order in which they are read.

All private touches of WeasyPrint 70.0 for this are in this module. It refuses another version, fonts
without TrueType outlines, and two font files under one name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from crmo_handouts.errors import LayoutError
from crmo_handouts.layout.engine import require_version
from crmo_handouts.layout.slots import texts_of
from crmo_handouts.pdf.bidi import in_reading_order
from crmo_handouts.pdf.brokenwords import broken_words, with_broken_words
from crmo_handouts.pdf.clusters import Run, ShapedGlyph, read_clusters
from crmo_handouts.pdf.codes import Codes
from crmo_handouts.pdf.pen import Pen
from crmo_handouts.pdf.reading import Piece
from crmo_handouts.pdf.replacing import replaced
from crmo_handouts.pdf.truetype import assemble


@contextmanager
def text_layer() -> Iterator[None]:
    """Let WeasyPrint write a true text layer, within this context.

    Raises SetupError for any WeasyPrint but the one whose private names are known.
    """
    import weasyprint
    from weasyprint import draw
    from weasyprint.draw import text
    from weasyprint.pdf.fonts import Font
    from weasyprint.pdf.stream import Stream

    require_version(weasyprint)
    with (
        replaced(text, "draw_first_line", _draw_first_line),
        replaced(draw, "draw_block_level", _with_broken_words(draw.draw_block_level)),
        replaced(draw, "draw_inline_level", _in_direction(draw.draw_inline_level)),
        replaced(Stream, "add_font", _guarded(Stream.add_font)),
        replaced(Font, "clean", _with_pictures(Font.clean)),
    ):
        yield


# ------------------------------------------------------------------------------------ codes


def _codes(font: Any) -> Codes:
    if not hasattr(font, "press_codes"):
        if font.bitmap or font.png or font.svg or font.colr or "glyf" not in font.tables:
            raise LayoutError(f"the font {font.family} has no TrueType outlines")
        font.press_codes = Codes(font.upem)
        font.widths, font.to_unicode = font.press_codes.widths, font.press_codes.texts
    codes: Codes = font.press_codes
    return codes


def _with_pictures(clean: Any) -> Any:
    """Let a font be written with a glyph a code."""

    def clean_font(font: Any, to_unicode: Any, hinting: bool) -> None:
        if font.used_in_forms:
            raise LayoutError("a text layer cannot be had with forms to fill in on screen")
        codes = _codes(font)
        used = {0, *(glyph for picture in codes.pictures for glyph, _, _ in picture.parts)}
        font.missing = {0: 0} if codes.has_missing else {}  # keeps the outline of .notdef
        clean(font, dict.fromkeys(used, ""), hinting)
        font.missing = {}
        font.file_content = assemble(font.file_content, codes.pictures)

    return clean_font


def _guarded(add_font: Any) -> Any:
    """Refuse two font files that WeasyPrint would take for one.

    It knows a font by its description only, and would paint the second's glyphs with the first's
    outlines.
    """
    from weasyprint.text.fonts import get_hb_object_data, get_pango_font_hb_face

    def add_guarded(stream: Any, pango_font: Any) -> Any:
        font, size = add_font(stream, pango_font)
        face = get_pango_font_hb_face(pango_font)
        known = font.__dict__.setdefault("press_faces", {})
        if face not in known:
            if known and get_hb_object_data(face) != font.file_content:
                raise LayoutError(f"two font files are known as {font.family}")
            if any(other.hash == font.hash for other in stream._fonts.values() if other != font):
                raise LayoutError(f"one font is known under two keys: {font.family}")
            known[face] = True  # the reference keeps the address from being used again
        return font, size

    return add_guarded


# ------------------------------------------------------------------------------------ lines


def _with_broken_words(draw_block_level: Any) -> Any:
    """Note the words that go on in the next line, after a hyphen or a slash of their own."""

    def draw_block(page: Any, stream: Any, blocks: Any) -> None:
        stream.__dict__.setdefault("press_broken", {}).update(broken_words(blocks))
        draw_block_level(page, stream, blocks)

    return draw_block


def _in_direction(draw_inline_level: Any) -> Any:
    """Note in which direction the line reads that a text box stands in."""

    def draw_level(stream: Any, page: Any, box: Any, *args: Any, **kwargs: Any) -> None:
        if type(box).__name__ != "LineBox":
            draw_inline_level(stream, page, box, *args, **kwargs)
            return
        outer = getattr(stream, "press_rtl", False), getattr(stream, "press_last", None)
        texts = texts_of(box)
        stream.press_rtl = box.style["direction"] == "rtl"
        stream.press_last = texts[-1] if texts else None
        draw_inline_level(stream, page, box, *args, **kwargs)
        stream.press_rtl, stream.press_last = outer

    return draw_level


def _draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> list[Any]:
    """Draw a line of text (stands for WeasyPrint's `draw.text.draw_first_line`)."""
    if not textbox.text.strip() or textbox.style["font_size"] < 1e-6:
        return []
    if text_overflow == "ellipsis" or block_ellipsis != "none":
        raise LayoutError("text is never cut off with an ellipsis")
    runs = _read_runs(stream, textbox.pango_layout)
    stream.set_text_matrix(*matrix.values)
    pen = Pen(stream)
    is_rtl = getattr(stream, "press_rtl", False)
    is_last = is_rtl and textbox is stream.press_last
    pieces = in_reading_order(runs, is_rtl=is_rtl, is_last=is_last)
    skipped, rest = getattr(stream, "press_broken", {}).get(textbox, (0, ""))
    for actual, part in with_broken_words(pieces, skipped, rest):
        with pen.actual(actual) if actual else nullcontext():
            for piece in part:
                _write_piece(pen, piece)
    pen.lift()
    return []


def _write_piece(pen: Pen, piece: Piece) -> None:
    pen.use(piece.run.font, piece.run.size)
    codes, em = _codes(piece.run.font), piece.run.size / 1000
    is_back = piece.run.is_rtl and piece.is_apart
    if is_back and unicodedata.category(piece.text[0]) == "Mn":
        pen.part()
    elif piece.is_apart:
        pen.lift()
    code = codes.code(piece.glyphs, piece.text, piece.width, is_apart=piece.is_apart)
    width = codes.widths[code]
    start = piece.run.start + piece.start * em
    if piece.actual:
        with pen.actual(piece.actual):
            pen.show_back(code, start, width)
    elif is_back and not piece.is_joined:
        pen.show_back(code, start, width)
    else:
        pen.show(code, start, width)


def _read_runs(stream: Any, layout: Any) -> list[Run]:
    """Read the runs of a layout's first line, in their order on the page."""
    from weasyprint.text.ffi import ffi, pango

    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    text = layout.text.encode()
    runs: list[Run] = []
    start = 0.0
    entry = line.runs[0]
    while entry != ffi.NULL:
        item, glyphs = entry.data.item, entry.data.glyphs
        entry = entry.next
        font, size = stream.add_font(item.analysis.font)
        shaped = _shaped(stream, font, size, item.analysis.font, glyphs)
        is_rtl = bool(item.analysis.level % 2)
        piece = text[item.offset : item.offset + item.length]
        clusters, advance = read_clusters(piece, shaped, size, reverse=is_rtl)
        if clusters:
            runs.append(Run(font, size, start, is_rtl, item.offset, clusters))
        start += advance * size / 1000
    return runs


def _shaped(stream: Any, font: Any, size: float, pango_font: Any, glyphs: Any) -> list[ShapedGlyph]:
    """Read a run's glyphs; log those that the font lacks, as WeasyPrint does."""
    from weasyprint.logger import LOGGER
    from weasyprint.text.ffi import FROM_UNITS, pango

    codes, count, shaped = _codes(font), glyphs.num_glyphs, []
    clusters = glyphs.log_clusters[0:count]
    for info, cluster in zip(glyphs.glyphs[0:count], clusters, strict=True):
        place, glyph, own = info.geometry, info.glyph, 0
        if glyph == pango.PANGO_GLYPH_EMPTY:
            glyph = None
        elif glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            missing = glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG
            LOGGER.warning(
                '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)',
                chr(missing),
                missing,
            )
            codes.has_missing = True
            glyph, own = 0, round(place.width * 1000 * FROM_UNITS / size)
        else:
            if glyph not in codes.own_widths:
                pango.pango_font_get_glyph_extents(
                    pango_font, glyph, stream.ink_rect, stream.logical_rect
                )
                width = stream.logical_rect.width * 1000 * FROM_UNITS / size
                codes.own_widths[glyph] = round(width)
            own = codes.own_widths[glyph]
        shaped.append(ShapedGlyph(glyph, cluster, place.width, place.x_offset, place.y_offset, own))
    return shaped
