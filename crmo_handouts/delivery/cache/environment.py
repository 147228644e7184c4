"""The press itself -> one hash: its source, its libraries, its fonts, and what steers them.

All sheets depend on it alike. Nothing of the engine is imported for it: installed packages are told by
the lists of their files, and the text engine's shared libraries are opened, which takes 10 ms, and told
by their files, too. A library that was changed by hand in its place is not noticed.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crmo_handouts.delivery.cache.fingerprints import Fingerprints
from crmo_handouts.project import builtin_root

FORM = 1
"""Of the entries; another number makes all of them anew."""

BEGUN = time.time_ns()
"""When this process began, or a little later."""

SOURCE = str(Path(__file__).resolve().parents[2])
NO_SOURCE = frozenset({"__pycache__", "builtin"})
MAPPED = Path("/proc/self/maps")

TEXT_LIBRARIES = {
    # What the engine opens, by its name on Linux and on macOS, and the function that tells its
    # version as a text, or nothing.
    "libpango-1.0": ("libpango-1.0.so.0", "libpango-1.0.dylib", "pango_version_string"),
    "libpangoft2-1.0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", ""),
    "libharfbuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "hb_version_string"),
    "libharfbuzz-subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", ""),
    "libfontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", ""),
}

THEIR_LIBRARIES = (
    "libfreetype.", "libfribidi.", "libglib-2.0.", "libgobject-2.0.", "libgraphite2.", "libthai.",
    "libdatrie.", "libexpat.", "libz.", "libm.", "libc.",
)  # fmt: skip
"""What those take in turn: tables of characters, outlines, the order of a line, arithmetic."""

PACKAGES = {"site-packages", "dist-packages"}

STEERING = ("DYLD_", "FC_", "FREETYPE_", "HB_", "LANG", "LC_", "LD_", "PANGO", "PYTHON")
"""How the names of environment variables begin that libraries obey. FONTCONFIG_… are not among them:
the press sets those itself."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What all sheets of a run depend on.

    It is `sure` where this process is known to run the very source that was hashed.
    """

    digest: str
    sure: bool


def read_environment(fingerprints: Fingerprints) -> Environment | None:
    """Hash all that is no project's; None where the engine's libraries cannot be told."""
    libraries = _libraries(fingerprints)
    if libraries is None:
        return None
    packages = _packages()
    parts = (
        FORM,
        sys.version,
        sys.platform,
        os.uname().machine,
        zlib.ZLIB_RUNTIME_VERSION,
        fingerprints.folder(SOURCE, without=NO_SOURCE),
        [(name, fingerprints.of(path)) for name, path in packages.items()],
        libraries,
        fingerprints.folder(builtin_root() / "styles" / "fonts"),
        sorted(item for item in os.environ.items() if item[0].startswith(STEERING)),
    )
    sure = fingerprints.were_at_rest(BEGUN, SOURCE, *packages.values())
    return Environment(hashlib.sha256(repr(parts).encode()).hexdigest(), sure)


def _packages() -> dict[str, str]:
    """Return the list of files of each installed package, by its name and version."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                found.setdefault(name, os.path.join(folder, name, "RECORD"))
    return dict(sorted(found.items()))


def _libraries(fingerprints: Fingerprints) -> list[tuple[str, str]] | None:
    """Open the text engine's libraries; return each with its version or hash."""
    told = []
    for name, version in text_libraries():
        if version is None:
            return None
        told.append((name, version))
    if MAPPED.exists():
        lines = MAPPED.read_text("utf-8", errors="surrogateescape").splitlines()
        loaded = {line.split(maxsplit=5)[-1] for line in lines}
        told += [(path, fingerprints.of(path)) for path in sorted(filter(_is_told, loaded))]
    return told


def text_libraries() -> Iterator[tuple[str, str | None]]:
    """Open the text engine's libraries; yield each with its version.

    That is empty where a library tells none, and None where it is not there.
    """
    for name, (*files, function) in TEXT_LIBRARIES.items():
        library = _open(files)
        if library is None:
            yield name, None
        else:
            yield name, _version(library, function) if function else ""


def _open(files: list[str]) -> ctypes.CDLL | None:
    for file in files:
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    return None


def _version(library: ctypes.CDLL, function: str) -> str:
    call = getattr(library, function)
    call.restype = ctypes.c_char_p
    return bytes(call()).decode()


def _is_told(path: str) -> bool:
    file = os.path.basename(path)
    names = (*(f"{name}." for name in TEXT_LIBRARIES), *THEIR_LIBRARIES)
    # Packages bring libraries of their own, which their lists of files tell.
    return file.startswith(names) and not PACKAGES.intersection(path.split(os.sep))
