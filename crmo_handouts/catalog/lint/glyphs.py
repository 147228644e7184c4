"""Whether the press's fonts can draw a translation."""

from __future__ import annotations

import unicodedata

from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, code, few
from crmo_handouts.catalog.lint.text import SLOT, seen
from crmo_handouts.catalog.typefaces import drawable
from crmo_handouts.checking import Check, Severity


def glyph(message: MessageFacts) -> Faults:
    """No font of the language has a glyph for a character."""
    letters = drawable(message.language.fonts, message.language.locale.fonts)
    if not letters:
        return
    for form in message.written:
        missing = (
            char
            for char in seen(form.text).replace(SLOT, "")
            if ord(char) not in letters and unicodedata.category(char) not in _NEVER_DRAWN
        )
        for char in few(missing):
            fonts = ", ".join(message.language.locale.fonts)
            yield (
                form.place,
                f"the fonts ({fonts}) cannot draw {char} ({code(char)})",
                "write it in other words or signs; drawings such as arrows are the template's",
            )


_NEVER_DRAWN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Kinds of characters that have no drawing: other checks tell of those that may not be there."""

CHECKS = (
    Check(
        "catalog/glyph",
        Severity.ERROR,
        "A box would stand in its place, so the press refuses the sheet.",
        glyph,
    ),
)
"""The press itself looks at every glyph that it sets: at the bench it is told before."""
