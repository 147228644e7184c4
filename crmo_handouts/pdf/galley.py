"""A galley: a form with every option set -> the form of any selection of them.

A letter's list of changes is most of what differs between two forms. So a sheet with all of them is
laid out and drawn once; a selection takes the operators of its own lines, moved to where they then
stand (see `layout.options`), and the structure elements that belong to them (ISO 32000-1, 14.7). What
is not selected is not in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pydyf

from crmo_handouts.layout import Misfit, Options, Pages, find_options, find_slots
from crmo_handouts.layout.options import Block
from crmo_handouts.paper import Paper
from crmo_handouts.pdf.form import Content, Form, Hole, cut, recorded, sealed_form
from crmo_handouts.pdf.replacing import replaced
from crmo_handouts.pdf.sealed import Written
from crmo_handouts.pdf.write import draw

DRAWINGS = {
    # The engine's functions that draw something of a box, and where among their arguments it is.
    "draw_background": 0,
    "draw_border": 0,
    "draw_inline_level": 1,
    "draw_outline": 0,
    "draw_replacedbox": 0,
    "draw_table": 0,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a page's content that moves with a block, or stays when that is None."""

    block: Block | None
    pieces: tuple[bytes, ...]
    holes: tuple[Hole, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A block's structure elements: their numbers, the root's parent, and their marked contents."""

    root: bytes
    parent: int
    numbers: frozenset[int]
    mcids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Galley:
    """Pages with holes and every option. `elements` are those that lose kids, by their number."""

    form: Form
    options: Options
    number: int
    """The object of the content that has the options."""
    parts: tuple[Part, ...]
    written: Written
    branches: Mapping[Block, Branch]
    elements: Mapping[int, Any]
    parent_tree: tuple[int, Any]

    def made_up(self, selection: Sequence[Sequence[bool]]) -> Form:
        """Return the form of a selection: for each list, which of its lines are kept.

        Raises Misfit when a column has none left.
        """
        moves = self.options.moves(selection)
        gone = [branch for block, branch in self.branches.items() if moves[block] is None]
        content = _made_up(self.number, self.parts, moves)
        contents = tuple(
            content if other.number == self.number else other for other in self.form.contents
        )
        numbers = frozenset[int]().union(*(branch.numbers for branch in gone))
        changed = dict(self._changed(gone))
        return replace(
            self.form, contents=contents, sealed=self.written.sealed(changed=changed, gone=numbers)
        )

    def _changed(self, gone: Sequence[Branch]) -> Iterator[tuple[int, bytes]]:
        """Yield the elements that lose kids, and the tree of parents by marked content."""
        roots = {branch.root for branch in gone}
        for number in {branch.parent for branch in gone}:
            element = self.elements[number]
            kids = pydyf.Array(kid for kid in element["K"] if kid not in roots)
            yield number, pydyf.Dictionary({**element, "K": kids}).data
        number, tree = self.parent_tree
        nums = pydyf.Array(tree["Nums"])
        place = 2 * self.options.page + 1
        nums[place] = pydyf.Array(nums[place])
        for branch in gone:
            for mcid in branch.mcids:
                nums[place][mcid] = "null"
        yield number, pydyf.Dictionary({**tree, "Nums": nums}).data


def draw_galley(pages: Pages, paper: Paper) -> Galley:
    """Draw laid-out pages with every option as a galley.

    Raises Misfit when a list or a slot stands where nothing could change without a new layout.
    """
    slots, options = tuple(find_slots(pages)), find_options(pages)
    galleys: list[Galley] = []
    with recorded(slots) as spots, _segmented(pages, options) as (segments, elements):

        def finish(pdf: Any, placed: Any) -> None:
            pen = placed.pages[options.page]._stream
            if any(segment.pen is not pen for segment in segments):
                raise Misfit
            form, written = sealed_form(pdf, placed, slots, spots, also=pen)
            branches = {block: _branch(pdf, element) for block, element in elements.items()}
            galleys.append(
                Galley(
                    form=form,
                    options=options,
                    number=pen.number,
                    parts=tuple(_parts(pen, segments, spots)),
                    written=written,
                    branches=branches,
                    elements={b.parent: pdf.objects[b.parent] for b in branches.values()},
                    parent_tree=_parent_tree(pdf),
                )
            )

        if draw(pages, paper, finish):
            raise Misfit  # a character that no font has
    return galleys[0]


@dataclass(frozen=True, slots=True)
class Segment:
    """Where in the operators of a page something of a block is drawn."""

    pen: Any
    start: int
    end: int
    block: Block


@contextmanager
def _segmented(pages: Pages, options: Options) -> Iterator[tuple[list[Segment], dict[Block, Any]]]:
    """Note what is drawn for each block, and which structure element is made for it."""
    from weasyprint import draw as engine_draw
    from weasyprint.pdf import tags as engine_tags

    flow = pages.rendering.pages[options.page]._page_box.children[0]
    # The engine draws copies of some boxes; their elements and backgrounds are the same.
    backgrounds = {id(box.background): box for box in flow.descendants() if box.background}
    segments: list[Segment] = []
    elements: dict[Block, Any] = {}
    is_inside = False

    def segmented(plain: Any, place: int) -> Any:
        def draw_segment(pen: Any, *arguments: Any, **named: Any) -> None:
            nonlocal is_inside
            item = arguments[place]
            box = backgrounds.get(id(item), getattr(item, "box", item))
            element = id(getattr(box, "element", None))
            block = options.blocks.get(element)
            if is_inside or (block is None and element not in options.rigid):
                plain(pen, *arguments, **named)
                return
            if pen.stream and pen.stream[-1] == b"ET":
                raise Misfit  # the engine would go on in the text object that is open there
            start, is_inside = len(pen.stream), True
            _forget(pen)
            plain(pen, *arguments, **named)
            _forget(pen)
            is_inside = False
            if block is not None:
                segments.append(Segment(pen, start, len(pen.stream), block))
            elif len(pen.stream) > start:
                raise Misfit  # something is drawn around the lists, as large as they are

        return draw_segment

    build = engine_tags._build_box_tree
    roots = {id(box): block for block, box in options.roots.items()}

    def build_noted(box: Any, *arguments: Any) -> Iterator[Any]:
        for element in build(box, *arguments):
            if id(box) in roots:
                elements[roots[id(box)]] = element
            yield element

    with ExitStack() as stack:
        for name, place in DRAWINGS.items():
            ours = segmented(getattr(engine_draw, name), place)
            stack.enter_context(replaced(engine_draw, name, ours))
        stack.enter_context(replaced(engine_tags, "_build_box_tree", build_noted))
        yield segments, elements


def _forget(pen: Any) -> None:
    """Let what follows say its colours and states itself: it may stand after something else."""
    pen._current_color = pen._current_color_stroke = pen._current_font = None
    pen._current_alpha = pen._current_alpha_stroke = None


def _parts(pen: Any, segments: Sequence[Segment], spots: Any) -> Iterator[Part]:
    """Yield the stretches of a page's content in their order."""
    at = 0
    for segment in segments:
        yield Part(None, *cut(pen, spots, at, segment.start))
        yield Part(segment.block, *cut(pen, spots, segment.start, segment.end))
        at = segment.end
    yield Part(None, *cut(pen, spots, at, len(pen.stream)))


def _made_up(number: int, parts: Sequence[Part], moves: Mapping[Block, float | None]) -> Content:
    """Return a page's content of the parts that stay, each moved to its place."""
    pieces: list[bytes] = []
    holes: list[Hole] = []
    open_piece: list[bytes] = []
    for part in parts:
        move = 0.0 if part.block is None else moves[part.block]
        if move is None or part.pieces == (b"",):
            continue
        if move:
            open_piece.append(b"q\n1 0 0 1 0 %f cm" % move)
        open_piece.append(part.pieces[0])
        for hole, piece in zip(part.holes, part.pieces[1:], strict=True):
            pieces.append(b"\n".join(open_piece))
            holes.append(hole)
            open_piece = [piece]
        if move:
            open_piece.append(b"Q")
    return Content(number, (*pieces, b"\n".join(open_piece)), tuple(holes))


def _branch(pdf: Any, root: Any) -> Branch:
    """Read all structure elements from one on downwards."""
    numbers: set[int] = set()
    mcids: set[int] = set()
    waiting = [root]
    while waiting:
        element = waiting.pop()
        numbers.add(element.number)
        for kid in element["K"]:
            if isinstance(kid, int):
                mcids.add(kid)
            else:
                waiting.append(pdf.objects[_number(kid)])
    return Branch(root.reference, _number(root["P"]), frozenset(numbers), frozenset(mcids))


def _parent_tree(pdf: Any) -> tuple[int, Any]:
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    number = _number(root["ParentTree"])
    return number, pdf.objects[number]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
