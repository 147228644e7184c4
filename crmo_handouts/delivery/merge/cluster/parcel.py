"""A project's own folders -> a parcel of what letters are printed from, and back into a folder.

The built-in project stays where it is: every machine has it with its press. What no letter is printed
from stays as well, above all tables of recipients that somebody keeps beside a clinic.toml.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from crmo_handouts.delivery.merge.rows import CLINICS
from crmo_handouts.errors import SetupError
from crmo_handouts.project import Project, builtin_root
from crmo_handouts.source.logo import find_logo_fault
from crmo_handouts.source.table import load_table

CLINIC = "clinic.toml"

PRINTED_FROM = (
    "handouts/*/handout.toml",
    "handouts/_shared/*.toml",
    "handouts/**/*.jinja",
    "locales/*/locale.toml",
    "locales/*/LC_MESSAGES/*.po",
    "styles/*.toml",
    "styles/**/*.css",
    "styles/**/*.svg",
    "styles/**/*.png",
    "styles/fonts/**/*",
)

_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file knows


@dataclass(frozen=True, slots=True)
class Parcel:
    """A project as it crosses: a zip file, its hash, and its roots, "" for the built-in one."""

    roots: tuple[str, ...]
    today: date
    content: bytes = field(repr=False)
    digest: str


def pack(project: Project) -> Parcel:
    """Pack a project's own folders. Raises the errors of a clinic.toml that cannot be used."""
    builtin = builtin_root()
    roots = tuple("" if root == builtin else str(n) for n, root in enumerate(project.roots))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in zip(roots, project.roots, strict=True):
            for path in sorted({*_printed_from(root)}) if name else ():
                entry = zipfile.ZipInfo(f"{name}/{path.relative_to(root).as_posix()}", _BEGINNING)
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    content = file.getvalue()
    return Parcel(roots, project.today, content, hashlib.sha256(content).hexdigest())


def unpack(parcel: Parcel, beside: Path) -> tuple[Project, Path]:
    """Unpack a parcel into a new folder in another, open to its owner alone; return both.

    Raises SetupError when it is not what was packed, or cannot be written.
    """
    if hashlib.sha256(parcel.content).hexdigest() != parcel.digest:
        raise SetupError("the project did not arrive whole", hint="start the merge again")
    try:
        folder = Path(tempfile.mkdtemp(prefix="crmo-handouts-", dir=beside)).resolve()
        with zipfile.ZipFile(io.BytesIO(parcel.content)) as archive:
            archive.extractall(folder)
        for name in filter(None, parcel.roots):
            (folder / name).mkdir(exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"the project cannot be unpacked: {error.strerror}",
            where=str(beside),
            hint="make room there, or give the worker another --local-directory",
        ) from None
    roots = tuple(folder / name if name else builtin_root() for name in parcel.roots)
    return Project(roots, parcel.today), folder


def throw_away(folder: Path) -> None:
    """Remove what was unpacked."""
    shutil.rmtree(folder, ignore_errors=True)


def _printed_from(root: Path) -> Iterator[Path]:
    """Yield the files of a root that letters are printed from, and those of its clinics."""
    for pattern in PRINTED_FROM:
        yield from (path for path in root.glob(pattern) if path.is_file())
    yield from _clinic(root)
    for clinic in sorted((root / CLINICS).glob("*/")):
        yield from _printed_from(clinic)


def _clinic(root: Path) -> Iterator[Path]:
    """Yield a root's clinic.toml and the logo that it names."""
    path = root / CLINIC
    if not path.is_file():
        return
    yield path
    logo = load_table(path).items.get("logo")
    if isinstance(logo, str) and not find_logo_fault(root / logo, folder=root):
        yield root / logo
