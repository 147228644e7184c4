"""A sheet as a reader gets it: the words of a PDF, of its HTML, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

_VOID = {"meta", "link", "br", "hr", "img", "input", "col", "wbr", "source"}
BLOCKS = {"p", "li", "h1", "h2", "h3", "th", "td", "div", "title", "section", "ul", "ol", "tr"}


def pdf_text(pdf: bytes) -> str:
    """Return the words of a PDF as PDFium reads them, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def pictures(pdf: bytes) -> list[Image.Image]:
    """Return the pages of a PDF at 72 dpi, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=1).to_pil().convert("L") for page in document]
    finally:
        document.close()


@dataclass(frozen=True)
class Character:
    """A character on a page: its box in points from the page's lower left corner."""

    page: int
    text: str
    left: float
    bottom: float
    right: float
    top: float


def characters(pdf: bytes) -> list[Character]:
    """Return the visible characters of a PDF with their places."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for number, page in enumerate(document):
            text_page = page.get_textpage()
            for index in range(text_page.count_chars()):
                text = text_page.get_text_range(index, 1)
                if text.strip():
                    found.append(Character(number, text, *text_page.get_charbox(index)))
        return found
    finally:
        document.close()


def open_pdf(pdf: bytes) -> pikepdf.Pdf:
    """Open a PDF to look at its objects."""
    return pikepdf.open(BytesIO(pdf))


def objects(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every dictionary and stream of a PDF."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item


def structure(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """Return the kinds of the structure elements in reading order, each with its element."""
    found: list[tuple[str, Any]] = []

    def walk(element: Any) -> None:
        if not isinstance(element, pikepdf.Dictionary):
            return
        if "/S" in element:
            found.append((str(element.S).lstrip("/"), element))
        children: Any = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            walk(child)

    walk(pdf.Root.StructTreeRoot)
    return found


class _Blocks(HTMLParser):
    """Collects the text of each block, leaving out the elements that `skip` names."""

    def __init__(self, skip: set[str]) -> None:
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self._skip = skip
        self._open: list[tuple[str, bool]] = []
        self._texts: list[list[str]] = [[]]
        self._names = ["body"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {tag, *(f".{name}" for name in (dict(attrs).get("class") or "").split())}
        if tag in _VOID:
            self._texts[-1].append(" ")
            return
        self._open.append((tag, bool(names & self._skip)))
        if tag in BLOCKS:
            self._texts.append([])
            self._names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                break
        if tag in BLOCKS and len(self._texts) > 1:
            text = " ".join("".join(self._texts.pop()).split())
            name = self._names.pop()
            if text:
                self.blocks.append((name, text))

    def handle_data(self, data: str) -> None:
        if not any(skipped for _, skipped in self._open):
            self._texts[-1].append(data)


def html_blocks(html: str, *, skip: set[str] | None = None) -> list[tuple[str, str]]:
    """Return the innermost blocks of a page with their texts: `("li", "Wet your hands.")`.

    `skip` names elements whose text is left out: `title`, or `.foot` by its class.
    """
    parser = _Blocks({"style", *(skip or set())})
    parser.feed(html)
    parser.close()
    return parser.blocks


def without_typed(html: str) -> str:
    """Return a page without what a person typed: every isolated run but temperatures."""
    return re.sub(r"<bdi\b[^>]*>[^<°]*</bdi>", "", html)


def html_text(html: str, *, skip: set[str] | None = None) -> str:
    """Return the words of a page, with single spaces."""
    return " ".join(text for _, text in html_blocks(html, skip=skip))
