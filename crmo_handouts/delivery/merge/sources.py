"""A project's files -> one hash of all that a letter is printed from besides its row.

When it changes, a merge that is taken up again prints every letter anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from crmo_handouts import __version__
from crmo_handouts.project import Project

_ROOMS = ("handouts", "locales", "styles", "clinics")
_UNUSED = {".mo", ".pot", ".ttf", ".otf"}
"""Fonts are locked by hash in a file of their own."""


def source_hash(project: Project) -> str:
    """Hash the names and contents of the project's files, and the versions of press and engine."""
    found = hashlib.sha256(f"{__version__} {version('weasyprint')}".encode())
    for root in project.roots:
        found.update(b"\0root")
        for path in _files(root):
            content = hashlib.sha256(path.read_bytes()).digest()
            found.update(f"\0{path.relative_to(root).as_posix()}\0".encode() + content)
    return found.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    """Yield the files of a root's rooms, and those beside its clinic.toml: its logo."""
    beside = root.glob("*") if (root / "clinic.toml").is_file() else ()
    found = [*beside, *(path for room in _ROOMS for path in (root / room).rglob("*"))]
    return (path for path in sorted(found) if path.suffix.lower() not in _UNUSED and path.is_file())
