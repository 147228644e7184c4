"""This machine's press -> what its pages depend on besides a project, part by part.

Two machines whose parts are the same print the same letter. They are named one by one, so that whoever
keeps the machines knows what to install.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from crmo_handouts.delivery.cache.environment import NO_SOURCE, SOURCE, text_libraries
from crmo_handouts.errors import SetupError
from crmo_handouts.project import builtin_root

LIBRARIES = ("distributed", "weasyprint", "pydyf", "fonttools", "pikepdf", "babel", "jinja2")

_ROOMS = ("handouts", "locales", "styles")
_UNPRINTED = {".mo", ".pot", ".csv"}


def read_identity() -> dict[str, str]:
    """Return the parts of this machine's press by what people call them; each as it may be shown."""
    builtin = builtin_root()
    return {
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "crmo-handouts": _digest(Path(SOURCE), _source(Path(SOURCE))),
        **{room: _digest(builtin / room, _printed(builtin / room)) for room in _ROOMS},
        **{name: version(name) for name in LIBRARIES},
        **{name: told for name, told in text_libraries() if told},
    }


def check_identity(wanted: Mapping[str, str], *, where: str) -> None:
    """Hold this machine's press against another's; raises SetupError with all that differs."""
    found = read_identity()
    differing = [
        f"{part} {found.get(part, 'missing')} (here {wanted.get(part, 'missing')})"
        for part in sorted({*wanted, *found})
        if found.get(part) != wanted.get(part)
    ]
    if differing:
        raise SetupError(
            f"has another press than this machine: {', '.join(differing)}",
            where=where,
            hint="install the same crmo-handouts and libraries there; nothing was printed with it",
        )


def _source(folder: Path) -> Iterator[Path]:
    paths = sorted(folder.rglob("*.py"))
    return (path for path in paths if not NO_SOURCE & {*path.relative_to(folder).parts})


def _printed(folder: Path) -> Iterator[Path]:
    paths = sorted(folder.rglob("*"))
    return (path for path in paths if path.is_file() and path.suffix not in _UNPRINTED)


def _digest(folder: Path, paths: Iterator[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        found.update(f"{path.relative_to(folder).as_posix()}\0{content}\0".encode())
    return found.hexdigest()[:12]
