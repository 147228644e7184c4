"""Letters -> one PDF to send to the printer: each on a sheet of its own, tagged as it was.

Letters pass by one at a time, so that a thousand take no more memory than one. A letter with an odd
number of pages is followed by a blank one: printed on both sides, the next still starts on a new
sheet. What letters have in common, byte for byte, such as a font, is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, BinaryIO

import pikepdf

from crmo_handouts.errors import LayoutError
from crmo_handouts.pdf.packing import Packing
from crmo_handouts.pdf.rewriting import Letter, Whole

BRANCHES = 100
"""Children of a node of the trees of pages and of parents."""


def bind(letters: Iterable[tuple[str, bytes]], file: BinaryIO) -> int:
    """Write letters into one file, in order, each with a bookmark; return the number of pages.

    Raises LayoutError for a PDF that is not the press's own.
    """
    binding = _Binding(file)
    waiting = None
    for bookmark, pdf in letters:
        if waiting:
            binding.add(*waiting, is_last=False)
        waiting = (bookmark, pdf)
    if waiting is None:
        raise LayoutError("there is no letter to bind")
    binding.add(*waiting, is_last=True)
    return binding.close()


class _Binding:
    def __init__(self, file: BinaryIO) -> None:
        self._packing = Packing(file)
        self._whole = Whole(self._packing, document=self._packing.reserve())
        self._nodes: list[int] = []
        """The nodes of the page tree, one a letter."""
        self._page_root = self._packing.reserve()
        self._tree = self._packing.reserve()
        self._outlines = self._packing.reserve()
        self._count = 0
        self._next_parent = 0
        self._parts: list[int] = []
        self._parents: list[tuple[int, int, int]] = []
        self._marks: list[tuple[int, bytes, int]] = []
        self._head: dict[str, bytes] = {}
        self._info: int | None = None

    def add(self, bookmark: str, pdf: bytes, *, is_last: bool) -> None:
        """Write a letter's pages, with their tags."""
        with pikepdf.open(BytesIO(pdf)) as source:
            node = self._packing.reserve()
            letter = Letter(self._whole, source, node, parents_from=self._next_parent)
            if not self._head:
                self._take_head(letter, source)
            pages = letter.take_pages()
            if len(pages) % 2 and not is_last:
                pages.append(self._add_blank(source.pages[-1].obj, node))
            self._parts += letter.take_structure()
            self._add_parents(letter)
            letter.write_waiting()
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        self._packing.add(
            node,
            b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [ %b ] >>"
            % (self._page_root, len(pages), kids),
        )
        self._nodes.append(node)
        self._count += len(pages)
        title = b"\xfe\xff" + bookmark.encode("utf-16-be")
        self._marks.append((self._packing.reserve(), title.hex().encode(), pages[0]))

    def close(self) -> int:
        """Write what holds the letters together; return the number of pages."""
        add, reserve = self._packing.add, self._packing.reserve
        kids = b" ".join(b"%d 0 R" % node for node in self._nodes)
        add(
            self._page_root,
            b"<< /Type /Pages /Count %d /Kids [ %b ] >>" % (self._count, kids),
        )
        parts = b" ".join(b"%d 0 R" % part for part in self._parts)
        add(
            self._whole.document,
            b"<< /Type /StructElem /S /Document /P %d 0 R /K [ %b ] >>" % (self._tree, parts),
        )
        parents = reserve()
        add(parents, b"<< /Kids [ %b ] >>" % b" ".join(self._parent_nodes()))
        roles = self._head.get("/RoleMap", b"")
        add(
            self._tree,
            b"<< /Type /StructTreeRoot /K [ %d 0 R ] /ParentTree %d 0 R "
            b"/ParentTreeNextKey %d%b >>"
            % (self._whole.document, parents, self._next_parent, roles),
        )
        self._write_outlines()
        root = reserve()
        head = b"".join(text for key, text in self._head.items() if key != "/RoleMap")
        add(
            root,
            b"<< /Type /Catalog /Pages %d 0 R /StructTreeRoot %d 0 R /Outlines %d 0 R "
            b"/MarkInfo << /Marked true >>%b >>"
            % (self._page_root, self._tree, self._outlines, head),
        )
        self._packing.close(root=root, info=self._info)
        return self._count

    def _take_head(self, letter: Letter, source: pikepdf.Pdf) -> None:
        """Take from the first letter what is said of the whole file."""
        for key in ("/Lang", "/Metadata", "/OutputIntents", "/ViewerPreferences"):
            if key in source.Root:
                self._head[key] = b" %b %b" % (key.encode(), letter.text_of(source.Root[key]))
        tree = source.Root.StructTreeRoot
        if "/RoleMap" in tree:
            self._head["/RoleMap"] = b" /RoleMap %b" % letter.text_of(tree.RoleMap)
        if "/Info" in source.trailer:
            self._info = letter.place(source.trailer.Info)

    def _add_blank(self, like: Any, node: int) -> int:
        """Add a page with nothing on it, of the size of another."""
        boxes = b" ".join(
            b"%b %b" % (key.encode(), like[key].unparse())
            for key in ("/MediaBox", "/TrimBox", "/BleedBox", "/CropBox")
            if key in like
        )
        number = self._packing.reserve()
        self._packing.add(
            number,
            b"<< /Type /Page /Parent %d 0 R /Resources << >> /Tabs /S %b >>" % (node, boxes),
        )
        return number

    def _add_parents(self, letter: Letter) -> None:
        """Write a letter's leaf of the parent tree, its keys behind those of the letters before."""
        entries = sorted(letter.parents())
        if not entries:
            return
        first, last = entries[0][0], entries[-1][0]
        nums = b" ".join(b"%d %b" % entry for entry in entries)
        number = self._packing.reserve()
        self._packing.add(number, b"<< /Limits [ %d %d ] /Nums [ %b ] >>" % (first, last, nums))
        self._parents.append((first, last, number))
        self._next_parent = last + 1

    def _parent_nodes(self) -> Iterator[bytes]:
        for start in range(0, len(self._parents), BRANCHES):
            leaves = self._parents[start : start + BRANCHES]
            number = self._packing.reserve()
            kids = b" ".join(b"%d 0 R" % leaf for _, _, leaf in leaves)
            self._packing.add(
                number,
                b"<< /Limits [ %d %d ] /Kids [ %b ] >>" % (leaves[0][0], leaves[-1][1], kids),
            )
            yield b"%d 0 R" % number

    def _write_outlines(self) -> None:
        numbers = [number for number, _, _ in self._marks]
        for index, (number, title, page) in enumerate(self._marks):
            before = b" /Prev %d 0 R" % numbers[index - 1] if index else b""
            after = b" /Next %d 0 R" % numbers[index + 1] if index + 1 < len(numbers) else b""
            self._packing.add(
                number,
                b"<< /Title <%b> /Parent %d 0 R /Dest [ %d 0 R /Fit ]%b%b >>"
                % (title, self._outlines, page, before, after),
            )
        self._packing.add(
            self._outlines,
            b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>"
            % (numbers[0], numbers[-1], len(numbers)),
        )
