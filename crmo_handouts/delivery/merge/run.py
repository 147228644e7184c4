"""Prepared rows -> a folder of letters with their outcomes: the merge itself.

Rows stream by: once to be counted, and on a merge that is taken up again held against its journal;
once to be judged and printed. What is wrong with one row is that row's outcome.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from crmo_handouts.catalog import load_catalog
from crmo_handouts.checking import Report
from crmo_handouts.delivery.merge.binding import bind_letters
from crmo_handouts.delivery.merge.executing import print_rows
from crmo_handouts.delivery.merge.folder import MergeFolder, open_folder
from crmo_handouts.delivery.merge.grouping import chunked
from crmo_handouts.delivery.merge.journal import FAILED, PRINTED, WAITING, Entry
from crmo_handouts.delivery.merge.outcomes import write_outcomes
from crmo_handouts.delivery.merge.preparing import Prepared
from crmo_handouts.delivery.merge.privacy import forbid_dumps
from crmo_handouts.delivery.merge.reasons import Reason, fault
from crmo_handouts.delivery.merge.rows import Judged, Letter
from crmo_handouts.delivery.merge.sources import source_hash
from crmo_handouts.delivery.merge.table import Row
from crmo_handouts.delivery.merge.workers import Outcome
from crmo_handouts.delivery.workers import uninterrupted
from crmo_handouts.errors import OutputError, RecipientError
from crmo_handouts.locales import PSEUDO_LOCALES

LARGEST_CHUNK = 10
"""Letters that a worker prints in a row: few, so that Ctrl-C and a dead worker cost little."""

UNWRITABLE = 3
"""After so many letters in a row that cannot be written, the disk is full and not the letter odd."""

SHOWN = 20
"""Failed rows that a summary tells; outcomes.csv has them all."""

Watch = Callable[[int, int], None]
"""Told how many rows are done, and how many there are."""


@dataclass(slots=True)
class Summary:
    """What became of a merge."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    """Letters that an earlier merge had printed."""
    failed: list[Entry] = field(default_factory=list)
    """The first of the rows that failed in this one."""
    warnings: int = 0
    stopped: bool = False
    bound: list[Path] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether every row has its letter."""
        return not self.counts[FAILED] and not self.counts[WAITING]


def check_rows(prepared: Prepared) -> Iterator[Judged]:
    """Judge every row; print nothing."""
    for row in prepared.table.rows():
        yield prepared.reader.judge(row)


def check_catalogs(prepared: Prepared, locales: Iterable[str]) -> Report:
    """Judge the translations that letters in these languages are printed from."""
    catalogs = (
        load_catalog(prepared.project, prepared.handout.id, locale)
        for locale in sorted(set(locales) - set(PSEUDO_LOCALES))
    )
    return sum((Report(catalog.report.errors) for catalog in catalogs), Report())


def merge(
    prepared: Prepared,
    out: Path,
    *,
    executor: Executor,
    workers: int,
    resume: bool = False,
    one_file: bool = False,
    watch: Watch,
) -> Summary:
    """Print every row's letter into a folder; Ctrl-C stops with the outcomes written.

    `workers` is how many the executor has. With `one_file`, all letters are bound for the printer.

    Raises UsageError or OutputError when the folder cannot be had, RecipientError when the table
    breaks before its end, and LayoutError when no worker lives.
    """
    forbid_dumps()
    with open_folder(out, resume=resume) as folder:
        printing = _Merge(prepared, folder, watch)
        summary = printing.run(executor, workers)
        if one_file and not summary.stopped:
            summary.bound = bind_letters(folder, printing.rows)
        return summary


class _Merge:
    def __init__(self, prepared: Prepared, folder: MergeFolder, watch: Watch) -> None:
        self._prepared = prepared
        self._folder = folder
        self._watch = watch
        self._source = source_hash(prepared.project)
        self.rows = array("l")
        self._kept: set[int] = set()
        self._told: dict[int, tuple[Reason, ...]] = {}
        self._done = 0
        self._unwritable = 0
        self._summary = Summary()

    def run(self, executor: Executor, workers: int) -> Summary:
        """Carry the merge through; whatever stops it, the outcomes are written."""
        self._survey()
        size = max(1, min(LARGEST_CHUNK, len(self.rows) // (2 * workers)))
        chunks = chunked(self._letters(), size=size)
        try:
            for outcome in print_rows(
                executor, self._prepared.project, chunks, in_flight=2 * workers
            ):
                self._save(outcome)
        except KeyboardInterrupt:
            self._summary.stopped = True
        finally:
            self._summary.counts = write_outcomes(
                self._folder, self.rows, handout=self._prepared.handout.id
            )
        return self._summary

    def _survey(self) -> None:
        """Number the rows; keep the letters that are there, and take away those that are wrong."""
        known = set(self._folder.journal.rows())
        for row in self._prepared.table.rows():
            self.rows.append(row.number)
            if row.number in known:
                known.discard(row.number)
                letter = self._prepared.reader.letter(row)
                if letter and self._folder.is_done(row.number, self._fingerprint(letter)):
                    self._kept.add(row.number)
                else:
                    self._folder.forget(row.number)
        for row_number in known:  # rows that the table no longer has
            self._folder.forget(row_number)
        self._folder.sweep()
        self._summary.kept = self._done = len(self._kept)
        self._watch(self._done, len(self.rows))

    def _letters(self) -> Iterator[Letter]:
        """Judge the rows that have no letter yet; yield those that may be printed."""
        for number, row in zip(self.rows, self._rows_again(), strict=True):
            if number != row.number:
                raise self._changed()
            if number in self._kept:
                continue
            judged = self._prepared.reader.judge(row)
            if judged.letter is None:
                self._note(self._folder.fail(judged.marks, judged.reasons))
            else:
                if judged.reasons:
                    self._told[number] = judged.reasons
                yield judged.letter

    def _rows_again(self) -> Iterator[Row]:
        """Yield the rows a second time; raise RecipientError when there are others than before."""
        count = 0
        for row in self._prepared.table.rows():
            count += 1
            if count > len(self.rows):
                raise self._changed()
            yield row
        if count < len(self.rows):
            raise self._changed()

    def _changed(self) -> RecipientError:
        return RecipientError(
            "was changed while it was read",
            where=str(self._prepared.table.path),
            hint="close it in other programs, and use --resume",
        )

    def _save(self, outcome: Outcome) -> None:
        letter = outcome.letter
        told = self._told.pop(letter.marks.row, ())
        try:
            with uninterrupted():  # a letter is its file and its line
                entry = self._folder.save(
                    letter, outcome.printed, told=told, fingerprint=self._fingerprint(letter)
                )
            self._unwritable = 0
        except OutputError as error:
            self._unwritable += 1
            if self._unwritable >= UNWRITABLE:
                raise
            reason = fault("merge/OutputError", error.message, hint=error.hint)
            entry = self._folder.fail(letter.marks, (*told, reason))
        self._note(entry)

    def _note(self, entry: Entry) -> None:
        self._done += 1
        if entry.outcome == PRINTED:
            self._summary.warnings += bool(entry.reasons)
        elif len(self._summary.failed) < SHOWN:
            self._summary.failed.append(entry)
        self._watch(self._done, len(self.rows))

    def _fingerprint(self, letter: Letter) -> str:
        return self._folder.journal.fingerprint(letter, self._source)
