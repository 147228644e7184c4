"""Draw the README's picture: page 1 of a sheet in two languages, side by side.

    .venv/bin/python tools/picture.py               # writes docs/images/sheets.png

Run it after a change of text or design. The sheets are printed as they stand, so they must be ones
that the press does not refuse.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

from crmo_handouts import Job, Press, Project
from crmo_handouts.errors import HandoutError, Refused

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "sheets.png"

HANDOUT = "warning-signs"
LOCALES = ("en", "bn")
PAPER = "a4"

WIDTH = 1400
"""Width of the picture, px: sharp at the 700 or so that a README is wide on a good screen."""
GAP = 24
"""Room around and between the pages, px."""
GREY = (225, 228, 229)
COLOURS = 128
"""A page has few colours; the rest of these are the greys of its letters' edges."""


def main() -> int:
    """Write the picture; return an exit code."""
    try:
        press = Press(Project.open())
        pages = [first_page(press, locale) for locale in LOCALES]
    except HandoutError as error:
        print(f"picture: {error}", file=sys.stderr)
        return error.exit_code
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(as_png(side_by_side(pages)))
    return 0


def first_page(press: Press, locale: str) -> Image.Image:
    """Print the sheet in a language, blank, and draw its first page.

    Raises Refused when the press refuses it.
    """
    delivery = press.print_job(Job(HANDOUT, locale, (PAPER,)))
    if not delivery.sheets:
        raise Refused(delivery.report)
    page = pypdfium2.PdfDocument(delivery.sheets[0].pdf)[0]
    width = (WIDTH - GAP * (len(LOCALES) + 1)) // len(LOCALES)
    image: Image.Image = page.render(scale=width / page.get_width()).to_pil()
    return image.convert("RGB")


def side_by_side(pages: Sequence[Image.Image]) -> Image.Image:
    """Lay pages on a grey table, from left to right."""
    height = max(page.height for page in pages) + 2 * GAP
    table = Image.new("RGB", (sum(page.width + GAP for page in pages) + GAP, height), GREY)
    left = GAP
    for page in pages:
        table.paste(page, (left, GAP))
        left += page.width + GAP
    return table


def as_png(picture: Image.Image) -> bytes:
    """Write a small PNG: few colours, each chosen from the picture itself."""
    file = io.BytesIO()
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
