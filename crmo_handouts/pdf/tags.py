"""Tags that assistive technology needs beyond what the engine writes.

The engine builds the structure tree from the boxes of a page. While a file is written, its builder is
wrapped: each element is completed as it is made, and what stands in the foot of every page becomes an
artifact, as PDF/UA-1 has it (ISO 14289-1, 7.8), where the engine leaves elements without a parent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf

from crmo_handouts.layout import Pages
from crmo_handouts.pdf.replacing import replaced

HEADER_SCOPES = {"row": "/Row", "col": "/Column"}
"""HTML's `scope` of a header cell, and the attribute of PDF (ISO 32000-1, table 349)."""

FOOT = pydyf.Dictionary({"Type": "/Pagination", "Subtype": "/Footer"})


@contextmanager
def completed_tags(pages: Pages) -> Iterator[None]:
    """Complete the tags of all that is written inside the block."""
    from weasyprint import pdf as engine_pdf
    from weasyprint.formatting_structure.boxes import MarginBox
    from weasyprint.pdf import tags as engine_tags

    build = engine_tags._build_box_tree
    language = pages.document.locale.tag

    def build_completed(box: Any, *arguments: Any) -> Iterator[Any]:
        if isinstance(box, MarginBox):
            return
        for element in build(box, *arguments):
            _complete(element, box, language)
            yield element

    stream = _with_foot_as_artifact(engine_pdf.Stream, _boxes_of_feet(pages))
    with (
        replaced(engine_tags, "_build_box_tree", build_completed),
        replaced(engine_pdf, "Stream", stream),
    ):
        yield


def _boxes_of_feet(pages: Pages) -> set[Any]:
    return {
        box
        for page in pages.rendering.pages
        for margin_box in page._page_box.children[1:]
        for box in margin_box.descendants()
    }


def _with_foot_as_artifact(stream: Any, feet: set[Any]) -> Any:
    """Return the engine's class of content streams, with the boxes of feet marked as artifacts."""

    class PressStream(stream):  # type: ignore[misc]
        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            if box not in feet:
                with super().marked(box, tag):
                    yield
                return
            self.begin_marked_content("Artifact", FOOT)
            try:
                yield
            finally:
                self.end_marked_content()

    return PressStream


def _complete(element: Any, box: Any, language: str) -> None:
    """Add to a structure element what its box knows of language, header scope and numbering."""
    if box.element is None:
        return
    own = box.element.get("lang")
    if own and own != language:
        element["Lang"] = pydyf.String(own)  # PDF/UA-1, 7.2: a change of language is declared
    if element["S"] == "/TH":
        attributes = element.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
        attributes["Scope"] = HEADER_SCOPES[box.element.get("scope", "col")]
    if element["S"] == "/L" and box.element_tag == "ol":  # ISO 32000-1, table 347
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": "/Decimal"})
