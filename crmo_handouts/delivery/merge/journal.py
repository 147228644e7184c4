"""What became of each row, written down as it happens: a line a row, the last one counts.

A letter is first a whole file, then a line; a line that was cut off by a kill counts as none. So a
merge that is taken up again prints a letter anew rather than leave it out, and never twice.
Fingerprints are keyed with a random key that stays in the private folder: without it nobody can
try out which name gives the one that is written down.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from crmo_handouts.checking import Severity
from crmo_handouts.delivery.files import PRIVATE, write_file
from crmo_handouts.delivery.merge.reasons import Reason
from crmo_handouts.delivery.merge.rows import Letter, Marks
from crmo_handouts.errors import OutputError

PRINTED, FAILED, WAITING = "printed", "failed", "not printed"

KEY_LENGTH = 32  # bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one row."""

    marks: Marks
    outcome: str
    file: str = ""
    pages: int = 0
    type_size: float = 0.0
    review: str = ""
    reasons: tuple[Reason, ...] = ()
    fingerprint: str = ""
    seal: str = ""
    """The keyed hash of the file."""


class Journal:
    """The lines of a merge, in a file that only grows; where each row's last line begins is kept."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal.jsonl"
        self._key = _load_key(folder / "key")
        self._places: dict[int, int] = {}
        self._file = self._path.open("a+b")
        self._path.chmod(PRIVATE)
        self._read_places()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, entry: Entry) -> None:
        """Write down what became of a row; a kill right after this does not lose it.

        Raises OutputError when it cannot be written.
        """
        line = json.dumps(asdict(entry), ensure_ascii=False, separators=(",", ":")) + "\n"
        try:
            place = self._file.seek(0, 2)
            self._file.write(line.encode())
            self._file.flush()
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror}",
                where=str(self._path),
                hint="make room on the disk, and use --resume",
            ) from None
        self._places[entry.marks.row] = place

    def find(self, row: int) -> Entry | None:
        """Return what became of a row, None when nothing is known of it."""
        if row not in self._places:
            return None
        self._file.seek(self._places[row])
        return _read_entry(self._file.readline())

    def rows(self) -> Iterator[int]:
        """Yield the rows that something is known of."""
        return iter(sorted(self._places))

    def fingerprint(self, letter: Letter, source: str) -> str:
        """Return the keyed hash of all that a letter is printed from; `source` is the project's."""
        job = letter.job
        told = [source, job.handout, asdict(letter.marks), _plain(job.data)]
        return self.seal(json.dumps(told, sort_keys=True).encode())

    def seal(self, content: bytes) -> str:
        """Return the keyed hash of some bytes."""
        return hmac.new(self._key, content, hashlib.sha256).hexdigest()

    def _read_places(self) -> None:
        self._file.seek(0)
        place = 0
        for line in self._file:
            entry = _read_entry(line) if line.endswith(b"\n") else None
            if entry is None:
                # Cut off by a kill, or damaged: what follows was not written by us.
                self._file.truncate(place)
                break
            self._places[entry.marks.row] = place
            place += len(line)


def _load_key(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size != KEY_LENGTH:
        write_file(path, secrets.token_bytes(KEY_LENGTH), private=True)
    return path.read_bytes()


def _read_entry(line: bytes) -> Entry | None:
    try:
        told = json.loads(line)
        marks = Marks(**told.pop("marks"))
        reasons = tuple(
            Reason(**{**reason, "severity": Severity(reason["severity"])})
            for reason in told.pop("reasons")
        )
        return Entry(marks, reasons=reasons, **told)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _plain(value: Any) -> Any:
    """Turn raw data into what JSON holds, each kind of value for itself."""
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    return value if value is None or isinstance(value, str | bool | int) else repr(value)
