"""Font dictionaries -> their names, whether their programs are in the file, and whether as subsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pikepdf


@dataclass(frozen=True, slots=True)
class Font:
    """A font that shows text: its name without the tag of its subset."""

    name: str
    kind: str
    embedded: bool
    subset: bool


def read_fonts(fonts: Iterable[Any]) -> tuple[Font, ...]:
    """Read fonts (ISO 32000-1, 9.6 to 9.9)."""
    return tuple(sorted({_font(font) for font in fonts}, key=lambda font: font.name))


def _font(font: Any) -> Font:
    name, kind = str(font.get("/BaseFont", "/?"))[1:], str(font.get("/Subtype", "/?"))[1:]
    if kind == "Type3":
        return Font(name, kind, embedded=True, subset=True)  # its glyphs are content of the file
    descendants = font.get("/DescendantFonts")
    if isinstance(descendants, pikepdf.Array) and len(descendants):
        font = descendants[0]
        kind = str(font.get("/Subtype", "/?"))[1:]
    descriptor = font.get("/FontDescriptor")
    programs = ("/FontFile", "/FontFile2", "/FontFile3")
    embedded = isinstance(descriptor, pikepdf.Dictionary) and any(
        isinstance(descriptor.get(program), pikepdf.Stream) for program in programs
    )
    return Font(plain_name(name), kind, embedded, plain_name(name) != name)


def plain_name(name: str) -> str:
    """Return a font's name without the tag of its subset (ISO 32000-1, 9.6.4)."""
    return name[7:] if re.match(r"[A-Z]{6}\+", name) else name
