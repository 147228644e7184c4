"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crmo_handouts.errors import OutputError

PART = ".press-part"
PRIVATE, PRIVATE_FOLDER = 0o600, 0o700


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file in one step; with `private`, only its owner can read it.

    Raises OutputError when the folder or the file cannot be written.
    """
    mode = PRIVATE if private else 0o666 & ~_umask()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(path, content, mode)
        except FileNotFoundError:
            # Another build into this folder took our part for one that was left behind.
            _write(path, content, mode)
    except OSError as error:
        raise _cannot_write(path, error) from error


@contextmanager
def writing(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Open a file that appears when the block ends, and not at all when it raises.

    Raises OutputError when the folder or the file cannot be written.
    """
    mode = PRIVATE if private else 0o666 & ~_umask()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _part(path, mode) as file:
            yield file
    except OSError as error:
        raise _cannot_write(path, error) from error


def _write(path: Path, content: bytes, mode: int) -> None:
    with _part(path, mode) as file:
        file.write(content)


@contextmanager
def _part(path: Path, mode: int) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        part.chmod(mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def remove_parts(folder: Path) -> None:
    """Remove what a killed build left behind in a folder and in its locales' folders."""
    for pattern in (f".*{PART}", f"*/.*{PART}"):
        for part in folder.glob(pattern):
            part.unlink(missing_ok=True)


def _cannot_write(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"cannot be written: {error.strerror or error}",
        where=str(path),
        hint="choose another place with --out or -o, or make this one writable",
    )


def _umask() -> int:
    # The only way to read it is to set it; the press writes from one thread.
    mask = os.umask(0)
    os.umask(mask)
    return mask
