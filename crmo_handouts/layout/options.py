"""Lists of options on laid-out pages: where everything stands when some of their lines are gone.

Blocks stand one below the other, so a line that is taken out lets all that follows it in its column
move up by what it took, and what follows the columns by what the longest of them has lost (CSS 2.2,
9.4.1). No text is laid out anew. Whatever is not that simple is a Misfit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from crmo_handouts.layout.slots import NEAR, Misfit, walk
from crmo_handouts.layout.typeset import Pages

Block = tuple[int, int]
"""A part of the page that moves as one: a list and its line, or `HEAD`; or a page and `AFTER`."""

HEAD, AFTER = -1, -2


@dataclass(frozen=True, slots=True)
class Span:
    """Where a box begins and ends, CSS px from the top of the page."""

    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of options: itself and its lines, and what lies between two lines, CSS px.

    Without a line it is some other block of the column, which always stays.
    """

    whole: Span
    lines: tuple[Span, ...]
    between: float

    def moved(self, top: float, kept: Sequence[bool]) -> tuple[list[float | None], float]:
        """Return how far each line moves, None for one that is gone, and where the list ends."""
        if not self.lines:
            return [], top + self.whole.bottom - self.whole.top
        moves: list[float | None] = []
        y = self.lines[0].top - self.whole.top + top
        end = y
        for line, is_kept in zip(self.lines, kept, strict=True):
            moves.append(y - line.top if is_kept else None)
            if is_kept:
                end = y + line.bottom - line.top
                y = end + self.between
        return moves, end + self.whole.bottom - self.lines[-1].bottom


@dataclass(frozen=True, slots=True)
class Column:
    """Lists below each other, by their numbers; what lies between two, and after the last one."""

    numbers: tuple[int, ...]
    between: float
    after: float


@dataclass(frozen=True, slots=True)
class Options:
    """The lists of a document, all on one page, side by side in columns.

    `blocks` tells by the identity of an element which block its boxes belong to; others stay where
    they are. `roots` are the boxes of the lists and of their lines, `rigid` are the elements around
    the lists, for which nothing may be drawn.
    """

    page: int
    listings: tuple[Listing, ...]
    columns: tuple[Column, ...]
    blocks: Mapping[int, Block]
    roots: Mapping[Block, Any]
    rigid: frozenset[int]

    def moves(self, selection: Sequence[Sequence[bool]]) -> dict[Block, float | None]:
        """Return how far each block moves, CSS px; None is for one that is gone.

        Raises Misfit when a column has no line left.
        """
        moves: dict[Block, float | None] = {}
        ends_before, ends = [], []
        for column in self.columns:
            y = self.listings[column.numbers[0]].whole.top
            end = None
            for number in column.numbers:
                listing = self.listings[number]
                kept = selection[number] if listing.lines else ()
                is_kept = any(kept) or not listing.lines
                moves[number, HEAD] = y - listing.whole.top if is_kept else None
                lines, bottom = listing.moved(y, kept)
                moves |= {(number, index): move for index, move in enumerate(lines)}
                if is_kept:
                    end, y = bottom, bottom + column.between
            if end is None:
                raise Misfit
            ends.append(end + column.after)
            ends_before.append(self.listings[column.numbers[-1]].whole.bottom + column.after)
        moves[self.page, AFTER] = max(ends) - max(ends_before)
        return moves


def find_options(pages: Pages) -> Options:
    """Find the lists of options of laid-out pages. Raises Misfit when there are none to be moved."""
    for number, page in enumerate(pages.rendering.pages):
        flow = page._page_box.children[0]
        paths = [path for path in walk(flow) if _has(path[-1], "data-options")]
        if paths:
            return _read_options(number, flow, paths)
    raise Misfit


def _read_options(page: int, flow: Any, paths: Sequence[tuple[Any, ...]]) -> Options:
    containers = {id(path[-3]): path[-3] for path in paths if len(path) > 2}
    if len(containers) != 1:
        raise Misfit
    (container,) = containers.values()
    columns = {id(path[-2]): path[-2] for path in paths}
    lists = [path[-1] for path in paths]
    lists += [box for column in columns.values() for box in column.children if box not in lists]
    listings = tuple(map(_read_listing, lists))
    rigid = frozenset(id(box.element) for path in paths for box in path[:-1])
    blocks = dict.fromkeys(set(_following(flow, container)) - rigid, (page, AFTER))
    roots: dict[Block, Any] = {}
    for number, box in enumerate(lists):
        roots[number, HEAD] = box
        roots |= {(number, index): line for index, line in enumerate(_lines(box))}
    for block, root in roots.items():
        blocks |= dict.fromkeys(map(_element, root.descendants()), block)
    return Options(
        page=page,
        listings=listings,
        columns=tuple(_read_column(column, lists, listings) for column in columns.values()),
        blocks=blocks,
        roots=roots,
        rigid=rigid,
    )


def _read_listing(box: Any) -> Listing:
    lines = tuple(map(_span, _lines(box)))
    return Listing(_span(box), lines, _one(b.top - a.bottom for a, b in pairwise(lines)))


def _read_column(column: Any, lists: Sequence[Any], listings: Sequence[Listing]) -> Column:
    numbers = tuple(lists.index(box) for box in column.children)
    spans = [listings[number].whole for number in numbers]
    end = column.content_box_y() + column.height
    return Column(
        numbers, _one(b.top - a.bottom for a, b in pairwise(spans)), end - spans[-1].bottom
    )


def _following(flow: Any, container: Any) -> Iterator[int]:
    """Yield the identities of the elements that come after a box and are not in it."""
    boxes = list(flow.descendants())
    inside = {id(box) for box in container.descendants()}
    last = max(index for index, box in enumerate(boxes) if id(box) in inside)
    return map(_element, boxes[last + 1 :])


def _element(box: Any) -> int:
    return id(box.element)


def _lines(box: Any) -> list[Any]:
    return [child for child in box.descendants() if _has(child, "data-option")]


def _has(box: Any, attribute: str) -> bool:
    """Tell whether a block is that of an element with an attribute, not one inside it."""
    is_block = type(box).__name__ == "BlockBox"
    return is_block and box.element is not None and box.element.get(attribute) is not None


def _span(box: Any) -> Span:
    return Span(box.border_box_y(), box.border_box_y() + box.border_height())


def _one(lengths: Iterator[float]) -> float:
    """Return what all lengths are, CSS px. Raises Misfit when they differ."""
    known = list(lengths)
    if not known:
        return 0.0
    if max(known) - min(known) > NEAR:
        raise Misfit
    return known[0]
