"""The press's own fonts, and no others: an isolated fontconfig.

A page must not depend on what fonts a machine has, and a silent fall-back paints wrong glyphs. So
fontconfig is shown one folder, and every file in it under a private family name ("Press Bengali")
that no installed font can carry. The names are given when fontconfig scans the files: no `@font-face`
is parsed for each document, which saves 20 to 40 ms of it.

A project brings faces of its own by a lock file in its `styles/fonts/`; they stand beside the
built-in ones, never in the place of one.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from crmo_handouts.errors import SetupError
from crmo_handouts.project import Project, builtin_root

LOCK_FILE = "fonts.lock.toml"


WEIGHTS = {400: "regular", 700: "bold"}
"""The weights that sheets are set in, and fontconfig's words for them."""

FAMILY = re.compile(r"Press [A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
"""A private name: what a style sheet can ask for, and no installed font has."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font file, and the private family that it is known by."""

    family: str
    weight: int
    path: Path


def load_project_faces(project: Project) -> tuple[Face, ...]:
    """Load the built-in faces and, after them, those of the project's own folders.

    Raises SetupError as load_faces does, also when an own face has a built-in one's family and
    weight, and when an own family lacks a weight: bold words would be printed as others are.
    """
    builtin = builtin_root()
    folders = (_fonts_of(root) for root in project.roots if root != builtin)
    own = (_load_own(folder) for folder in folders if (folder / LOCK_FILE).is_file())
    faces = (*load_faces(), *(face for faces in own for face in faces))
    _refuse_twins(faces)
    return faces


def load_faces(folder: Path | None = None, *, hint: str = "run: make setup") -> tuple[Face, ...]:
    """Load the faces that a folder's lock file names; without a folder, the built-in ones.

    Raises SetupError when the lock file cannot be read, when a file is missing (`hint` says what to
    do then) or lies outside the folder, or when two stand under one family and weight: the engine
    would paint the second's glyphs with the outlines of the first.
    """
    lock = (folder or _fonts_of(builtin_root())) / LOCK_FILE
    if not lock.is_file():
        raise SetupError("the list of fonts is missing", where=str(lock), hint=hint)
    faces = tuple(_read_face(entry, lock) for entry in _read_entries(lock))
    for face in faces:
        if not face.path.is_file():
            raise SetupError(f"the font {face.family} is missing", where=str(face.path), hint=hint)
    _refuse_twins(faces)
    return faces


def _load_own(folder: Path) -> tuple[Face, ...]:
    faces = load_faces(folder, hint="put the file there: the list of fonts beside it names it")
    for family in families(faces):
        for weight in WEIGHTS.keys() - {face.weight for face in faces if face.family == family}:
            raise SetupError(
                f"the font {family} has no weight {weight}",
                where=str(folder / LOCK_FILE),
                hint=f"a family has {' and '.join(map(str, WEIGHTS))}: add a [[face]] for it",
            )
    return faces


def _fonts_of(root: Path) -> Path:
    return root / "styles" / "fonts"


def _read_entries(lock: Path) -> list[Any]:
    try:
        entries = tomllib.loads(lock.read_text("utf-8-sig")).get("face", [])
    except (OSError, ValueError) as error:
        raise SetupError(f"cannot be read: {error}", where=str(lock), hint=_FACE) from error
    if not isinstance(entries, list):
        raise SetupError("`face` is no list", where=str(lock), hint=_FACE)
    return entries


_FACE = 'a face is written [[face]], and below it family = "…", weight = 400, target = "…"'


def _read_face(entry: Any, lock: Path) -> Face:
    match entry:
        case {"family": str(family), "weight": int(weight), "target": str(target)}:
            pass
        case _:
            raise SetupError(
                "a [[face]] lacks family, weight or target", where=str(lock), hint=_FACE
            )
    if not FAMILY.fullmatch(family):
        raise SetupError(
            f"the family {family!r} has no private name",
            where=str(lock),
            hint='call it "Press " and a word of Latin letters, as in "Press Ethiopic"',
        )
    if weight not in WEIGHTS:
        raise SetupError(
            f"the font {family} has the weight {weight}",
            where=str(lock),
            hint=f"sheets are set in {' and '.join(map(str, WEIGHTS))}",
        )
    path = lock.parent / target
    if not path.resolve().is_relative_to(lock.parent.resolve()):
        raise SetupError(
            f"the font {family} lies outside this folder: {target}",
            where=str(lock),
            hint="copy its file beside the list",
        )
    return Face(family, weight, path)


def _refuse_twins(faces: tuple[Face, ...]) -> None:
    known: dict[object, Face] = {}
    for face in faces:
        # One file under two names is as bad: fontconfig keeps one name a file.
        for key in ((face.family, face.weight), face.path.resolve()):
            twin = known.setdefault(key, face)
            if twin is not face:
                told = "two fonts have the same family and weight"
                if face.path == twin.path:
                    told = "one file stands under two names"
                raise SetupError(
                    f"{told}: {face.family} {face.weight}",
                    where=str(twin.path),
                    hint=f"the other is {face.path}: give one of them another name",
                )


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
    return (
        '<match target="scan">'
        f'<test name="file"><string>{escape(str(face.path))}</string></test>'
        '<edit name="family" mode="assign_replace">'
        f"<string>{escape(face.family)}</string></edit>"
        f'<edit name="weight" mode="assign_replace"><const>{WEIGHTS[face.weight]}</const></edit>'
        "</match>"
    )
