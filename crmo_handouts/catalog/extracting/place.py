"""A template's source -> where each of its messages stands: page, part, heading, kind of text.

Read from the template's own structure (the macro calls and elements around a message, the heading
above it), by its words and not by running it. It knows the parts that sheets are built of; of any
other structure it says less, never something wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

CRITICAL_BANDS = ("red", "amber")
"""Bands that say who needs help now or today."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands.

    `page` is 0 outside of all pages. `kind` is a key of `notes.ROOMS`; `narrow` tells whether the
    text has half the page's width.
    """

    page: int = 0
    part: str = ""
    heading: str = ""
    kind: str = "text"
    narrow: bool = False
    critical: bool = False


class Places:
    """The places of a template's messages, by their lines."""

    def __init__(self, source: str) -> None:
        self._found: dict[int, list[Place]] = {}
        for line, place in _Scanner(source).places():
            self._found.setdefault(line, []).append(place)

    def at(self, line: int, number: int = 0) -> Place:
        """Return the place of a line's message, by its number on that line."""
        places = self._found.get(line) or [Place()]
        return places[min(number, len(places) - 1)]


class AuthorNotes:
    """The TRANSLATORS comments of a template, each for the next line that has a message.

    Jinja's own search loses comments when messages do not come in the order of their lines, and
    all but the first of one line.
    """

    _COMMENT = re.compile(r"\{#[-+]?\s*TRANSLATORS:(.*?)[-+]?#\}", re.DOTALL)

    def __init__(self, source: str, message_lines: Iterable[int]) -> None:
        lines = sorted(set(message_lines))
        self._notes: dict[int, str] = {}
        for comment in self._COMMENT.finditer(source):
            end = source.count("\n", 0, comment.end()) + 1
            following = bisect_right(lines, end - 1)
            if following < len(lines):
                self._notes[lines[following]] = " ".join(comment[1].split())

    def above(self, line: int) -> str:
        """Return the note for the messages of a line, or an empty text."""
        return self._notes.get(line, "")


# -- the template as a row of tokens

_TOKEN = re.compile(
    r"(?P<comment>\{#.*?#\}|<!--.*?-->)"
    r"|\{%[-+]?\s*(?P<word>\w+)(?P<statement>.*?)%\}"
    r"|\{\{(?P<expression>.*?)\}\}"
    r"|<(?P<close>/?)(?P<element>h[1-6]|p|li|th|td|div|ul|ol|section|header|footer|span)\b"
    r"(?P<attributes>[^<>{}]*(?:\{[{%].*?[%}]\}[^<>{}]*)*)>",
    re.DOTALL,
)
_CALL = re.compile(r"\s*(?:\([^)]*\)\s*)?(?P<name>\w+)\s*\((?P<arguments>.*)\)", re.DOTALL)
_MESSAGE = re.compile(r"(?<![\w.])(?:_|n?p?gettext)\(")
_OUTER_CALL = re.compile(r"\s*[-+]?\s*(\w+)\(")
_STRING = re.compile(r"""(["'])(?P<text>(?:\\.|(?!\1).)*)\1""", re.DOTALL)
_MARKUP = re.compile(r"\{[{%#].*?[%#}]\}|<[^<>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A macro call or an element that is open, and what is known within it."""

    name: str
    is_call: bool
    place: Place
    start: int = 0


class _Scanner:
    """Walks through a template, with the calls and elements that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.open: list[_Frame] = [_Frame("", is_call=True, place=Place())]
        self.pages = 0
        self.line, self.position = 1, 0

    @property
    def place(self) -> Place:
        return self.open[-1].place

    def places(self) -> Iterator[tuple[int, Place]]:
        """Yield each message's line and place, in the order of the source."""
        for token in _TOKEN.finditer(self.source):
            if token["word"]:
                yield from self._statement(token)
            elif token["expression"] is not None:
                outer = _OUTER_CALL.match(token["expression"])
                kind = _CALLS.get(outer[1], "") if outer else ""
                yield from self._messages(token, "expression", kind)
            elif token["element"]:
                self._element(token)

    def _statement(self, token: re.Match[str]) -> Iterator[tuple[int, Place]]:
        word = token["word"]
        if word == "trans":
            yield self._line_of(token.start()), self.place
        elif word == "call":
            call = _CALL.match(token["statement"])
            name, arguments = (call["name"], call["arguments"]) if call else ("", "")
            inside = self._inside(name, arguments)
            label = replace(self.place, critical=inside.critical)
            yield from self._messages(token, "statement", _CALLS.get(name, ""), label)
            self.open.append(_Frame(name, is_call=True, place=inside))
        elif word == "endcall":
            self._leave_call()
        else:
            yield from self._messages(token, "statement", "")

    def _messages(
        self, token: re.Match[str], group: str, kind: str, place: Place | None = None
    ) -> Iterator[tuple[int, Place]]:
        place = place or self.place
        for message in _MESSAGE.finditer(token[group]):
            line = self._line_of(token.start(group) + message.start())
            yield line, replace(place, kind=kind or place.kind)

    def _inside(self, name: str, arguments: str) -> Place:
        """Return the place within a macro's call."""
        texts = [found["text"] for found in _STRING.finditer(arguments)]
        match name, texts:
            case "side", _:
                self.pages += 1
                return Place(page=self.pages)
            case "band", [kind, label, *_]:
                colour = f"{kind} band" if kind != "plain" else "band"
                critical = kind in CRITICAL_BANDS
                return replace(
                    self.place, part=f"{colour} “{label}”", heading="", critical=critical
                )
            case "panel", [label, *_]:
                return replace(self.place, part=f"box “{label}”", heading="")
            case "columns", _:
                return replace(self.place, narrow=True)
            case _ if name in _WITHIN:
                return replace(self.place, kind=_WITHIN[name])
        return self.place

    def _leave_call(self) -> None:
        while len(self.open) > 1 and not self.open.pop().is_call:
            pass

    def _element(self, token: re.Match[str]) -> None:
        name = token["element"]
        if token["close"]:
            self._leave_element(name, token.start())
            return
        place = self.place
        if _has_class(token["attributes"], "column"):
            place = replace(place, narrow=True)
        kind = "foot" if place.kind == "foot" else _ELEMENTS.get(name, place.kind)
        self.open.append(
            _Frame(name, is_call=False, place=replace(place, kind=kind), start=token.end())
        )

    def _leave_element(self, name: str, end: int) -> None:
        """Close an element, and those in it that were left open; a stray end closes nothing."""
        for depth in range(len(self.open) - 1, 0, -1):
            frame = self.open[depth]
            if frame.is_call:
                return
            if frame.name == name:
                del self.open[depth:]
                if name in ("h2", "h3"):
                    self._head(_plain(self.source[frame.start : end]))
                return

    def _head(self, heading: str) -> None:
        """What follows, up to the end of what the heading stands in, is under it."""
        if heading:
            around = self.open[-1]
            self.open[-1] = replace(around, place=replace(around.place, heading=heading))

    def _line_of(self, position: int) -> int:
        if position < self.position:
            return self.source.count("\n", 0, position) + 1
        self.line += self.source.count("\n", self.position, position)
        self.position = position
        return self.line


_CALLS = {"band": "band", "panel": "panel", "line": "line", "slot": "line"}
"""What a text is that is given to a macro."""

_WITHIN = {"item": "item", "note": "sentence"}
"""What a text is that a macro is called around."""

_ELEMENTS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "p": "sentence",
    "li": "item",
    "th": "head",
    "td": "head",
    "footer": "foot",
}


def _has_class(attributes: str, name: str) -> bool:
    found = re.search(r'class="([^"]*)"', attributes)
    return found is not None and name in found[1].split()


def _plain(source: str) -> str:
    return " ".join(_MARKUP.sub(" ", source).split())
