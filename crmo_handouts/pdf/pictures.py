"""Pictures as an archive wants them, and each in the file once.

A mark beside forty lines is one object, shown forty times. The engine draws a background picture anew
wherever it stands: that took a fifth of the time in which a sheet is drawn, as much again when it was
judged, and a tenth of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crmo_handouts.pdf.replacing import replaced

ONCE = ("no-repeat", "no-repeat")


@contextmanager
def pictures_once() -> Iterator[None]:
    """Let the engine draw each SVG background once a size, within this context, which is one PDF.

    Each is a form XObject (ISO 32000-1, 8.10) with its corner at the origin, moved to its places.
    """
    from weasyprint import draw
    from weasyprint.images import SVGImage

    plain = draw.draw_background_image
    drawn: dict[tuple[int, int, Any], str] = {}

    def draw_once(pen: Any, layer: Any, style: Any) -> None:
        # How any other picture looks may depend on the style of its box.
        if not isinstance(layer.image, SVGImage) or layer.repeat != ONCE or 0 in layer.size:
            plain(pen, layer, style)
            return
        # What a page or a group may show is listed in its resources.
        picture = id(pen._resources), id(layer.image), layer.size
        if picture not in drawn:
            drawn[picture] = _draw(pen, layer, style)
        left, top, width, height = layer.painting_area
        with pen.artifact(), pen.stacked():
            if not layer.unbounded:
                pen.rectangle(left, top, width, height)
                pen.clip()
                pen.end()
            right, down = layer.position
            pen.transform(e=layer.positioning_area[0] + right, f=layer.positioning_area[1] + down)
            pen.draw_x_object(drawn[picture])

    with replaced(draw, "draw_background_image", draw_once):
        yield


@contextmanager
def no_interpolation() -> Iterator[None]:
    """Let the engine ask no viewer to smooth a picture's pixels (PDF/A-2: ISO 19005-2, 6.2.8)."""
    from weasyprint.pdf.stream import Stream

    add_image = Stream.add_image

    def add_plain(pen: Any, image: Any, interpolate: bool, ratio: float) -> Any:
        return add_image(pen, image, False, ratio)

    with replaced(Stream, "add_image", add_plain):
        yield


def _draw(pen: Any, layer: Any, style: Any) -> str:
    """Draw a picture into a form of its own; return its name among the resources."""
    width, height = layer.size
    # Strokes may stick out of a picture, by less than its size.
    form = pen.add_group(-width, -height, 3 * width, 3 * height)
    layer.image.draw(form, width, height, style)
    name: str = form.id
    return name
