"""A page -> its text as PDFium copies it: whole, by marked content, and by what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from crmo_handouts.preflight.reading import pdfium
from crmo_handouts.preflight.reading.opening import OutOfTimeError

MOST_CHARACTERS = 100_000
"""Most characters of a page that are read; a page of ours has 1,500 to 3,000."""


@dataclass(slots=True)
class TextLayer:
    """What a page says; `places` are the characters of each text object: first, and one past the last."""

    words: str
    marked: dict[int, str]
    """The text by marked content (MCID)."""
    characters: Sequence[str]
    places: dict[int, tuple[int, int]]

    def visible(self, text: int) -> Iterator[tuple[int, str]]:
        """Yield the characters of a text object that ought to leave ink, with their numbers."""
        first, end = self.places.get(text, (0, 0))
        for index in range(first, end):
            if _is_visible(self.characters[index]):
                yield index, self.characters[index]

    @property
    def silent(self) -> set[int]:
        """The text objects that show nothing: spaces, and marks of direction."""
        characters = self.characters
        return {
            text
            for text, (first, end) in self.places.items()
            if first < end and not any(map(_is_visible, characters[first:end]))
        }


def _is_visible(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def read_text(text_page: Any) -> TextLayer:
    """Return the text of a page. Raises OutOfTimeError when there is too much of it.

    PDFium puts in spaces and breaks where it sees them; they belong to what stands before.
    """
    raw = pdfium.address(text_page.raw)
    count = pdfium.count_characters(raw)
    if count > MOST_CHARACTERS:
        raise OutOfTimeError(f"a page has more than {MOST_CHARACTERS} characters")
    characters = pdfium.copied(raw, count) or [
        chr(code) for code in map(pdfium.unicode_at, repeat(raw), range(count))
    ]
    marked: dict[int, list[str]] = {}
    places: dict[int, tuple[int, int]] = {}
    target: list[str] = []
    current, first = 0, 0
    for index, owner in enumerate(map(pdfium.text_object_at, repeat(raw), range(count))):
        if owner and owner != current:
            places.setdefault(current, (first, index))
            current, first = owner, index
            target = marked.setdefault(pdfium.mcid_of(owner), [])
        target.append(characters[index])
    places.setdefault(current, (first, count))
    return TextLayer(
        words=_joined(characters),
        marked={mcid: _joined(parts) for mcid, parts in marked.items()},
        characters=characters,
        places=places,
    )


def _joined(parts: Sequence[str]) -> str:
    text = "".join(parts).replace("\0", "")  # what a reader cannot name
    try:
        text.encode()
    except UnicodeEncodeError:  # halves of pairs: PDFium gives UTF-16 on some systems
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
