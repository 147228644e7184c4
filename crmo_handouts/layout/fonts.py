"""The press's own fonts, and no others: an isolated fontconfig.

A page must not depend on what fonts a machine has, and a silent fall-back paints wrong glyphs. So
fontconfig is shown one folder, and every file in it under a private family name ("Press Bengali")
that no installed font can carry. The names are given when fontconfig scans the files: no `@font-face`
is parsed for each document, which saves 20 to 40 ms of it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from crmo_handouts.errors import SetupError
from crmo_handouts.project import builtin_root

LOCK_FILE = "fonts.lock.toml"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file, and the private family that it is known by."""

    family: str
    weight: int
    path: Path


def load_faces(folder: Path | None = None) -> tuple[Face, ...]:
    """Load the faces that the lock file names.

    Raises SetupError when a file is missing, or when two stand under one family and weight: the
    engine would paint the second's glyphs with the outlines of the first.
    """
    folder = folder or builtin_root() / "styles" / "fonts"
    lock = folder / LOCK_FILE
    if not lock.is_file():
        raise SetupError("the list of fonts is missing", where=str(lock), hint="run: make setup")
    table = tomllib.loads(lock.read_text("utf-8"))
    faces = tuple(
        Face(entry["family"], entry["weight"], folder / entry["target"]) for entry in table["face"]
    )
    for face in faces:
        if not face.path.is_file():
            raise SetupError(
                f"the font {face.family} is missing", where=str(face.path), hint="run: make setup"
            )
    names = [(face.family, face.weight) for face in faces]
    if len(set(names)) < len(names):
        raise SetupError("two fonts have the same family and weight", where=str(folder / LOCK_FILE))
    return faces


def families(faces: tuple[Face, ...]) -> tuple[str, ...]:
    """Return the family names, each once, in the order of the lock file."""
    return tuple(dict.fromkeys(face.family for face in faces))


def isolate_fontconfig(faces: tuple[Face, ...]) -> Path:
    """Point fontconfig at these faces alone; to be called before the engine is imported.

    Returns the configuration file. It stands in the user's cache folder, as does fontconfig's own
    cache; where that cannot be written, in a temporary one.
    """
    cache = _cache_folder()
    text = _configuration(faces, cache)
    path = cache / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    if not path.is_file():
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(text, "utf-8")
        part.replace(path)
    for name in ("FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"):
        os.environ.pop(name, None)
    os.environ["FONTCONFIG_FILE"] = str(path)
    return path


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "crmo-handouts" / "fonts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    return folder if writable else Path(tempfile.mkdtemp(prefix="crmo-handouts-"))


def _configuration(faces: tuple[Face, ...], cache: Path) -> str:
    """Write the configuration: the faces' folders, and a private name for each file."""
    folders = dict.fromkeys(str(face.path.parent) for face in faces)
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        *(f"<dir>{escape(folder)}</dir>" for folder in folders),
        f"<cachedir>{escape(str(cache))}</cachedir>",
        *(_naming(face) for face in faces),
        "</fontconfig>",
    ]
    return "\n".join(lines)


def _naming(face: Face) -> str:
    # Weight too: a file is what the lock says it is, whatever its own tables claim.
    weight = {400: "regular", 700: "bold"}[face.weight]
    return (
        '<match target="scan">'
        f'<test name="file"><string>{escape(str(face.path))}</string></test>'
        '<edit name="family" mode="assign_replace">'
        f"<string>{escape(face.family)}</string></edit>"
        f'<edit name="weight" mode="assign_replace"><const>{weight}</const></edit>'
        "</match>"
    )
