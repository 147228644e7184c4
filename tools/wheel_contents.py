"""What a wheel carries beside the code: the built-in project, under `crmo_handouts/builtin/`.

A build hook of hatchling. An editable install gets nothing: it reads the source tree itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOMS = ("handouts", "locales", "styles")
BUILTIN = "crmo_handouts/builtin"
FONTS = Path("styles", "fonts")
FONT_LOCK = FONTS / "fonts.lock.toml"

LEFT_OUT = frozenset({"_pot", "__pycache__"})
"""Folders of the work on a translation, not of its print."""


class WheelContents(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is private
    """Put handouts, locales and styles into the wheel, with the locked fonts and no others."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files for hatchling; raises SystemExit when a font is not there."""
        if version == "editable":
            return
        root = Path(self.root)
        build_data["force_include"] |= {
            str(root / path): f"{BUILTIN}/{path.as_posix()}"
            for path in (*room_files(root), *font_files(root))
        }


def room_files(root: Path) -> Iterator[Path]:
    """Find the files of the three rooms, from `root`, sorted; fonts are not among them."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            inner = path.relative_to(root)
            is_font = inner.is_relative_to(FONTS) and inner != FONT_LOCK
            if path.is_file() and not is_font and not _is_left_out(inner):
                yield inner


def font_files(root: Path) -> list[Path]:
    """Return the locked fonts and their licences, from `root`."""
    lock = tomllib.loads((root / FONT_LOCK).read_text("utf-8"))
    files = [FONTS / entry["target"] for entry in (*lock["face"], *lock["licence"])]
    missing = [str(path) for path in files if not (root / path).is_file()]
    if missing:
        raise SystemExit(
            "a wheel without its fonts cannot print; run `make setup`, for these are missing:\n  "
            + "\n  ".join(missing)
        )
    return files


def _is_left_out(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return hidden or path.suffix == ".mo" or not LEFT_OUT.isdisjoint(path.parts)
