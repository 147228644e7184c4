"""A real sheet and its promise, ways to break it, and pages made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest

from crmo_handouts import Delivery, Press
from crmo_handouts.catalog import load_catalog
from crmo_handouts.document.compose import compose
from crmo_handouts.layout import Engine
from crmo_handouts.preflight import Promise, preflight, printed_text
from crmo_handouts.source import load_handout, read_values
from tests.samples import sample_data
from tests.toy import LETTER

Print = Callable[..., Delivery]
Edit = Callable[[pikepdf.Pdf], object]
Draw = Callable[..., bytes]


@dataclass(frozen=True)
class Printed:
    """A sheet, and what was promised of it."""

    pdf: bytes
    promise: Promise


@pytest.fixture(scope="session")
def sheet(toy_press: Press, printed: Print) -> Printed:
    """A filled letter of two pages on A4, in English."""
    handout = load_handout(toy_press.project, LETTER)
    locale = toy_press.project.locale("en")
    data = sample_data(handout)
    values, _ = read_values(
        handout.fields,
        data,
        below=toy_press.clinic.values(),
        today=toy_press.project.today,
        place="",
    )
    document = compose(
        toy_press.project,
        handout,
        catalog=load_catalog(toy_press.project, handout.id, locale.cldr),
        locale=locale,
        clinic=toy_press.clinic,
        values=values,
        blank=False,
    )
    text, running = printed_text(document.html)
    promise = Promise(
        handout=handout.id,
        locale=locale.tag,
        paper="a4",
        pages=2,
        minimum=document.minimum,
        families=("Press Latin", "Press Bengali"),  # the second for a name
        title=document.title,
        text=text,
        running=running,
        personal=tuple(
            data[field.key]
            for field in handout.fields
            if field.type == "text" and field.key in data
        ),
    )
    return Printed(printed(LETTER, "en", filled=True).sheets[0].pdf, promise)


def edited(pdf: bytes, edit: Edit) -> bytes:
    """Change a PDF's objects, and write it anew."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        edit(opened)
        opened.save(output, fix_metadata_version=False)  # it would mend the XMP, too
    return output.getvalue()


def found(pdf: bytes, promise: Promise | None = None) -> set[str]:
    """Return the checks that have something to say."""
    return {finding.check.removeprefix("preflight/") for finding in preflight(pdf, promise)}


def with_content(pdf: bytes, content: bytes, page: int = 0) -> bytes:
    """Paint something more on a page, in points from its lower left corner."""

    def paint(opened: pikepdf.Pdf) -> None:
        opened.pages[page].contents_add(b"q " + content + b" Q", prepend=True)

    return edited(pdf, paint)


@pytest.fixture(scope="session")
def draw(engine: Engine) -> Draw:
    """Draw a page of A4 from HTML by the layout engine alone, with the fonts of the press."""
    import weasyprint

    assert engine is not None  # fontconfig knows our fonts from here on

    def draw_page(body: str, *, style: str = "", variant: str = "pdf/ua-1", **meta: Any) -> bytes:
        html = (
            "<html lang=en><title>A page</title><style>@page { size: a4; margin: 15mm }"
            f"html {{ font: 14pt Press Latin }} {style}</style><body>{body}"
        )
        written: bytes = weasyprint.HTML(string=html, **meta).write_pdf(pdf_variant=variant)
        return written

    return draw_page
