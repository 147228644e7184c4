"""A clinic's logo file -> what is wrong with it, if anything: it is printed on every sheet.

A logo may draw and nothing else: no script, no other file, no address, no page-filling bomb.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

LARGEST = 1_000_000
"""Largest logo file, bytes."""
LARGEST_SIDE = 4000
"""Most pixels of a PNG on a side: 1 MB of it can unfold to gigabytes."""
DEEPEST = 50
"""Most elements of an SVG inside each other."""

_PNG = b"\x89PNG\r\n\x1a\n"  # PNG specification, 5.2
_SVG = "{http://www.w3.org/2000/svg}"
_REFUSED_ELEMENTS = {"script", "foreignObject", "iframe", "image", "handler", "listener"}
_OTHER_FILE = re.compile(r"url\(\s*['\"]?\s*(?!['\"]?#)|@import|\\", re.IGNORECASE)


def find_logo_fault(logo: Path, *, folder: Path) -> str | None:
    """Say why a file cannot be the logo of the project in this folder, or return None."""
    try:
        resolved = logo.resolve(strict=True)
        inside = resolved.is_relative_to(folder.resolve(strict=True))
        if not inside or not resolved.is_file():
            return "must be a file inside the project's folder"
        if resolved.stat().st_size > LARGEST:
            return f"is larger than {LARGEST // 1_000_000} MB"
        content = resolved.read_bytes()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a NUL in the name
        return "cannot be read: there is no such file, or we may not open it"
    if resolved.suffix.lower() == ".png":
        return _find_png_fault(content)
    if resolved.suffix.lower() == ".svg":
        return next(_find_svg_faults(content), None)
    return "must be an .svg or a .png file"


def _find_png_fault(content: bytes) -> str | None:
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 26:
        return "is not a PNG picture, whatever its name says"
    width, height, depth, colour = struct.unpack(">IIBB", content[16:26])
    if not 0 < width <= LARGEST_SIDE or not 0 < height <= LARGEST_SIDE:
        return f"has more than {LARGEST_SIDE} pixels on a side"
    if (depth, colour) == (16, 0):
        return "has 65,536 shades of grey, which the press does not print; save it with 256"
    return None


def _find_svg_faults(content: bytes) -> Iterator[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield "is not UTF-8 text"
        return
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        yield "declares a DOCTYPE or entities; save it as plain SVG"
        return
    if re.search(r"<\?(?!xml\s)", text):
        yield "has a processing instruction, such as a style sheet of its own"
    depth = 0
    try:
        # It has no DOCTYPE, so no entities (S314), and is read as UTF-8 whatever it declares.
        parser = ElementTree.XMLParser(encoding="utf-8")  # noqa: S314
        events = ElementTree.iterparse(  # noqa: S314
            BytesIO(text.encode()), ("start", "end"), parser=parser
        )
        for event, element in events:
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1 and element.tag != f"{_SVG}svg":
                yield "is not an SVG picture, whatever its name says"
            if depth > DEEPEST:
                yield f"has more than {DEEPEST} elements inside each other"
                return
            if event == "end":
                yield from _find_element_faults(element)
    except ElementTree.ParseError:
        yield "is not well-formed XML"


def _find_element_faults(element: ElementTree.Element) -> Iterator[str]:
    name = _local(element.tag)
    if name in _REFUSED_ELEMENTS:
        yield f"has a <{name}> element; it may only draw"
    if name == "style" and _OTHER_FILE.search(element.text or ""):
        yield "has a style that names another file"
    for attribute, value in element.attrib.items():
        key = _local(attribute).lower()
        if key.startswith("on"):
            yield f"has a script in {key}"
        is_link = key in ("href", "src", "base")
        if (is_link and not value.strip().startswith("#")) or _OTHER_FILE.search(value):
            yield f"names another file or address in {key}"


def _local(name: str) -> str:
    return name.rpartition("}")[2]
