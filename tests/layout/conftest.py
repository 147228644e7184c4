"""Documents made by hand, to be laid out with the toy's styles."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from crmo_handouts.document import Document
from crmo_handouts.layout import Pages
from crmo_handouts.paper import PAPERS
from crmo_handouts.pdf import Pdf, write_pdfs
from crmo_handouts.project import Project
from crmo_handouts.review import Level, Standing

Make = Callable[..., Document]


@pytest.fixture(scope="session")
def make(toy_project: Project) -> Make:
    """Make a document from the markup of its sides."""

    def document(
        *sides: str, locale: str = "en", minimum: float = 12.0, head: str = "", foot: str = "Foot"
    ) -> Document:
        body = "".join(f'<section class="side">{side}</section>' for side in sides)
        html = (
            f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8"><title>Toy</title>'
            f'{head}</head><body><footer class="foot">{foot}</footer><h1>Toy</h1>{body}</body></html>'
        )
        return Document(
            handout="toy",
            locale=toy_project.locale(locale),
            title="Toy",
            html=html,
            sides=len(sides),
            pages=max(len(sides), 1),
            type_size=minimum + 1.5,
            minimum=minimum,
            accent="#0f5c66",
            standing=Standing(Level.UNREVIEWED),
        )

    return document


def paragraphs(count: int, text: str = "Wash your hands with soap, and rinse them well.") -> str:
    """Write so many paragraphs of one line."""
    return f"<p>{escape(text)}</p>" * count


def write(pages: Pages) -> Pdf:
    """Write pages on A4."""
    return write_pdfs(pages, [PAPERS["a4"]])[0]
