"""Bytes -> Facts: what the checks look at, gathered once by two libraries.

A part of a file that cannot be read is named, and the rest is judged; when time or bounds are used
up, what was gathered until then is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2

from crmo_handouts.paper import PT_PER_MM
from crmo_handouts.preflight.promise import SAFE_AREA, Promise
from crmo_handouts.preflight.reading.content import Content, read_content
from crmo_handouts.preflight.reading.drawing import Drawing, read_drawing
from crmo_handouts.preflight.reading.fonts import Font, read_fonts
from crmo_handouts.preflight.reading.objects import (
    Dangers,
    Metadata,
    read_dangers,
    read_metadata,
    read_strings,
)
from crmo_handouts.preflight.reading.opening import MOST_PAGES, Budget, OpenPdf, OutOfTimeError
from crmo_handouts.preflight.reading.pdfium import Box
from crmo_handouts.preflight.reading.structure import Key, Structure, read_structure

Faults = Iterator[tuple[str, str, str]]
"""What a check yields: place, message, hint."""

# What the libraries raise where an object is not of the kind that its place asks for.
_DAMAGE = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(slots=True)
class PageFacts:
    """One page: its boxes in points, and what is on it; None is what could not be read."""

    number: int
    key: Key
    media: Box
    trim: Box
    bleed: Box
    unit: float = 1.0
    """What its unit is, 1/72 inch (UserUnit)."""
    shown: Box = (0, 0, 0, 0)
    """What a reader shows of it (CropBox)."""
    turned: int = 0
    """By how much it is turned when shown, degrees (Rotate)."""
    silent_links: int = 0
    annotations: tuple[str, ...] = ()
    """The kinds of what is stuck onto it, but for links and fields."""
    content: Content | None = None
    drawing: Drawing | None = None


@dataclass(slots=True)
class Facts:
    """A file, and what it was to be."""

    place: str
    promise: Promise | None
    size: int
    count: int = 0
    pages: list[PageFacts] = field(default_factory=list)
    metadata: Metadata | None = None
    structure: Structure | None = None
    fonts: tuple[Font, ...] = ()
    dangers: Dangers = field(default_factory=Dangers)
    strings: str = ""
    """What it says beside its pages, where the promise has values to look for in it."""
    damaged: list[str] = field(default_factory=list)
    """What of it cannot be read."""
    cut: str = ""
    """Why it was not judged to its end."""


def gather(pdf: OpenPdf, place: str, promise: Promise | None, budget: Budget) -> Facts:
    """Gather the facts of an open file, as far as time and bounds allow."""
    facts = Facts(place, promise, pdf.size)
    try:
        _gather(pdf, facts, budget)
    except OutOfTimeError as error:
        facts.cut = str(error)
    fonts = [font for page in facts.pages if page.content for font in page.content.fonts.values()]
    with _part(facts, "its fonts"):
        facts.fonts = read_fonts(fonts)
    return facts


def _gather(pdf: OpenPdf, facts: Facts, budget: Budget) -> None:
    objects = pdf.objects
    with _part(facts, "its pages"):
        facts.count = len(objects.pages)
    with _part(facts, "its metadata"):
        facts.metadata = read_metadata(objects)
    with _part(facts, "its objects"):
        facts.dangers = read_dangers(objects, pdf.items, budget)
        if facts.promise and facts.promise.personal:
            facts.strings = read_strings(pdf.items, budget)
    with _part(facts, "its tags"):
        facts.structure = read_structure(objects, budget)
    for number in range(min(facts.count, MOST_PAGES)):
        budget.check()
        with _part(facts, f"page {number + 1}"):
            page = objects.pages[number]
            found = _page(page, number + 1)
            facts.pages.append(found)
            found.content = read_content(page, _inherited(page.obj, "/Resources"), budget)
            safe = SAFE_AREA * PT_PER_MM / found.unit
            found.drawing = read_drawing(pdf.drawing, number, found.trim, safe, budget)


@contextmanager
def _part(facts: Facts, name: str) -> Iterator[None]:
    """Note a part that cannot be read, and go on with the next."""
    try:
        yield
    except _DAMAGE:
        facts.damaged.append(name)


def _page(page: Any, number: int) -> PageFacts:
    """Read a page's boxes (ISO 32000-1, 14.11.2); trim and bleed default to what is shown."""
    media = _box(_inherited(page.obj, "/MediaBox"))
    shown = _box(_inherited(page.obj, "/CropBox"), media)
    unit = page.obj.get("/UserUnit", 1)
    return PageFacts(
        number=number,
        key=page.obj.objgen,
        media=media,
        trim=_box(page.obj.get("/TrimBox"), shown),
        bleed=_box(page.obj.get("/BleedBox"), shown),
        unit=float(unit) if float(unit) > 0 else 1.0,
        shown=shown,
        turned=int(_inherited(page.obj, "/Rotate") or 0) % 360,
        silent_links=sum(1 for _ in _silent_links(page.obj.get("/Annots"))),
        annotations=tuple(_annotations(page.obj.get("/Annots"))),
    )


def _box(value: Any, otherwise: Box | None = None) -> Box:
    if value is None and otherwise is not None:
        return otherwise
    left, bottom, right, top = (float(number) for number in value)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _inherited(page: Any, key: str) -> Any:
    for _ in range(50):  # a page tree may be made to loop
        if key in page:
            return page.get(key)
        page = page.get("/Parent")
        if not isinstance(page, pikepdf.Dictionary):
            return None
    return None


def _silent_links(annotations: Any) -> Iterator[Any]:
    for link in annotations if isinstance(annotations, pikepdf.Array) else ():
        if (
            isinstance(link, pikepdf.Dictionary)
            and link.get("/Subtype") == "/Link"
            and not str(link.get("/Contents", "")).strip()
        ):
            yield link


def _annotations(annotations: Any) -> Iterator[str]:
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        if isinstance(annotation, pikepdf.Dictionary):
            kind = str(annotation.get("/Subtype", "/?"))[1:]
            if kind not in ("Link", "Widget"):
                yield kind


def on_page(page: PageFacts) -> str:
    """Say where in a file: `on page 2`."""
    return f"on page {page.number}"


def drawn(facts: Facts) -> Iterator[tuple[PageFacts, Drawing]]:
    """Yield the pages that could be drawn."""
    for page in facts.pages:
        if page.drawing is not None:
            yield page, page.drawing
