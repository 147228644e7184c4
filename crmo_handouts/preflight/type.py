"""Type: which fonts, whether they are in the file, whether they have the letters, how large they are."""

from __future__ import annotations

from crmo_handouts.checking import Check, Severity
from crmo_handouts.preflight.facts import Facts, Faults, drawn, on_page
from crmo_handouts.preflight.reading.fonts import plain_name

KINDS = frozenset({"TrueType", "CIDFontType2"})
"""Fonts with TrueType outlines (ISO 32000-1, 9.6.3, 9.7.4): what the press writes."""

ROUNDING = 0.02
"""By how much type may be smaller, pt: engines count in 1/1024."""

REPLACEMENT = "\ufffd"


def embedded(facts: Facts) -> Faults:
    """A font is not in the file (ISO 14289-1, 7.21.4.1; ISO 19005-2, 6.2.11.4.1)."""
    for font in facts.fonts:
        if not font.embedded:
            yield facts.place, f"the font {font.name} is not embedded", "embed all fonts"
    there = {font.name for font in facts.fonts if font.embedded}
    broken = {name for _, drawing in drawn(facts) for name in map(plain_name, drawing.replaced)}
    for name in sorted(there & broken):
        yield facts.place, f"the font {name} in the file cannot be read", "embed it whole"


def subset(facts: Facts) -> Faults:
    """A font is in the file with all its glyphs (ISO 32000-1, 9.6.4)."""
    for font in facts.fonts:
        if font.embedded and not font.subset:
            yield (
                facts.place,
                f"the font {font.name} is not marked as a subset",
                "embed only the glyphs that are shown",
            )


def kind(facts: Facts) -> Faults:
    """A font has no TrueType outlines."""
    for font in facts.fonts:
        if font.kind not in KINDS:
            yield facts.place, f"the font {font.name} is of kind {font.kind}", "use TrueType fonts"


def family(facts: Facts) -> Faults:
    """A font is none of those that the edition is set in."""
    if facts.promise is None:
        return
    families = tuple(map(_plain, facts.promise.families))
    for font in facts.fonts:
        if not _plain(font.name).startswith(families):
            yield (
                facts.place,
                f"the font {font.name} is none of the edition's",
                f"it is set in {', '.join(facts.promise.families)}",
            )


def glyph(facts: Facts) -> Faults:
    """A character is shown as a box (ISO 14289-1, 7.21.8; ISO 19005-2, 6.2.11.8)."""
    for page in facts.pages:
        for name, count in (page.content.no_glyph if page.content else {}).items():
            yield (
                facts.place,
                f"{count} characters {on_page(page)} have no glyph in {name}",
                "use a font that has them",
            )
    for page, drawing in drawn(facts):
        count = drawing.words.count(REPLACEMENT)
        if count:
            yield (
                facts.place,
                f"{count} characters {on_page(page)} are U+FFFD, which stands for a lost one",
                "correct the text, or the ToUnicode map of its font",
            )


def type_size(facts: Facts) -> Faults:
    """Type is smaller than the edition allows."""
    if facts.promise is None:
        return
    for page, drawing in drawn(facts):
        smallest = min((text.size for text in drawing.kinds), default=None)
        if smallest and smallest * page.unit < facts.promise.minimum - ROUNDING:
            yield (
                facts.place,
                f"type of {smallest * page.unit:.2f} pt {on_page(page)}; "
                f"the minimum is {facts.promise.minimum:g} pt",
                "set it larger in styles/",
            )


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


CHECKS = (
    Check(
        "preflight/font-embedded",
        Severity.ERROR,
        "Another machine paints it with another font: letters shift, or turn to boxes.",
        embedded,
    ),
    Check(
        "preflight/font-subset",
        Severity.WARNING,
        "A whole font weighs megabytes, and its licence may not let it be passed on.",
        subset,
    ),
    Check(
        "preflight/font-kind",
        Severity.WARNING,
        "Old kinds of font print coarsely, and lose their text when it is copied.",
        kind,
    ),
    Check(
        "preflight/font-family",
        Severity.ERROR,
        "A font that nobody chose has crept in: its letters were looked at by no one.",
        family,
    ),
    Check(
        "preflight/glyph",
        Severity.ERROR,
        "A box in place of a letter spoils a name, or a number that somebody must call.",
        glyph,
    ),
    Check(
        "preflight/type-size",
        Severity.ERROR,
        "Sheets are read in corridors, by tired people, on grey copies.",
        type_size,
    ),
)
