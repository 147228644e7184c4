"""The slots of laid-out pages, and how other texts stand in them.

A slot is an element with `data-slot` (see `document.slots`), laid out with stand-ins. Its texts can be
exchanged without a new layout as long as each stays on the one line that it has, is as high as its
stand-in, and nothing follows it there. What does not fit so is laid out from the start instead: the
pages are then those of a full layout in either case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from crmo_handouts.layout.typeset import Pages

NEAR = 1e-6
"""Two lengths are the same when they differ by less, CSS px."""


class Misfit(Exception):  # noqa: N818 - a signal between two ways of printing, told to nobody
    """A text, or a page, that takes a full layout."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for texts on a page, CSS px.

    `boxes` are the engine's text boxes in the order of the text; `visual` are their indexes from left
    to right, `gaps` what lies between two of them. One edge of the line stays where it is: the left
    one, `start`, or in lines from right to left the right one. `room` is how wide all may be.
    """

    boxes: tuple[Any, ...]
    visual: tuple[int, ...]
    gaps: tuple[float, ...]
    start: float
    room: float
    is_rtl: bool

    def place(self, texts: Sequence[str]) -> list[Any]:
        """Return text boxes with these texts at their places, in the order of the text.

        Raises Misfit when they need another layout.
        """
        if len(texts) != len(self.boxes):
            raise Misfit
        boxes = [_shaped(box, text) for box, text in zip(self.boxes, texts, strict=True)]
        width = sum(box.width for box in boxes) + sum(self.gaps)
        if width > self.room:
            raise Misfit
        x = self.start - width if self.is_rtl else self.start
        for index, gap in zip(self.visual, (*self.gaps, 0.0), strict=True):
            boxes[index].position_x = x
            x += boxes[index].width + gap
        return boxes


def find_slots(pages: Pages) -> list[Slot]:
    """Find the slots that hold a text, in the order of the sheet.

    Raises Misfit when one of them stands where another text would change the layout.
    """
    slots = [
        _read_slot(path[-1], path[:-1])
        for page in pages.rendering.pages
        for path in walk(page._page_box)
        if _is_slot(path[-1]) and any(texts_of(path[-1]))
    ]
    elements = [id(box.element) for slot in slots for box in slot.boxes[:1]]
    if len(set(elements)) < len(elements):
        raise Misfit  # a slot that was broken into two lines
    return slots


def walk(box: Any, parents: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield a box and each below it, with those around it before it."""
    path = (*parents, box)
    yield path
    for child in getattr(box, "children", ()):
        yield from walk(child, path)


def _is_slot(box: Any) -> bool:
    return (
        type(box).__name__ == "InlineBox"
        and box.element is not None
        and box.element.get("data-slot") is not None
    )


def texts_of(box: Any) -> list[Any]:
    """Return the text boxes in a box."""
    return [child for child in box.descendants() if type(child).__name__ == "TextBox"]


def _read_slot(box: Any, parents: Sequence[Any]) -> Slot:
    line = next(parent for parent in reversed(parents) if type(parent).__name__ == "LineBox")
    container = parents[parents.index(line) - 1]
    boxes = tuple(texts_of(box))
    visual = tuple(sorted(range(len(boxes)), key=lambda index: boxes[index].position_x))
    ordered = [boxes[index] for index in visual]
    ends = [text.position_x + text.width for text in ordered]
    is_rtl = line.style["direction"] == "rtl"
    left = container.content_box_x()
    right = left + container.width
    outer = texts_of(line)
    if is_rtl:
        is_last = ordered[0].position_x <= min(text.position_x for text in outer) + NEAR
        is_at_edge = abs(line.position_x + line.width - right) < NEAR
        start, room = ends[-1], ends[-1] - left
    else:
        is_last = ends[-1] >= max(text.position_x + text.width for text in outer) - NEAR
        is_at_edge = abs(line.position_x - left) < NEAR
        start, room = ordered[0].position_x, right - ordered[0].position_x
    if not (is_last and is_at_edge) or _is_as_wide_as_its_text(parents):
        raise Misfit
    gaps = tuple(after.position_x - end for end, after in zip(ends, ordered[1:], strict=False))
    return Slot(boxes, visual, gaps, start, room, is_rtl)


def _is_as_wide_as_its_text(parents: Sequence[Any]) -> bool:
    """Tell whether a box around the slot shrinks to fit what is in it (CSS 2.2, 10.3.5)."""
    return any(
        parent.style["width"] == "auto"
        and (parent.style["float"] != "none" or type(parent).__name__ == "InlineBlockBox")
        for parent in parents
    )


def _shaped(box: Any, text: str) -> Any:
    """Return a text box like another, with a text of its own, as high as the other."""
    from weasyprint.text.ffi import FROM_UNITS, pango
    from weasyprint.text.line_break import line_size

    layout = _kept_layout()(box.style)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # as the drawing sets it
    layout.set_text(text)
    line, resume_at = layout.get_first_line()
    width, height = line_size(line, box.style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS + box.margin_top
    is_alike = abs(height - box.height) < NEAR and abs(baseline - box.baseline) < NEAR
    if resume_at is not None or not is_alike:
        raise Misfit
    shaped = box.copy_with_text(text)
    shaped.pango_layout, shaped.width = layout, width
    return shaped


@cache
def _kept_layout() -> Any:
    """Return the engine's class of shaped texts, made to keep its shaping for the drawing.

    The engine throws it away after the layout and shapes again.
    """
    from weasyprint.text.line_break import Layout

    class KeptLayout(Layout):  # type: ignore[misc]
        def reactivate(self, style: Any) -> None:
            """It is active."""

        def deactivate(self) -> None:
            """It goes with its box."""

    return KeptLayout
