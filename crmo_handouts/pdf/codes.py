"""The codes of a font in a PDF: glyphs and their text -> a code, and all that the file says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crmo_handouts.pdf.clusters import PlacedGlyph
from crmo_handouts.pdf.truetype import Picture

WIDEST_GAP, DEEPEST_OVERLAP = 50, -150
"""How far a kerned code may stand from the next, 1/1000 em: readers put a space in a wider gap."""


@dataclass(slots=True)
class Codes:
    """The codes of one font: what each draws, says and measures. Code 0 is `.notdef`."""

    upem: int
    pictures: list[Picture] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    own_widths: dict[int, int] = field(default_factory=dict)
    has_missing: bool = False
    _seen: dict[object, int] = field(default_factory=dict)
    _known: dict[object, list[int]] = field(default_factory=dict)

    def code(
        self, glyphs: Iterable[PlacedGlyph], text: str, width: float, *, is_apart: bool = False
    ) -> int:
        """Return the code for glyphs that say a text; `is_apart`: that is shown on its own."""
        key = (tuple(glyphs), text, width, is_apart)
        if key not in self._seen:
            self._seen[key] = self._code(*key)
        return self._seen[key]

    def _code(self, glyphs: Iterable[PlacedGlyph], text: str, width: float, is_apart: bool) -> int:
        scale = self.upem / 1000
        parts = tuple((glyph, round(x * scale), round(y * scale)) for glyph, x, y in glyphs)
        known = self._known.setdefault((parts, text), [])
        loosest = 2 if is_apart else WIDEST_GAP
        for code in known:
            if DEEPEST_OVERLAP <= width - self.widths[code] <= loosest:
                if is_apart and not self.pictures[code - 1].has_strut:
                    self.pictures[code - 1] = replace(self.pictures[code - 1], has_strut=True)
                return code
        code = len(self.pictures) + 1
        if len(parts) == 1:
            own = self.own_widths.get(parts[0][0], width)
            width = own if DEEPEST_OVERLAP <= width - own <= loosest else width
        known.append(code)
        self.widths[code] = max(0, round(width))
        self.texts[code] = text
        self.pictures.append(Picture(parts, round(self.widths[code] * scale), is_apart))
        return code
