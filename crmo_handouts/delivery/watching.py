"""Files that are being edited -> the moments at which they have changed and lie still.

Looked at by `os.stat`, twenty times a second: it works on every system and every kind of disk, and with
every editor's way of saving, be it in place, by a new file renamed over the old one, or by a backup
beside it. A file is not read while it is being written: it must be the same at two looks in a row.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crmo_handouts.catalog.catalog import MESSAGES, SHARED
from crmo_handouts.delivery.job import Job
from crmo_handouts.project import Project

INTERVAL = 0.05
"""Time between two looks, s."""

SETTLING = 0.03
"""Time between the looks at files that have just changed, s."""

PATIENCE = 2.0
"""How long an emptied or vanished file is waited for, s; an editor is done in a tenth of that."""

KINDS = frozenset({".po", ".toml", ".csv", ".jinja", ".css", ".svg", ".png", ".json"})
"""Endings of files that say how a sheet is; what editors write beside them has others."""

Stamp = tuple[int, int, int]
Stamps = Mapping[Path, Stamp]


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed since the last look, and which of it is empty or gone: half saved, perhaps."""

    paths: tuple[Path, ...]
    waiting: tuple[Path, ...] = ()

    @property
    def only_messages(self) -> bool:
        """Tell whether .po files are all that has changed: the rest of the press stays as it is."""
        return all(path.suffix == ".po" for path in self.paths)


@dataclass(frozen=True, slots=True)
class Watched:
    """The files that a job's sheet is made of, in every root of its project."""

    project: Project
    job: Job
    data: Path | None = None

    def stamps(self) -> Stamps:
        """Look at all files: when and how long each was written, and which file it is."""
        return dict(_stamped(self._paths()))

    def _paths(self) -> Iterator[Path]:
        if self.data:
            yield self.data
        for root in self.project.roots:
            yield root / "clinic.toml"
            locale = root / "locales" / self.job.locale
            for folder in (
                locale,
                root / "handouts" / self.job.handout,
                root / "handouts" / "_shared",
                *_folders(root / "styles"),
            ):
                yield from _files(folder)
            for domain in (self.job.handout, SHARED):
                yield locale / MESSAGES / f"{domain}.po"


def changes(
    look: Callable[[], Stamps],
    known: Stamps,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Change]:
    """Yield each change of what `look` sees since `known`, when it lies still; without an end.

    A file that was emptied or is gone is told as `waiting`, once, and waited for; when it does not
    come back, the change is yielded as it is.
    """
    while True:
        sleep(INTERVAL)
        if look() == known:
            continue
        told: set[Path] = set()
        deadline = clock() + PATIENCE
        seen = _settled(look, sleep)
        while (empty := _emptied(known, seen)) and clock() < deadline:
            if set(empty) - told:
                told.update(empty)
                yield Change((), empty)
            sleep(INTERVAL)
            seen = _settled(look, sleep)
        changed = tuple(
            sorted(path for path in {*known, *seen} if known.get(path) != seen.get(path))
        )
        known = seen
        if changed:
            yield Change(changed)


def _settled(look: Callable[[], Stamps], sleep: Callable[[float], None]) -> Stamps:
    """Look until two looks are the same."""
    seen = look()
    while True:
        sleep(SETTLING)
        again = look()
        if again == seen:
            return seen
        seen = again


def _emptied(known: Stamps, seen: Stamps) -> tuple[Path, ...]:
    """Return the files that had something in them and have nothing now."""
    return tuple(
        path for path, (_, size, _) in known.items() if size and seen.get(path, (0, 0, 0))[1] == 0
    )


def _stamped(paths: Iterable[Path]) -> Iterator[tuple[Path, Stamp]]:
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            continue
        yield path, (status.st_mtime_ns, status.st_size, status.st_ino)


def _files(folder: Path) -> Iterator[Path]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if not name.startswith(".") and os.path.splitext(name)[1] in KINDS:
            yield folder / name


def _folders(styles: Path) -> Iterator[Path]:
    """Yield the folders of styles; fonts are opened once, whatever happens to their files."""
    yield from (styles, styles / "icons", styles / "script")
