"""The folder of a merge: its letters, its outcomes and its journal, open to its owner alone.

OUT/outcomes.csv   manifest.json   all-letters-a4.pdf
OUT/letters/000012-A17.pdf
OUT/.merge/                         the journal, the key of its fingerprints, the lock
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crmo_handouts.delivery.files import PRIVATE, PRIVATE_FOLDER, remove_parts, write_file
from crmo_handouts.delivery.merge.journal import FAILED, PRINTED, WAITING, Entry, Journal
from crmo_handouts.delivery.merge.reasons import Reason
from crmo_handouts.delivery.merge.rows import Letter, Marks
from crmo_handouts.delivery.merge.workers import Printed
from crmo_handouts.errors import OutputError, UsageError

LETTERS, OWN = "letters", ".merge"
OUTCOMES, MANIFEST = "outcomes.csv", "manifest.json"

_LETTER = re.compile(r"([0-9]{6,7})(-[A-Za-z0-9._-]+)?\.pdf")


class MergeFolder:
    """An output folder that is being filled; see `open_folder`."""

    def __init__(self, path: Path, journal: Journal) -> None:
        self.path = path
        self.journal = journal

    def letter_path(self, entry: Entry) -> Path:
        """Return where a printed letter is."""
        return self.path / entry.file

    def bound_path(self, paper: str) -> Path:
        """Return where all letters of a paper stand in one file."""
        return self.path / f"all-letters-{paper}.pdf"

    def save(
        self, letter: Letter, printed: Printed, *, told: tuple[Reason, ...], fingerprint: str
    ) -> Entry:
        """Write a letter, if it was printed, then write down what became of its row.

        `told` is what was found about its values before.
        """
        reasons = told + printed.reasons
        if not printed.pdf:
            return self.fail(letter.marks, reasons)
        name = f"{LETTERS}/{_name(letter.marks)}"
        write_file(self.path / name, printed.pdf, private=True)
        entry = Entry(
            letter.marks,
            PRINTED,
            name,
            pages=printed.pages,
            type_size=printed.type_size,
            review=printed.review,
            reasons=reasons,
            fingerprint=fingerprint,
            seal=self.journal.seal(printed.pdf),
        )
        self.journal.add(entry)
        return entry

    def fail(self, marks: Marks, reasons: tuple[Reason, ...]) -> Entry:
        """Write down why a row has no letter."""
        entry = Entry(marks, FAILED, reasons=reasons)
        self.journal.add(entry)
        return entry

    def is_done(self, row: int, fingerprint: str) -> bool:
        """Tell whether a row's letter is there, whole, and printed from just this."""
        entry = self.journal.find(row)
        if entry is None or entry.outcome != PRINTED or not fingerprint:
            return False
        if not hmac.compare_digest(entry.fingerprint, fingerprint):
            return False
        try:
            content = self.letter_path(entry).read_bytes()
        except OSError:
            return False
        return hmac.compare_digest(entry.seal, self.journal.seal(content))

    def forget(self, row: int) -> None:
        """Take a letter away that is no longer what its row says: none is better than a wrong one."""
        entry = self.journal.find(row)
        if entry and entry.outcome == PRINTED:
            self.journal.add(Entry(Marks(row), WAITING))
            self.letter_path(entry).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Take away letters that the journal does not know: a kill came before their line."""
        known = {
            entry.file
            for row in self.journal.rows()
            if (entry := self.journal.find(row)) and entry.outcome == PRINTED
        }
        for path in (self.path / LETTERS).iterdir():
            if _LETTER.fullmatch(path.name) and f"{LETTERS}/{path.name}" not in known:
                path.unlink(missing_ok=True)


@contextmanager
def open_folder(path: Path, *, resume: bool) -> Iterator[MergeFolder]:
    """Open a folder for a merge, for its owner alone, and for one merge at a time.

    Raises UsageError when the folder holds something and is not to be taken up again, OutputError
    when it cannot be written.
    """
    own = path / OWN
    _refuse_foreign(path, own, resume=resume)
    with ExitStack() as held:
        try:
            for folder in (path, own, path / LETTERS):
                folder.mkdir(mode=PRIVATE_FOLDER, parents=folder == path, exist_ok=True)
                folder.chmod(PRIVATE_FOLDER)
            held.enter_context(_locked(own / "lock"))
            _remove_stale(path)
            journal = held.enter_context(Journal(own))
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror or type(error).__name__}",
                where=str(path),
                hint="choose another place with --out, or make this one writable",
            ) from None
        yield MergeFolder(path, journal)


def _remove_stale(path: Path) -> None:
    """Remove what a killed merge left, and what is said when one is over: what is there is true."""
    for folder in (path, path / OWN):
        remove_parts(folder)
    for stale in (path / OUTCOMES, path / MANIFEST, *path.glob("all-letters-*.pdf")):
        stale.unlink(missing_ok=True)


def _refuse_foreign(path: Path, own: Path, *, resume: bool) -> None:
    try:
        taken = path.is_dir() and any(path.iterdir())
        started = own.is_dir()
    except OSError:
        return  # opening it says why
    if started and not resume:
        raise UsageError(
            f"{path} holds a merge already",
            hint="--resume prints what is missing or changed; or choose another --out",
        )
    if taken and not started:
        raise UsageError(
            f"{path} is not empty",
            hint="choose a new folder with --out: it is closed to everybody but you",
        )


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep a second merge out; the lock goes with its process, however that ends."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                "another merge is printing into this folder", hint="wait until it is done"
            ) from None
        yield
    finally:
        os.close(handle)


def _name(marks: Marks) -> str:
    return f"{marks.row:06d}{f'-{marks.id}' if marks.id else ''}.pdf"
