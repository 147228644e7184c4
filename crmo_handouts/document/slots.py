"""A sheet's HTML -> its frame and what stands in its slots.

Names, dates and numbers stand in elements with `data-slot`, never in sentences. So letters to many
readers share a frame: the sheet with stand-ins in its slots. Two sheets of one frame differ by the
texts of their slots and by nothing else, whatever their values were.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

STAND_INS = {
    # By the first word of a character's Unicode name, which is its script's. The line of a text is
    # as high as its font says, and the script decides on the font.
    "ARABIC": "ا",
    "BENGALI": "ক",
    "CJK": "中",
    "CYRILLIC": "н",
    "DEVANAGARI": "क",
    "GREEK": "ν",
    "LATIN": "n",
    "TAMIL": "க",
}
DIGIT = "0"
"""Stands in for a text of any other script, of digits first of all."""

TYPED = "<bdi"
"""How a text begins that a person typed: it is isolated from its line (see `formats`)."""

SHARED = 'data-slot="shared"'

_SLOT = re.compile(r"(<span\b[^<>]*\sdata-slot(?=[\s>=])[^<>]*>)(.*?)(</span>)", re.DOTALL)
_TAG = re.compile(r"(<[^<>]*>)")
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Slotted:
    """A sheet's HTML taken apart: the texts of its slots by their number, in the order of the sheet.

    `own` are those of slots that hold what a person typed, `common` those of slots that hold what
    many readers have in common: a choice, the date of a letter, and what a template says is so
    (`data-slot="shared"`), as the name of a school or a clinic.
    """

    frame: str
    own: Mapping[int, tuple[str, ...]]
    common: Mapping[int, tuple[str, ...]]


def take_slots(document_html: str) -> Slotted:
    """Take the texts of all slots out of a sheet, and leave stand-ins.

    White space is collapsed as CSS does it (CSS Text 3, 4.1.1). What has neither letters nor digits,
    as the dot between two parts of a value, stays in the frame.
    """
    own: dict[int, tuple[str, ...]] = {}
    common: dict[int, tuple[str, ...]] = {}

    def stand_in(slot: re.Match[str]) -> str:
        opening, inner, closing = slot.groups()
        pieces = [
            piece if piece.startswith("<") else _SPACES.sub(" ", html.unescape(piece))
            for piece in _TAG.split(inner)
            if piece
        ]
        texts = tuple(piece for piece in pieces if not piece.startswith("<"))
        if texts:
            is_own = TYPED in inner and SHARED not in opening
            (own if is_own else common)[len(own) + len(common)] = texts
        return "".join([opening, *map(_stand_in, pieces), closing])

    return Slotted(_SLOT.sub(stand_in, document_html), own, common)


def _stand_in(piece: str) -> str:
    if piece.startswith("<"):
        return piece
    first = next(filter(str.isalnum, piece), None)
    if first is None:
        return html.escape(piece)
    return STAND_INS.get(unicodedata.name(first, "").split(" ")[0], DIGIT)
