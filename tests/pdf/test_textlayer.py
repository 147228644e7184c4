"""The text layer: what readers get is what the page says, and the page looks the same."""

from __future__ import annotations

import io
import logging
import re
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from crmo_handouts.errors import LayoutError, SetupError
from crmo_handouts.layout.engine import Engine
from crmo_handouts.pdf.textlayer import text_layer
from crmo_handouts.project import Project, builtin_root
from tests.pdf.sentences import FONTS, SENTENCES

RTL = ("ar", "ur")
LOCALES = tuple(SENTENCES)

# What readers add, and what guards a number or a bracket: marks of direction are no text.
DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

STYLE = """
@page { size: A4; margin: 15mm } body { font: 11pt/2 %s; margin: 0 } p { margin: 0 0 2mm }
"""


@cache
def engine() -> Engine:
    return Engine(Project.open())


def typeset(body: str, locale: str) -> Any:
    import weasyprint

    direction = "rtl" if locale in RTL else "ltr"
    families = ", ".join(f'"{name}"' for name in (FONTS[locale], *engine().families))
    html = f"<html lang={locale} dir={direction}><title>x</title><style>{STYLE % families}</style>"
    return weasyprint.HTML(string=html + body).render(font_config=engine().font_config)


def write(body: str, locale: str, *, layer: AbstractContextManager[None] | None = None) -> bytes:
    page = typeset(body, locale)
    with layer or text_layer():
        written: bytes = page.write_pdf(pdf_variant="pdf/a-2a")
    return written


def paragraphs(locale: str) -> str:
    return "".join(f"<p>{escape(sentence)}" for sentence in SENTENCES[locale])


def words(text: str) -> list[str]:
    return DIRECTION_MARKS.sub("", text).split()


def read_by_pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def read_by_poppler(pdf: bytes) -> str:
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def read_in_order(pdf: bytes) -> str:
    """Read as a screen reader does: code by code, in the order of the stream."""
    read = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            maps = {name: to_unicode(font) for name, font in page.Resources.Font.items()}
            font, actual, line = "", [""], 0.0
            for operands, operator in _operators(page):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) in ("BDC", "BMC"):
                    properties = operands[1] if len(operands) > 1 else {}
                    actual.append(str(properties.get("/ActualText", "")))
                elif str(operator) == "EMC":
                    actual.pop()
                elif str(operator) == "Tm" and float(operands[5]) != line:
                    line = float(operands[5])
                    read.append("\n")
                elif str(operator) == "TJ":
                    codes = b"".join(
                        bytes(part) for part in operands[0] if isinstance(part, pikepdf.String)
                    )
                    text = "".join(
                        maps[font][codes[at : at + 2].hex()] for at in range(0, len(codes), 2)
                    )
                    read.append(actual[-1] or text)
    return "".join(read)


def _operators(page: Any) -> Any:
    return pikepdf.parse_content_stream(page)


def to_unicode(font: Any) -> dict[str, str]:
    entries = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font.ToUnicode.read_bytes())
    return {
        code.decode(): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in entries[1:]
    }


def faces(pdf: bytes) -> Iterator[tuple[Any, TTFont]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for font in document.pages[0].Resources.Font.values():
            descendant = font.DescendantFonts[0]
            data = descendant.FontDescriptor.FontFile2.read_bytes()
            yield descendant, TTFont(io.BytesIO(data))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("read", [read_by_poppler, read_by_pdfium, read_in_order])
def test_every_word_comes_back_in_its_place(locale: str, read: Any) -> None:
    assert words(read(write(paragraphs(locale), locale))) == words("\n".join(SENTENCES[locale]))


@pytest.mark.parametrize("locale", ["bn", "hi", "ta", "ar", "ur"])
@pytest.mark.parametrize("read", [read_by_poppler, read_by_pdfium])
def test_words_survive_line_breaks(locale: str, read: Any) -> None:
    text = " ".join(SENTENCES[locale])
    assert words(read(write(f"<p>{escape(text)}", locale))) == words(text)


@pytest.mark.parametrize("read", [read_by_poppler, read_by_pdfium, read_in_order])
@pytest.mark.parametrize(
    ("locale", "before", "after"),
    [("ar", "الهاتف: ", "، كل يوم."), ("ur", "فون: ", "، ہر روز۔")],
)
@pytest.mark.parametrize("number", ["416-555-0142", "+1 416 555 0142", "CRMO"])
def test_an_isolated_number_stands_where_it_is_said(
    locale: str, before: str, after: str, number: str, read: Any
) -> None:
    pdf = write(f"<p>{before}<bdi dir=ltr>{number}</bdi>{after}", locale)
    assert words(read(pdf)) == words(before + number + after)


def test_a_name_from_right_to_left_reads_right_in_an_english_line() -> None:
    pdf = write("<p>Name: <bdi dir=rtl>محمد</bdi>, in grade 5", "en")
    for read in (read_by_poppler, read_by_pdfium, read_in_order):
        assert words(read(pdf)) == ["Name:", "محمد,", "in", "grade", "5"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_looks_as_it_does_without(locale: str) -> None:
    plain = write(paragraphs(locale), locale, layer=nullcontext())
    assert differing(plain, write(paragraphs(locale), locale)) == 0


def differing(one: bytes, other: bytes) -> int:
    """Count the pixels at 150 dpi that differ by more than half of black.

    Drawn at 600 dpi and reduced: poppler puts a glyph on a grid of quarter pixels, and a mark that
    has become a part of its letter on another place of it.
    """
    return sum(abs(a - b) > 128 for a, b in zip(drawn(one), drawn(other), strict=True))


def drawn(pdf: bytes) -> bytes:
    from PIL import Image

    command = ["pdftoppm", "-r", "600", "-gray", "-f", "1", "-l", "1", "-"]
    image = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    page = Image.open(io.BytesIO(image))
    return page.reduce(4).tobytes()


@pytest.mark.parametrize("locale", LOCALES)
def test_glyphs_are_valid_and_as_wide_as_the_file_says(locale: str) -> None:
    for descendant, face in faces(write(paragraphs(locale), locale)):
        glyphs, metrics = face["glyf"], face["hmtx"]
        scale = 1000 / face["head"].unitsPerEm
        first, widths = descendant.W[0], descendant.W[1]
        assert int(first) == 1
        for code, width in enumerate(widths, start=1):
            advance, bearing = metrics[face.getGlyphName(code)]
            assert abs(advance * scale - float(width)) <= 1
            glyph = glyphs[face.getGlyphName(code)]
            if glyph.numberOfContours:
                box = glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax
                glyph.recalcBounds(glyphs)
                assert box == (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
                assert bearing == glyph.xMin
        stated = {name: getattr(face["maxp"], name) for name in MAXIMA}
        face["maxp"].recalc(face)
        assert stated == {name: getattr(face["maxp"], name) for name in MAXIMA}


MAXIMA = (
    "numGlyphs",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentElements",
    "maxComponentDepth",
)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_file_grows_by_five_percent_at_most(locale: str) -> None:
    prose = paragraphs(locale) * 2  # forty paragraphs in most locales
    plain = write(prose, locale, layer=nullcontext())
    assert len(write(prose, locale)) <= len(plain) * 1.05


@pytest.mark.parametrize("locale", ["bn", "ur"])
def test_the_same_page_is_the_same_bytes(locale: str) -> None:
    assert write(paragraphs(locale), locale) == write(paragraphs(locale), locale)


def test_a_missing_glyph_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "weasyprint"):
        write("<p>ᚠ is a rune", "en")
    assert '.notdef glyph rendered for Unicode string unsupported by fonts: "ᚠ" (U+16A0)' in (
        record.getMessage() for record in caplog.records
    )


def test_another_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    engine()
    monkeypatch.setattr("weasyprint.__version__", "70.1")
    with pytest.raises(SetupError, match=r"WeasyPrint 70\.0 is needed"), text_layer():
        pass


def test_two_font_files_under_one_name_are_refused(tmp_path: Path) -> None:
    engine()
    folder = builtin_root() / "styles/fonts"
    files = [folder / "press-latin/NotoSans-Regular.ttf"]
    files.append(folder / "press-tamil/NotoSansTamil-Regular.ttf")
    faces = "".join(
        f"@font-face {{ font-family: Two; src: url({file.as_uri()}); unicode-range: {part} }}"
        for file, part in zip(files, ("U+0-7F", "U+B80-BFF"), strict=True)
    )
    import weasyprint

    html = f"<html lang=en><title>x</title><style>{faces} body {{ font: 12pt Two }}</style>"
    page = weasyprint.HTML(string=html + "<p>Abc<p>அம்மா").render()
    with pytest.raises(LayoutError, match="two font files are known as"), text_layer():
        page.write_pdf()


def test_text_is_never_cut_off() -> None:
    body = "<p style='text-overflow: ellipsis; overflow: hidden; width: 20mm; white-space: nowrap'>"
    with pytest.raises(LayoutError, match="never cut off"):
        write(body + "a line that is too long for its box", "en")
