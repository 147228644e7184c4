"""One letter's objects -> the same objects in the whole that they become part of.

Every reference gets the number that its target has there, and every page its place among the
parents. What does not belong to a page or a tag is written once for all letters that have it.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from crmo_handouts.errors import LayoutError
from crmo_handouts.pdf.packing import Packing

REMEMBERED = 100_000
"""Objects that may be found to be the same as a later one; each takes about 200 bytes."""

_PIECE = re.compile(
    # What may look like a reference comes first.
    rb"(?P<text>\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F\s]*>)"
    rb"|/Length (?P<length>\d+)(?: \d+ R)?"
    rb"|(?P<parents>/StructParents?) (?P<place>\d+)"
    # A name has no space in it: what follows one is none.
    rb"|(?<=[\s\[])(?P<number>\d+) \d+ R(?![A-Za-z])",
    re.DOTALL,
)
_OWN_KEYS = ("/P", "/Parent", "/Pg", "/StructParent", "/StructParents")
"""What ties an object to its page or its place in a tree: it is not the same in two letters."""


@dataclass(slots=True)
class Whole:
    """The file that letters become part of."""

    packing: Packing
    document: int
    """The number of the structure element that holds them all."""
    shared: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    """The numbers of objects that letters may have in common, by their hash."""


class Letter:
    """One letter while its objects get the numbers that they have in the whole."""

    def __init__(self, whole: Whole, source: pikepdf.Pdf, node: int, *, parents_from: int) -> None:
        if "/StructTreeRoot" not in source.Root:
            raise LayoutError("a letter has no tags")
        self._whole = whole
        self._source = source
        self._parents_from = parents_from
        self._numbers: dict[int, int] = {}
        self._waiting: deque[int] = deque()
        self._open: set[int] = set()
        self._numbers[source.Root.Pages.objgen[0]] = node
        self._numbers[source.Root.StructTreeRoot.objgen[0]] = whole.document
        for page in source.pages:
            if page.obj.Parent.objgen != source.Root.Pages.objgen:
                raise LayoutError("a letter has a tree of pages")

    def take_pages(self) -> list[int]:
        """Number the pages, in order."""
        return [self.place(page.obj) for page in self._source.pages]

    def take_structure(self) -> list[int]:
        """Write the roots of its tags as parts of the whole; return their numbers."""
        kids = self._source.Root.StructTreeRoot.K
        language = self._source.Root.get("/Lang")
        taken = []
        for element in kids if isinstance(kids, pikepdf.Array) else [kids]:
            number = self._whole.packing.reserve()
            self._numbers[element.objgen[0]] = number
            element.S = pikepdf.Name.Part
            if language is not None and "/Lang" not in element:
                element.Lang = language
            self._whole.packing.add(number, self._renumbered(element.unparse(resolved=True)))
            taken.append(number)
        return taken

    def parents(self) -> Iterator[tuple[int, bytes]]:
        """Yield the entries of its parent tree, with the keys they have in the whole."""
        tree = pikepdf.NumberTree(self._source.Root.StructTreeRoot.ParentTree)
        for key, value in tree.items():
            yield key + self._parents_from, self.text_of(value)

    def write_waiting(self) -> None:
        """Write the objects that were asked for and are this letter's own."""
        while self._waiting:
            old = self._waiting.popleft()
            self._write(self._numbers[old], self._source.get_object(old, 0))

    def text_of(self, value: Any) -> bytes:
        """Write a value as it stands in the whole: a reference when it is an object of its own."""
        if getattr(value, "is_indirect", False):
            return b"%d 0 R" % self.place(value)
        return self._renumbered(pikepdf.Object.unparse(value))

    def place(self, value: Any) -> int:
        """Return the number of an object in the whole; it is written now or soon."""
        old = value.objgen[0]
        if old not in self._numbers:
            shared = self._share(old, value)
            if shared is None:
                self._numbers[old] = self._whole.packing.reserve()
                self._waiting.append(old)
            else:
                self._numbers[old] = shared
        return self._numbers[old]

    def _share(self, old: int, value: Any) -> int | None:
        """Write an object that other letters may have as well, once; None when it is tied to this."""
        is_stream = isinstance(value, pikepdf.Stream)
        if not is_stream and not isinstance(value, pikepdf.Dictionary | pikepdf.Array):
            return None
        if old in self._open or (
            not isinstance(value, pikepdf.Array) and any(key in value for key in _OWN_KEYS)
        ):
            return None
        self._open.add(old)
        if is_stream:
            _drop_fonts_unused(value)
        raw = value.read_raw_bytes() if is_stream else b""
        text = value.stream_dict if is_stream else value
        head = self._renumbered(text.unparse(resolved=True), length=len(raw))
        self._open.discard(old)
        if old in self._numbers:  # it leads back to itself, and has been numbered on the way
            return self._numbers[old]
        digest = hashlib.sha256(b"%d\0%b\0%b" % (is_stream, head, raw)).digest()
        shared = self._whole.shared
        if digest not in shared:
            shared[digest] = self._whole.packing.reserve()
            if len(shared) > REMEMBERED:
                shared.popitem(last=False)
            self._add(shared[digest], head, raw if is_stream else None)
        shared.move_to_end(digest)
        return shared[digest]

    def _write(self, number: int, value: Any) -> None:
        if isinstance(value, pikepdf.Stream):
            raw = value.read_raw_bytes()
            head = self._renumbered(value.stream_dict.unparse(resolved=True), length=len(raw))
            self._add(number, head, raw)
        else:
            self._add(number, self._renumbered(value.unparse(resolved=True)), None)

    def _add(self, number: int, head: bytes, raw: bytes | None) -> None:
        if raw is None:
            self._whole.packing.add(number, head)
        else:
            self._whole.packing.add_stream(number, head, raw)

    def _renumbered(self, text: bytes, *, length: int = 0) -> bytes:
        def piece(match: re.Match[bytes]) -> bytes:
            if match["length"] is not None:
                return b"/Length %d" % length
            if match["parents"] is not None:
                return b"%b %d" % (match["parents"], int(match["place"]) + self._parents_from)
            if match["number"] is not None:
                old = int(match["number"])
                number = self._numbers.get(old) or self.place(self._source.get_object(old, 0))
                return b"%d 0 R" % number
            return match[0]

        return _PIECE.sub(piece, text)


def _drop_fonts_unused(form: Any) -> None:
    """Take the fonts from a drawing that shows no text: the letter's own are among those it may use.

    An icon is the same in all letters then.
    """
    resources = form.get("/Resources")
    if form.get("/Subtype") != "/Form" or resources is None or "/Font" not in resources:
        return
    if b"Tf" not in form.read_bytes():  # the one operator that takes a font (ISO 32000-1, 9.3)
        # A copy: other drawings may have the same resources.
        form.Resources = pikepdf.Dictionary(
            {key: value for key, value in resources.items() if key != "/Font"}
        )
