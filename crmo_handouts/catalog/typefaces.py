"""The press's locked fonts -> the characters that they can draw; knows nothing of layout.

Read for the bench alone, once a process: a font's table of characters takes some 10 ms.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from crmo_handouts.locales import LATIN_FONT


@cache
def drawable(folders: tuple[Path, ...], families: tuple[str, ...]) -> frozenset[int]:
    """Return the code points that these families and the Latin one have in every weight.

    `folders` hold locked fonts, the nearest first. Empty when a family is in none of them: then
    nothing is known here, and the press says what it lacks.
    """
    found: dict[str, frozenset[int]] = {}
    for folder in folders:
        here: dict[str, frozenset[int]] = {}
        for family, characters in _faces(folder):
            here[family] = here.get(family, characters) & characters
        found = here | found
    wanted = dict.fromkeys((*families, LATIN_FONT))
    if not all(family in found for family in wanted):
        return frozenset()
    return frozenset().union(*(found[family] for family in wanted))


@cache
def _faces(folder: Path) -> tuple[tuple[str, frozenset[int]], ...]:
    # Imported here: it takes 20 ms, and printing has no use for it.
    from fontTools.ttLib import TTFont, TTLibError

    lock = folder / "fonts.lock.toml"
    try:
        entries = tomllib.loads(lock.read_text("utf-8")).get("face", [])
    except (OSError, ValueError):
        return ()
    faces = []
    for entry in entries:
        try:
            with TTFont(folder / entry["target"], lazy=True) as font:
                faces.append((entry["family"], frozenset(font.getBestCmap() or ())))
        except (OSError, TTLibError):
            continue
    return tuple(faces)
