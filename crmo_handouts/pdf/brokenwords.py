"""Words that are broken over two lines after a hyphen or a slash of their own.

Readers drop such a hyphen (poppler, PDFium), or take the word for two (MuPDF, pdf.js). So it is said
whole in the first line, and not again in the second (ISO 32000-1, 14.9.4, has a word like that). Lines
from right to left are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from crmo_handouts.layout.slots import texts_of
from crmo_handouts.pdf.reading import Piece

BREAKS = ("-", "\u2010", "/")

UNSAID = "\t"
"""The text of what is said elsewhere: PDFium says it again if this is empty, or can be printed."""

Said = tuple[int, str]
"""How many characters of a text are not to be said, and what is to be said after it."""


def broken_words(blocks: Iterable[Any]) -> dict[Any, Said]:
    """Return the text boxes of blocks that a broken word ends or begins in."""
    found: dict[Any, Said] = {}
    for block in blocks:
        lines = [line for line in block.children or () if type(line).__name__ == "LineBox"]
        # From the last line up: a word can be broken more than once.
        for line, following in reversed(list(pairwise(lines))):
            if rest := _rest_of_word(line, following):
                end, start = texts_of(line)[-1], texts_of(following)[0]
                further = found[start][1] if start.text == rest and start in found else ""
                found[end] = (0, rest + further)
                found[start] = (len(rest), "" if further else found.get(start, (0, ""))[1])
    return found


def _rest_of_word(line: Any, following: Any) -> str:
    before, after = texts_of(line), texts_of(following)
    if not before or not after or line.element is None or line.style["direction"] == "rtl":
        return ""
    text, (rest, *_) = before[-1].text, after[0].text.split(maxsplit=1) or [""]
    if not text.endswith(BREAKS):
        return ""
    # A space at the end of a line is gone from its box, not from its source.
    source = " ".join("".join(line.element.itertext()).split())
    return rest if text.split(" ")[-1] + rest in source else ""


def with_broken_words(
    pieces: Sequence[Piece], skipped: int, rest: str
) -> Iterator[tuple[str, Sequence[Piece]]]:
    """Yield the pieces of a text in parts, each with what it says in place of its codes, or "".

    A word that is broken over two lines is said whole in the first: its last piece says the `rest`
    too, and what was `skipped` (characters) at the start of the second line is not said again.
    Readers would drop its hyphen (poppler, PDFium), or take it for two (MuPDF).
    """
    ends = accumulate(len(piece.text) for piece in pieces)
    first = sum(end <= skipped for end in ends)
    if skipped:
        yield UNSAID, pieces[:first]
    if rest and first < len(pieces):
        yield "", pieces[first:-1]
        yield pieces[-1].text + rest, pieces[-1:]
    else:
        yield "", pieces[first:]
