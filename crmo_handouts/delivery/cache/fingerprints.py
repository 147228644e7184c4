"""Files -> the SHA-256 of what is in them, read anew only where a file may have changed.

A hash is remembered with all that the file system says of a file: device, inode, size, both times. It
is trusted only when the file had been at rest for a while as it was read, since two writes within one
tick of the clock leave the same time. A file that changes all the time is just read all the time.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

AT_REST = 3_000_000_000
"""How long a file must not have changed for its times to tell the next change, ns: FAT counts by 2 s."""

STATES = 5
"""How many numbers tell a file's state."""

MOST_KNOWN = 20_000
"""How many files of other runs are remembered, at 200 bytes each."""

NO_FILE, UNREADABLE = "no file", "unreadable"
"""What stands for the hash of a place without a file, such as a broken link or a pipe."""


@dataclass(frozen=True, slots=True)
class Print:
    """A file as it was when it was read; `settled` if a later change would show in `state`."""

    state: tuple[int, ...]
    digest: str
    settled: bool


class Fingerprints:
    """The hashes of files, by path; those that can be trusted are handed from run to run."""

    def __init__(self, known: Mapping[str, Any] | None = None) -> None:
        self._prints: dict[str, Print] = {}
        self._was_known = known or {}
        self.learned = False
        """Whether a file was read that a later run need not read again."""

    def of(self, path: Path | str) -> str:
        """Return the SHA-256 of a file's content, or what stands for it."""
        name = os.fspath(path)
        try:
            status = os.stat(name)
        except (OSError, ValueError):
            return NO_FILE
        if not stat.S_ISREG(status.st_mode):
            return NO_FILE
        state = _state(status)
        known = self._prints.get(name) or self._known(name)
        if known is None or known.state != state or not known.settled:
            known = _read(name)
            self.learned |= known.settled
        self._prints[name] = known
        return known.digest

    def folder(self, path: Path | str, *, without: frozenset[str] = frozenset()) -> str:
        """Return a hash of all that is below a folder: names, links, contents.

        Folders whose name is among `without` are left out.
        """
        found = hashlib.sha256()
        for name, place, link in sorted(_walk(os.fspath(path), without)):
            digest = self.of(place) if place else ""
            found.update(f"{name}\0{link}\0{digest}\0".encode("utf-8", "surrogateescape"))
        return found.hexdigest()

    def were_at_rest(self, moment: int, *places: str) -> bool:
        """Tell whether no file in these places that was hashed had changed just before, or since.

        The moment is told in ns since 1970.
        """
        changes = (
            max(known.state[-2:], default=moment)
            for name, known in self._prints.items()
            if name.startswith(places)
        )
        return all(change + AT_REST < moment for change in changes)

    def as_known(self) -> dict[str, Any]:
        """Return what the next run may trust, as JSON has it; files of earlier runs stay in it.

        Only so many of them, though: projects come and go.
        """
        now = {
            name: [*known.state, known.digest]
            for name, known in self._prints.items()
            if known.settled and known.state
        }
        before = {name: state for name, state in self._was_known.items() if name not in now}
        return dict(islice(before.items(), MOST_KNOWN)) | now

    def _known(self, name: str) -> Print | None:
        match self._was_known.get(name):
            case [*state, str(digest)] if len(state) == STATES:
                return Print(tuple(state), digest, True)
        return None


def _state(status: os.stat_result) -> tuple[int, ...]:
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def _read(name: str) -> Print:
    now = time.time_ns()
    try:
        with open(name, "rb") as file:
            state = _state(os.fstat(file.fileno()))
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            unchanged = state == _state(os.fstat(file.fileno()))
    except OSError:
        return Print((), UNREADABLE, False)
    # Also false where the clock has gone back, and the file is from a time to come.
    at_rest = max(state[-2:]) + AT_REST < now
    return Print(state, digest, unchanged and at_rest)


def _walk(folder: str, without: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what is below a folder: name within it, path, and what a link names.

    Links to folders are followed, but not into a folder that they stand in.
    """
    waiting: list[tuple[str, str, frozenset[tuple[int, int]]]] = [("", folder, frozenset())]
    while waiting:
        prefix, place, around = waiting.pop()
        try:
            status = os.stat(place)
            entries = list(os.scandir(place))
        except OSError:
            continue
        inside = around | {(status.st_dev, status.st_ino)}
        if inside == around:
            continue
        for entry in entries:
            name = prefix + entry.name
            link = os.readlink(entry.path) if entry.is_symlink() else ""
            if entry.is_dir() and entry.name in without:
                continue
            if entry.is_dir():
                yield f"{name}/", "", link
                waiting.append((f"{name}/", entry.path, inside))
            else:
                yield name, entry.path, link
