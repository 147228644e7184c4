"""A page's content -> what is painted outside all tags, which fonts it shows, what has no glyph.

Only operators that paint, mark or choose a font are read (ISO 32000-1, 7.8.2, 9, 14.6). Form XObjects
are part of the page that shows them, and inherit its marks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from crmo_handouts.preflight.reading.instructions import (
    PATHS,
    TEXTS,
    mcid_of,
    read_instructions,
    shown_bytes,
)
from crmo_handouts.preflight.reading.opening import DEEPEST_FORM, Budget, OutOfTimeError

LARGEST_CONTENT = 8 * 2**20
"""Most of content that is read of one page with its forms, bytes; a page of ours has 50,000."""

HEAVIEST = 32 * 2**20
"""Most of content that a page shows by its forms, bytes, each counted as often as it is shown."""

FORM_WEIGHT = 2000
"""What a form costs beside its content, bytes: as much time as these take."""

MOST_NESTED = 500
"""Most marks, and most saved graphics states, inside each other: PDFium's time grows with the square."""

NOTHING, TAGGED, ARTIFACT = "nothing", "tagged", "artifact"

# Operators are written in one way only (ISO 32000-1, 7.8.2), so what is not there is not there.
_MORE_THAN_PATHS = re.compile(rb"MC|DC|Do|T[fjJ]|['\"]")


@dataclass(slots=True)
class Content:
    """What one page's content tells."""

    unmarked: Counter[str] = field(default_factory=Counter)
    """What is painted neither tagged nor as an artifact, by kind."""
    mixed: int = 0
    """Tags inside artifacts, and artifacts inside tags."""
    unbalanced: bool = False
    mcids: set[int] = field(default_factory=set)
    fonts: dict[object, Any] = field(default_factory=dict)
    """The fonts that show text, by their object's number."""
    no_glyph: Counter[str] = field(default_factory=Counter)
    """How often a font's glyph 0 is shown, by the font's name."""
    size: int = 0


def read_content(page: Any, resources: Any, budget: Budget) -> Content:
    """Read the content of a page. Raises OutOfTimeError when there is too much of it."""
    content = Content()
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    # The parts of a page's content are one, divided between tokens (ISO 32000-1, 7.8.2).
    data = b"\n".join(
        _measured(stream, content) for stream in streams if isinstance(stream, pikepdf.Stream)
    )
    if data:
        walk = _Walk(content, budget)
        walk.walk(page.obj, data, resources, state=NOTHING, depth=0)
        walk.note_glyphs()
    return content


def _measured(stream: Any, content: Content) -> bytes:
    """Return a stream's content. Raises OutOfTimeError when the page has too much of it."""
    data: bytes = stream.read_bytes()
    content.size += len(data)
    if content.size > LARGEST_CONTENT:
        raise OutOfTimeError(f"a page has more than {LARGEST_CONTENT // 2**20} MB of content")
    return data


class _Walk:
    """One pass over a page's operators, and into its forms."""

    def __init__(self, content: Content, budget: Budget) -> None:
        self._content = content
        self._budget = budget
        self._weights: dict[tuple[object, str], int] = {}
        self._inside: list[object] = []
        self._shown: dict[object, list[bytes]] = {}

    def walk(self, stream: Any, data: bytes, resources: Any, *, state: str, depth: int) -> int:
        """Follow one stream with its content; `state` is what it stands in.

        Return how many bytes it shows by its forms. A form is read once, but drawn each time: two
        forms in each of thirty would keep a reader busy for years.
        """
        self._budget.check()
        weight = 0
        marks: list[str] = []
        saved: list[list[bytes] | None] = []
        chosen: dict[str, list[bytes] | None] = {}
        shown: list[bytes] | None = None
        for name, operand in read_instructions(stream, data):
            if name in TEXTS:
                if state == NOTHING:
                    self._content.unmarked["text"] += operand.count(b"TJ") or 1
                if shown is not None:
                    shown.append(operand)
            elif name in PATHS:
                if state == NOTHING:
                    self._content.unmarked["drawing"] += 1
            elif name == "BDC" or name == "BMC":
                marks.append(state)
                if len(marks) > MOST_NESTED:
                    raise OutOfTimeError("a page's marks are nested too deeply")
                state = self._mark(operand, resources, state, depth)
            elif name == "EMC":
                if marks:
                    state = marks.pop()
                else:
                    self._content.unbalanced = True
            elif name == "Do":
                weight += self._do(operand, resources, state, depth)
                if weight > HEAVIEST:
                    raise OutOfTimeError("a page shows its forms too often")
            elif name == "Tf":
                if operand not in chosen:
                    chosen[operand] = self._choose(_entry(resources, "/Font", operand))
                shown = chosen[operand]
            elif name == "q":
                saved.append(shown)
                if len(saved) > MOST_NESTED:
                    raise OutOfTimeError("a page's graphics are nested too deeply")
            elif name == "Q":
                shown = saved.pop() if saved else shown
            elif state == NOTHING:
                self._content.unmarked["picture"] += 1
        self._content.unbalanced |= bool(marks)
        return weight

    def _mark(
        self, operand: tuple[str, int | str | None], resources: Any, state: str, depth: int
    ) -> str:
        """Return what stands in a marked-content sequence that begins (ISO 32000-1, 14.6, 14.8.2)."""
        tag, mcid = operand
        if tag == "/Artifact":
            self._content.mixed += state == TAGGED
            return ARTIFACT if state != TAGGED else state
        if isinstance(mcid, str):
            mcid = mcid_of(_entry(resources, "/Properties", mcid))
        if mcid is None:
            return state
        if depth == 0:
            self._content.mcids.add(mcid)
        self._content.mixed += state == ARTIFACT
        return TAGGED if state != ARTIFACT else state

    def _do(self, name: str, resources: Any, state: str, depth: int) -> int:
        """Show a picture or a form; return the weight of a form, bytes."""
        form = _entry(resources, "/XObject", name)
        if not isinstance(form, pikepdf.Stream):
            return 0
        if form.get("/Subtype") != "/Form":
            if state == NOTHING:
                self._content.unmarked["picture"] += 1
            return 0
        key = (form.objgen, state)
        if form.objgen in self._inside or depth >= DEEPEST_FORM:
            raise OutOfTimeError("a page has forms inside themselves, or inside too many others")
        if key not in self._weights:
            data = _measured(form, self._content)
            weight = len(data)
            # An icon is marked as a whole, and shows no text. A sheet has thirty of them.
            if (
                state == NOTHING
                or _MORE_THAN_PATHS.search(data) is not None
                or data.count(b"q") > MOST_NESTED
            ):
                own = form.get("/Resources")
                inside = own if isinstance(own, pikepdf.Dictionary) else resources
                self._inside.append(form.objgen)
                weight += self.walk(form, data, inside, state=state, depth=depth + 1)
                self._inside.pop()
            self._weights[key] = weight + FORM_WEIGHT
        return self._weights[key]

    def _choose(self, font: Any) -> list[bytes] | None:
        """Return the list of what a font shows."""
        if font is None:
            return None
        key = font.objgen if font.is_indirect else id(font)
        self._content.fonts.setdefault(key, font)
        return self._shown.setdefault(key, [])

    def note_glyphs(self) -> None:
        """Leave the fonts that show text, and count the times that their glyph 0 is shown."""
        for key, shown in self._shown.items():
            if not shown:
                del self._content.fonts[key]
                continue
            font = self._content.fonts[key]
            glyphs = _glyph_map(font)
            if glyphs is None:
                continue
            codes = _codes(shown)
            lost = (code for code in codes if glyphs[2 * code : 2 * code + 2] in _NO_GLYPH)
            count = sum(codes[code] for code in lost) if glyphs else codes[0]
            if count:
                self._content.no_glyph[str(font.get("/BaseFont", "/?"))[1:]] += count


_NO_GLYPH = (b"\0\0", b"")


def _codes(shown: list[bytes]) -> Counter[int]:
    """Count codes of two bytes; half a code at a string's end is none."""
    strings = list(shown_bytes(shown))
    if any(len(string) % 2 for string in strings):
        strings = [string[: len(string) // 2 * 2] for string in strings]
    text = b"".join(strings)
    return Counter(high << 8 | low for high, low in zip(text[::2], text[1::2], strict=True))


def _entry(resources: Any, kind: str, name: str) -> Any:
    group = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return group.get(name) if isinstance(group, pikepdf.Dictionary) and name[:1] == "/" else None


def _glyph_map(font: Any) -> bytes | None:
    """Return which glyph each two-byte code shows: b"" for itself, None when nobody can tell.

    ISO 32000-1, 9.7.4.2 (CIDToGIDMap) and 9.7.5.2 (Identity).
    """
    if not isinstance(font, pikepdf.Dictionary) or font.get("/Encoding") not in (
        "/Identity-H",
        "/Identity-V",
    ):
        return None
    (cid_font,) = font.get("/DescendantFonts", [None])
    glyphs = cid_font.get("/CIDToGIDMap") if isinstance(cid_font, pikepdf.Dictionary) else None
    return glyphs.read_bytes() if isinstance(glyphs, pikepdf.Stream) else b""
