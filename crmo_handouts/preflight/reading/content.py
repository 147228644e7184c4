"""A page's content stream -> what is painted outside all tags, which fonts it shows, what has no glyph.

Only operators that paint, mark or choose a font are read (ISO 32000-1, 7.8.2, 9, 14.6). Form XObjects
are part of the page that shows them, and inherit its marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from crmo_handouts.preflight.reading.opening import Budget, OutOfTimeError

PATHS = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"})
TEXTS = frozenset({"Tj", "TJ", "'", '"'})
OPERATORS = " ".join((*PATHS, *TEXTS, "BMC", "BDC", "EMC", "Do", "Tf", "q", "Q", "BI", "ID", "EI"))

LARGEST_CONTENT = 8 * 2**20
"""Most of content that is read of one page with its forms, bytes; a page of ours has 50,000."""

HEAVIEST = 32 * 2**20
"""Most of content that a page shows by its forms, bytes, each counted as often as it is shown."""

FORM_WEIGHT = 2000
"""What a form costs beside its content, bytes: as much time as these take."""

DEEPEST_FORM = 12
MOST_NESTED = 500
"""Most marks, and most saved graphics states, inside each other: PDFium's time grows with the square."""

NOTHING, TAGGED, ARTIFACT = "nothing", "tagged", "artifact"


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
    for stream in streams:
        if isinstance(stream, pikepdf.Stream):
            _measured(stream, content)
    if content.size:
        _Walk(content, budget).walk(page.obj, resources, state=NOTHING, depth=0)
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
        self._wide: dict[object, bytes | None] = {}

    def walk(self, stream: Any, resources: Any, *, state: str, depth: int) -> int:
        """Follow one stream; `state` is what it stands in.

        Return how many bytes it shows by its forms. A form is read once, but drawn each time: two
        forms in each of thirty would keep a reader busy for years.
        """
        self._budget.check()
        weight = 0
        marks: list[str] = []
        fonts: list[Any] = []
        font: Any = None
        for operands, operator in _instructions(stream):
            name = str(operator)
            if name in TEXTS:
                self._paint("text", state)
                if font is not None:
                    self._show(font, operands)
            elif name in PATHS:
                self._paint("drawing", state)
            elif name == "BDC" or name == "BMC":
                marks.append(state)
                if len(marks) > MOST_NESTED:
                    raise OutOfTimeError("a page's marks are nested too deeply")
                state = self._mark(operands, resources, state, depth)
            elif name == "EMC":
                if marks:
                    state = marks.pop()
                else:
                    self._content.unbalanced = True
            elif name == "Do":
                weight += self._do(operands, resources, state, depth)
                if weight > HEAVIEST:
                    raise OutOfTimeError("a page shows its forms too often")
            elif name == "Tf":
                font = _entry(resources, "/Font", operands[0]) if operands else None
            elif name == "q":
                fonts.append(font)
                if len(fonts) > MOST_NESTED:
                    raise OutOfTimeError("a page's graphics are nested too deeply")
            elif name == "Q":
                font = fonts.pop() if fonts else font
            else:
                self._paint("picture", state)
        self._content.unbalanced |= bool(marks)
        return weight

    def _paint(self, kind: str, state: str) -> None:
        if state == NOTHING:
            self._content.unmarked[kind] += 1

    def _mark(self, operands: Any, resources: Any, state: str, depth: int) -> str:
        """Return what stands in a marked-content sequence that begins (ISO 32000-1, 14.6, 14.8.2)."""
        tag = str(operands[0]) if len(operands) else ""
        if tag == "/Artifact":
            self._content.mixed += state == TAGGED
            return ARTIFACT if state != TAGGED else state
        properties: Any = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Name):
            properties = _entry(resources, "/Properties", properties)
        is_table = isinstance(properties, pikepdf.Dictionary)
        mcid: Any = properties.get("/MCID") if is_table else None
        if not isinstance(mcid, int):
            return state
        if depth == 0:
            self._content.mcids.add(mcid)
        self._content.mixed += state == ARTIFACT
        return TAGGED if state != ARTIFACT else state

    def _do(self, operands: Any, resources: Any, state: str, depth: int) -> int:
        """Show a picture or a form; return the weight of a form, bytes."""
        form = _entry(resources, "/XObject", operands[0]) if operands else None
        if not isinstance(form, pikepdf.Stream):
            return 0
        if form.get("/Subtype") != "/Form":
            self._paint("picture", state)
            return 0
        key = (form.objgen, state)
        if form.objgen in self._inside or depth >= DEEPEST_FORM:
            raise OutOfTimeError("a page has forms inside themselves, or inside too many others")
        if key not in self._weights:
            data = _measured(form, self._content)
            own = form.get("/Resources")
            inside = own if isinstance(own, pikepdf.Dictionary) else resources
            weight = len(data)
            # An icon is marked as a whole, and shows no text. A sheet has thirty of them.
            is_plain = "/Font" not in inside and "/XObject" not in inside and b"MC" not in data
            if state == NOTHING or not is_plain:
                self._inside.append(form.objgen)
                weight += self.walk(form, inside, state=state, depth=depth + 1)
                self._inside.pop()
            self._weights[key] = weight + FORM_WEIGHT
        return self._weights[key]

    def _show(self, font: Any, operands: Any) -> None:
        """Note a font that shows text, and each time that its glyph 0 is shown."""
        key = font.objgen if font.is_indirect else id(font)
        if key not in self._wide:
            self._content.fonts[key] = font
            self._wide[key] = _glyph_map(font)
        glyphs = self._wide[key]
        if glyphs is None:
            return
        text = b"".join(_strings(operands))
        if not glyphs and b"\0\0" not in text:
            return
        for at in range(0, len(text) - 1, 2):
            code = text[at] << 8 | text[at + 1]
            glyph = glyphs[2 * code : 2 * code + 2] if glyphs else text[at : at + 2]
            if glyph in (b"\0\0", b""):
                self._content.no_glyph[str(font.get("/BaseFont", "/?"))[1:]] += 1


def _instructions(stream: Any) -> Iterator[Any]:
    for instruction in pikepdf.parse_content_stream(stream, OPERATORS):
        yield instruction.operands, instruction.operator


def _entry(resources: Any, kind: str, name: Any) -> Any:
    group = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return group.get(str(name)) if isinstance(group, pikepdf.Dictionary) else None


def _strings(operands: Any) -> Iterator[bytes]:
    for operand in operands:
        if isinstance(operand, pikepdf.String):
            yield bytes(operand)
        elif isinstance(operand, pikepdf.Array):
            for part in operand:
                if isinstance(part, pikepdf.String):
                    yield bytes(part)


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
