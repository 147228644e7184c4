"""A folder of entries and of what they name: records under their keys, contents under their SHA-256.

It may be damaged, deleted or shared at any time: what is read is held against its hash, what is written
appears whole, and what cannot be read or written is as if it had never been there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crmo_handouts.delivery.files import PART, PRIVATE_FOLDER, write_file
from crmo_handouts.errors import OutputError

VARIABLE = "CRMO_HANDOUTS_CACHE"
OFF = "off"

LARGEST = 500_000_000
"""How large the folder may grow, bytes: what was not used for longest goes first."""
LEFT = 0.8
"""How much of that is left then: not every run is to clear up."""

RECORDS, CONTENTS = "records", "contents"
OURS = re.compile(rf"[0-9a-f]{{64}}|\.[0-9a-f]{{64}}\..*{re.escape(PART)}")
"""An entry, or what a killed run left of one."""


def store_folder() -> Path | None:
    """Return the folder that the environment names, or the user's cache folder; None if it is off."""
    named = os.environ.get(VARIABLE, "")
    if named.lower() == OFF:
        return None
    if named:
        return Path(named).absolute()
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "crmo-handouts" / "sheets"


class Store:
    """Such a folder, open to its owner only."""

    def __init__(self, path: Path, *, largest: int = LARGEST) -> None:
        self.path = path
        self._largest = largest

    def open(self) -> bool:
        """Make the folder; tell whether it is fit for use: ours, and nobody else's to write."""
        folders = (self.path, self.path / RECORDS, self.path / CONTENTS)
        try:
            for folder in folders:
                folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            return all(_is_ours(folder.stat()) for folder in folders)
        except OSError:
            return False

    def read_record(self, key: str) -> Any:
        """Return a record, or None where there is none that is whole."""
        place = self._place(RECORDS, key)
        try:
            digest, _, text = place.read_bytes().partition(b"\n")
            if hashlib.sha256(text).hexdigest().encode() != digest:
                return None
            record = json.loads(text)
        except (OSError, ValueError, RecursionError):
            return None
        _use(place)
        return record

    def write_record(self, key: str, record: Any) -> None:
        """Write a record, in the place of an earlier one."""
        text = json.dumps(record).encode()
        self._write(self._place(RECORDS, key), hashlib.sha256(text).hexdigest().encode(), text)

    def read_content(self, digest: str) -> bytes | None:
        """Return the content of a hash, or None where it is not there or damaged."""
        place = self._place(CONTENTS, digest)
        try:
            content = place.read_bytes()
        except (OSError, ValueError):
            return None
        if hashlib.sha256(content).hexdigest() != digest:
            return None
        _use(place)
        return content

    def write_content(self, content: bytes) -> str:
        """Write a content; return its hash."""
        digest = hashlib.sha256(content).hexdigest()
        # Written again where it is: it may be damaged, and reading costs as much.
        self._write(self._place(CONTENTS, digest), content)
        return digest

    def clear_up(self) -> None:
        """Remove what was not used for longest, when all of it is too large."""
        files = sorted(self._files())
        size = sum(size for _, size, _ in files)
        if size <= self._largest:
            return
        for _, length, path in files:
            if size <= LEFT * self._largest:
                break
            try:
                os.unlink(path)
            except OSError:
                continue
            size -= length

    def _write(self, place: Path, *lines: bytes) -> None:
        try:
            for folder in (self.path, place.parents[1], place.parent):
                folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            write_file(place, b"\n".join(lines), private=True)
        except (OSError, OutputError):
            return  # The disk is full, the folder read-only or being deleted: it is not kept then.

    def _place(self, kind: str, name: str) -> Path:
        return self.path / kind / name[:2] / name

    def _files(self) -> Iterator[tuple[int, int, str]]:
        """Yield our files, whatever else is in the folder: last use, length, path."""
        ours = (place for kind in (RECORDS, CONTENTS) for place in os.walk(self.path / kind))
        for folder, _, names in ours:
            for name in filter(OURS.fullmatch, names):
                path = os.path.join(folder, name)
                try:
                    status = os.stat(path, follow_symlinks=False)
                except OSError:
                    continue
                yield status.st_mtime_ns, status.st_size, path


def _is_ours(status: os.stat_result) -> bool:
    others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return status.st_uid == os.getuid() and not others


def _use(place: Path) -> None:
    """Note that an entry was used."""
    try:
        os.utime(place)
    except OSError:
        return
