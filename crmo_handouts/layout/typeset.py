"""Document -> Pages: lay out each side once, and measure it.

A side is laid out on an endless page: what it needs in mm is then exact, and nothing is broken in
two (floats would overlap in silence at a page's end). If it is not too long, that layout is the page:
only the foot moves up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crmo_handouts.document import Document
from crmo_handouts.errors import LayoutError, SetupError
from crmo_handouts.layout.engine import Engine
from crmo_handouts.locales import LATIN_FONT, Locale
from crmo_handouts.paper import PT_PER_MM, PX_PER_MM, TEXT_HEIGHT, TEXT_WIDTH

FOOT_LINES = 2
FOOT_GAP = 3.0  # mm between the text and the foot, with its hairline
ENDLESS = 5000.0  # mm: no side comes near it
TIGHT = 0.94  # of the leading: the short lines of a column need less of it
TOLERANCE = 0.2
"""What may stick out of its place, mm: side bearings of glyphs, rounding of the engine."""


@dataclass(frozen=True, slots=True)
class TextBox:
    """A run of text on a page: its box in mm from the text area's corner, its size in pt."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Pages:
    """A laid-out document, before it is placed on a paper.

    `used` holds how high the content of each side is, `room` how high it may be, mm; `size` is that
    of the body type, pt.
    """

    document: Document
    size: float
    used: tuple[float, ...]
    room: float
    rendering: Any

    @property
    def fits(self) -> bool:
        """Tell whether no side is longer than its page."""
        return all(used <= self.room + TOLERANCE for used in self.used)

    @property
    def count(self) -> int:
        """The number of pages."""
        return len(self.rendering.pages)

    def foot_heights(self) -> Iterator[float]:
        """Yield how high the foot of each page is, mm."""
        for page in self.rendering.pages:
            feet = [box for box in page._page_box.children[1:] if box.children]
            yield max((foot.children[0].margin_height() for foot in feet), default=0.0) / PX_PER_MM

    def text_boxes(self) -> Iterator[TextBox]:
        """Yield the runs of text in the order of the pages."""
        for number, page in enumerate(self.rendering.pages, start=1):
            for box in page._page_box.descendants():
                if type(box).__name__ == "TextBox" and box.text.strip():
                    yield TextBox(
                        page=number,
                        text=box.text,
                        left=box.position_x / PX_PER_MM,
                        right=(box.position_x + box.width) / PX_PER_MM,
                        top=box.position_y / PX_PER_MM,
                        bottom=(box.position_y + box.height) / PX_PER_MM,
                        size=box.style["font_size"] / PX_PER_MM * PT_PER_MM,
                    )


def typeset(engine: Engine, document: Document, *, size: float) -> Pages:
    """Lay out a document with body type of `size` pt.

    Raises SourceError for a faulty style, and LayoutError when the engine fails or warns.
    """
    rendering = _render(engine, document, edition_style(engine, document, size))
    used = tuple(_used_height(page) for page in rendering.pages)
    for page in rendering.pages:
        _raise_foot(page)
    return Pages(
        document=document,
        size=size,
        used=used,
        room=TEXT_HEIGHT - _foot_height(document),
        rendering=rendering,
    )


def _render(engine: Engine, document: Document, styles: str) -> Any:
    """Run the engine; return its document."""
    try:
        return engine.render(document.html, styles=styles, script=document.locale.style)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise LayoutError(
            f"the engine failed: {type(error).__name__}", where=document.handout
        ) from error


def _foot_height(document: Document) -> float:
    """Return the height of the foot, with the gap above it, mm."""
    locale = document.locale
    line = document.minimum * locale.scale * locale.leading / PT_PER_MM
    return FOOT_LINES * line + FOOT_GAP


def edition_style(
    engine: Engine, document: Document, size: float, *, height: float = ENDLESS
) -> str:
    """Write the CSS that depends on the locale, the clinic and the size of type, pt.

    `height` is that of the page, mm. Raises SetupError for a font that the press does not have.
    """
    locale = document.locale
    _require_fonts(engine, locale)
    body = size * locale.scale
    stack = dict.fromkeys((*locale.fonts, LATIN_FONT, *engine.families))
    names = ", ".join(f'"{name}"' for name in stack)
    # CSS Counter Styles 3: page numbers and lists in the digits of the locale, whichever they are.
    counter = f"press-{ord(locale.digits[0]):x}"
    digits = " ".join(f'"{digit}"' for digit in locale.digits)
    return f"""
        @counter-style {counter} {{ system: numeric; symbols: {digits}; suffix: ". " }}
        @page {{
            size: {TEXT_WIDTH}mm {height}mm;
            margin: 0 0 {_foot_height(document):.3f}mm;
            @bottom-left {{ content: element(foot); width: 100%; vertical-align: bottom }}
        }}
        html {{
            --accent: {document.accent};
            --tight: {TIGHT * locale.leading:.3f};
            --minimum: {document.minimum * locale.scale:g}pt;
            font: {body:g}pt/{locale.leading:g} {names};
        }}
        ol {{ list-style-type: {counter} }}
        .page-number::before {{ content: counter(page, {counter}) }}
        .page-count::before {{ content: counter(pages, {counter}) }}
    """


def _require_fonts(engine: Engine, locale: Locale) -> None:
    """Refuse a font that is not there: the engine would only take another one."""
    for family in locale.fonts:
        if family not in engine.families:
            raise SetupError(
                f"there is no font {family!r}",
                where=f"locales/{locale.id}/locale.toml",
                hint="name it in styles/fonts/fonts.lock.toml, with its files beside that list; "
                f"there are: {', '.join(engine.families)}",
            )


def _used_height(page: Any) -> float:
    """Return how far down a page its content reaches, mm from the top of the text area."""
    flow = page._page_box.children[0]
    bottoms = (
        box.position_y + box.margin_height()
        for box in flow.descendants()
        if box.children and box.element_tag not in ("html", "body")  # these fill the page
    )
    return max(bottoms, default=0.0) / PX_PER_MM


def _raise_foot(page: Any) -> None:
    """Move the foot from the end of the endless page to that of the text area.

    Nothing in the foot has a background, which would stay behind.
    """
    for box in page._page_box.children[1:]:
        box.translate(dy=(TEXT_HEIGHT - ENDLESS) * PX_PER_MM)
