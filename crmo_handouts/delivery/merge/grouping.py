"""Letters as their rows come -> Chunks of letters whose bodies are alike, a few rows at a time.

The press lays a body out once for all letters that share it, so neighbours should. Only so many
letters are held back for that; the memory of a merge does not grow with its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crmo_handouts.delivery.merge.rows import Letter
from crmo_handouts.delivery.merge.workers import Chunk

FIRST_HELD, MOST_HELD = 100, 2000
"""Letters held back to find neighbours: few at first, so that the first is printed at once."""


def chunked(letters: Iterable[Letter], *, size: int) -> Iterator[Chunk]:
    """Yield chunks of up to `size` letters, alike as far as those held back allow."""
    held: dict[tuple[Any, ...], list[Letter]] = {}
    count = given = 0
    for letter in letters:
        group = held.setdefault(letter.body, [])
        group.append(letter)
        count += 1
        if len(group) >= size:
            chunk = Chunk(tuple(held.pop(letter.body)))
        elif count >= min(FIRST_HELD + given, MOST_HELD):
            chunk = _take(held, size)
        else:
            continue
        count -= len(chunk.letters)
        given += len(chunk.letters)
        yield chunk
    while held:
        yield _take(held, size)


def _take(held: dict[tuple[Any, ...], list[Letter]], size: int) -> Chunk:
    """Take the largest groups, and beside each those of its language and paper."""
    letters: list[Letter] = []
    for body in sorted(held, key=lambda body: (-len(held[body]), body)):
        if letters and len(letters) + len(held[body]) > size:
            break
        letters += held.pop(body)
    return Chunk(tuple(letters))
