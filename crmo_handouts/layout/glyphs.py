"""Which of the press's fonts can write a language: letters -> families that have all of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from crmo_handouts.errors import SetupError
from crmo_handouts.layout.fonts import Face


def supporting_families(faces: Iterable[Face], letters: str) -> tuple[str, ...]:
    """Return the families whose every weight has a glyph for each of the letters, in their order.

    Raises SetupError for a file that is no font.
    """
    wanted = frozenset(map(ord, letters))
    able: dict[str, bool] = {}
    for face in faces:
        able[face.family] = able.get(face.family, True) and wanted <= _characters(face.path)
    return tuple(family for family, has_all in able.items() if has_all)


@cache
def _characters(path: Path) -> frozenset[int]:
    """Return the code points that a font maps to glyphs."""
    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError) as error:
        raise SetupError(
            f"is no font that can be read: {error}",
            where=str(path),
            hint="take its .ttf file from the package once more",
        ) from error
