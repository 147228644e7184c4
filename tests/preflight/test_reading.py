"""Content is taken apart in one pass, and as pikepdf takes it apart; and read without a word lost."""

from __future__ import annotations

import io
from itertools import groupby
from typing import Any

import pikepdf
import pypdfium2
import pytest

from crmo_handouts.preflight.reading import instructions, pdfium
from crmo_handouts.preflight.reading.instructions import TEXTS, shown_bytes
from crmo_handouts.preflight.reading.text import read_text
from tests.preflight.conftest import Printed


def told(found: Any) -> list[tuple[str, Any]]:
    """Make the instructions of both ways comparable: texts in a row are joined."""
    rows: list[tuple[str, Any]] = []
    for name, group in groupby(found, key=lambda one: one[0]):
        operands = [operand for _, operand in group]
        if name in TEXTS:
            rows.append((name, list(shown_bytes(operands))))
        else:
            rows += [(name, operand) for operand in operands]
    return rows


def both(data: bytes) -> tuple[list[tuple[str, Any]] | None, list[tuple[str, Any]]]:
    plain = instructions._read_plain(data)
    with pikepdf.new() as pdf:
        parsed = told(instructions._parsed(pikepdf.Stream(pdf, data)))
    return None if plain is None else told(plain), parsed


PLAIN = [
    b"q 1 0 0 1 0 0 cm /F1 12 Tf BT [<0001>-12<0002 0003>] TJ <04> Tj ET Q",
    b"[12<0001>12] TJ\n[12<0002>12] TJ\n[<0003>] TJ",
    b"[(a)1(b\\)c\\\\)]TJ(x)' 1 2(y)\"",
    b"/P<</MCID 3>>BDC 0 0 9 9 re f EMC/Artifact BMC 0 0 9 9 re f* EMC",
    b"/P<</MCID 4/Lang(en)>>BDC EMC /Span /Pr0 BDC EMC /Span<</ActualText ( )>>BDC EMC",
    b"/P#20x <</MC#49D 5>> BDC EMC /F#31 9 Tf /X0 Do",
    b"<012> Tj [] TJ",
    b"",
]
OTHER = [
    b"q % a comment\n Q",
    b"BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI f",
    b"(a(b)c) Tj",
    b"/P <</A <</B 1>>/MCID 1>> BDC EMC",
    b"[[1]] TJ",
    b"12Tj f",
    b"\x80\x81 f",
]


@pytest.mark.parametrize("data", PLAIN)
def test_plain_content_is_read_as_pikepdf_reads_it(data: bytes) -> None:
    plain, parsed = both(data)
    assert plain == parsed


@pytest.mark.parametrize("data", OTHER)
def test_other_content_is_left_to_pikepdf(data: bytes) -> None:
    plain, _ = both(data)
    assert plain is None


def test_content_of_a_sheet_is_plain_and_read_alike(sheet: Printed) -> None:
    with pikepdf.open(io.BytesIO(sheet.pdf)) as pdf:
        for page in pdf.pages:
            plain, parsed = both(page.Contents.read_bytes())
            assert plain == parsed
            assert len(parsed) > 50


def test_text_copied_at_once_is_that_of_its_characters(sheet: Printed) -> None:
    document = pypdfium2.PdfDocument(sheet.pdf)
    for page in document:
        text_page = page.get_textpage()
        raw = pdfium.address(text_page.raw)
        count = pdfium.count_characters(raw)
        assert count > 50
        assert pdfium.copied(raw, count) == "".join(
            chr(pdfium.unicode_at(raw, index)) for index in range(count)
        )
        assert read_text(text_page).words == pdfium.copied(raw, count)
        text_page.close()
        page.close()
    document.close()
