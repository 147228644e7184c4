"""Looks: contrast in colour and on a grey machine, and how finely pictures are drawn."""

from __future__ import annotations

from collections.abc import Callable

from crmo_handouts.checking import Check, Severity
from crmo_handouts.preflight.facts import Facts, Faults, drawn, on_page
from crmo_handouts.preflight.reading.drawing import Drawing
from crmo_handouts.preflight.reading.pdfium import Color
from crmo_handouts.preflight.reading.texts import Text

LARGE, LARGE_BOLD = 18.0, 14.0
"""From which size type is large, pt (WCAG 2.2, 1.4.3)."""

CONTRAST, CONTRAST_LARGE = 4.5, 3.0
"""What text must have at least, level AA (WCAG 2.2, 1.4.3)."""

ROUNDING = 0.005
"""Colours are rounded to 8 bits on their way; #777 on white, of 4.48 to 1, is too pale."""

LEAST_DPI = 300.0


def contrast(facts: Facts) -> Faults:
    """Text is too pale for its background (WCAG 2.2, 1.4.3)."""
    yield from _pale(facts, lambda color: color, "")


def contrast_grey(facts: Facts) -> Faults:
    """Text is too pale for its background on a grey copy."""
    yield from _pale(facts, grey, " in grey")


def resolution(facts: Facts) -> Faults:
    """A picture is drawn coarsely."""
    for page, drawing in drawn(facts):
        coarsest = min((picture.dpi for picture in drawing.pictures), default=LEAST_DPI)
        if coarsest < (LEAST_DPI - 0.5) * page.unit:
            yield (
                facts.place,
                f"a picture {on_page(page)} has {coarsest / page.unit:.0f} dpi",
                f"use one of {LEAST_DPI:g} dpi or more at its size, or draw it as SVG",
            )


def _pale(facts: Facts, seen: Callable[[Color], Color], how: str) -> Faults:
    for page, drawing in drawn(facts):
        for (color, background), text in _pairs(drawing, page.unit).items():
            least = CONTRAST_LARGE if _is_large(text, page.unit) else CONTRAST
            ratio = contrast_ratio(seen(color), seen(background))
            if ratio < least - ROUNDING:
                yield (
                    facts.place,
                    f"{_hex(color)} on {_hex(background)} {on_page(page)} "
                    f"has a contrast of {ratio:.1f} to 1{how}",
                    f"{least:g} to 1 is the least for type of {text.size * page.unit:.3g} pt",
                )


def _pairs(drawing: Drawing, unit: float) -> dict[tuple[Color, Color], Text]:
    """Return the colours of text with those behind it, each pair with the type that asks for most."""
    pairs: dict[tuple[Color, Color], Text] = {}
    for text in drawing.kinds:
        if text.color is None or text.background is None:
            continue
        pair = text.color, text.background
        known = pairs.setdefault(pair, text)
        if _is_large(known, unit) and not _is_large(text, unit):
            pairs[pair] = text
    return pairs


def _is_large(text: Text, unit: float) -> bool:
    return text.size * unit >= (LARGE_BOLD if text.bold else LARGE) - 0.01


def grey(color: Color) -> Color:
    """Return a colour as a grey machine prints it (ITU-R BT.601 luma)."""
    luma = round(0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2])
    return luma, luma, luma


def contrast_ratio(first: Color, second: Color) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """Return a colour's relative luminance, 0 to 1 (WCAG 2.2, relative luminance)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


CHECKS = (
    Check(
        "preflight/contrast",
        Severity.ERROR,
        "Tired eyes, dim corridors and old toner take half of what contrast there is.",
        contrast,
    ),
    Check(
        "preflight/contrast-grey",
        Severity.ERROR,
        "Schools copy in grey: a red that shouts in colour is a mid grey there.",
        contrast_grey,
    ),
    Check(
        "preflight/resolution",
        Severity.WARNING,
        "A logo of 96 dpi prints as steps, and small type in it cannot be read.",
        resolution,
    ),
)
