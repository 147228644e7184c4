"""Shaped text as clusters: a Pango run -> what each piece of its text draws, and where.

A cluster is the smallest piece of text that shaping can tell apart: a letter, a conjunct with its
vowel signs, a ligature. Its glyphs can be many, out of the text's order and moved; its text is exact.

Positions are those of WeasyPrint 70.0, which rounds and scales a little on the way to the page. They
are followed to the letter, so that a page looks the same with this text layer as without it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

PlacedGlyph = tuple[int, float, float]
"""A glyph's id and its place, 1/1000 em."""


class ShapedGlyph(NamedTuple):
    """A glyph as Pango gives it: units of 1/1024 pt; `cluster` is a byte offset in the run's text.

    `own` is the glyph's advance in its font, 1/1000 em. A glyph of None draws nothing.
    """

    glyph: int | None
    cluster: int
    width: int
    x_offset: int
    y_offset: int
    own: int


class Cluster(NamedTuple):
    """A piece of text with its glyphs (id, x, y) and its advance, all in 1/1000 em."""

    text: str
    glyphs: tuple[PlacedGlyph, ...]
    start: float
    advance: float

    @property
    def is_space(self) -> bool:
        """Tell whether this parts words."""
        return self.text.isspace()

    @property
    def is_attached(self) -> bool:
        """Tell whether this cannot stand alone: a mark or a joiner, or it has no width.

        Readers take two texts at one place for a shadow, and drop one.
        """
        return self.advance < 1 or unicodedata.category(self.text[0]) in ("Mn", "Me", "Cf")

    def joined(self, other: Cluster) -> Cluster:
        """Return this and the one to the right of it as one; the texts are joined by the caller."""
        gap = other.start - self.start
        moved = tuple((glyph, x + gap, y) for glyph, x, y in other.glyphs)
        advance = gap + other.advance
        return self._replace(glyphs=self.glyphs + moved, advance=advance)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one font and one direction; its clusters are in their order on the page.

    `start` is its place in the line, pt; `offset` that in the text, bytes.
    """

    font: Any
    size: float
    start: float
    is_rtl: bool
    offset: int
    clusters: Sequence[Cluster]


def read_clusters(
    text: bytes,
    glyphs: Sequence[ShapedGlyph],
    size: float,
    *,
    reverse: bool = False,
) -> tuple[list[Cluster], float]:
    """Read a run's clusters in their order on the page, and its advance in 1/1000 em.

    `size` is that of the type, pt. In a run from right to left (`reverse`) the glyphs come in their
    order on the page, too.
    """
    starts = sorted({glyph.cluster for glyph in glyphs})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    found: list[Cluster] = []
    pen = 0.0
    index = 0
    while index < len(glyphs):
        here = glyphs[index].cluster
        begin, drawn = pen, []
        while index < len(glyphs) and glyphs[index].cluster == here:
            shaped = glyphs[index]
            index += 1
            if shaped.glyph is None:
                pen += shaped.width / size
                continue
            # As WeasyPrint writes them: an offset in 1/1024 em is used as 1/1000 em, what is left
            # of an advance is cut off at the decimal point.
            offset = shaped.x_offset / size
            drawn.append((shaped.glyph, pen + offset - begin, -shaped.y_offset / size))
            rest = shaped.own + offset - shaped.width * 1000 / 1024 / size
            pen += offset + shaped.own - int(rest)
        found.append(Cluster(text[here : ends[here]].decode(), tuple(drawn), begin, pen - begin))
    return _attach(found, reverse=reverse), pen


def _attach(clusters: Sequence[Cluster], *, reverse: bool) -> list[Cluster]:
    """Join what cannot stand alone to the cluster before it in the text."""
    joined: list[Cluster] = []
    for cluster in clusters:
        last = joined[-1] if joined else None
        if last is None:
            joined.append(cluster)
        elif reverse and last.is_attached and not cluster.is_space:
            joined[-1] = last.joined(cluster)._replace(text=cluster.text + last.text)
        elif not reverse and cluster.is_attached and not last.is_space:
            joined[-1] = last.joined(cluster)._replace(text=last.text + cluster.text)
        else:
            joined.append(cluster)
    return joined
