"""A .csv file -> Table: as Excel and LibreOffice write it, whatever the separator and encoding.

It reads strictly: a quotation mark that is never closed would swallow the rest of the children.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from crmo_handouts.delivery.merge.table import MOST_COLUMNS, Lettered, Row, rows_below
from crmo_handouts.errors import RecipientError

SEPARATORS = ",;\t"

LONGEST_CELL = 4_000_000
"""Most characters of a cell that is still read, to be refused as a fault of its row."""
LONGEST_ROW = 16_000_000
"""Most characters of a row; longer ones end the reading."""
SAMPLE = 65_536  # bytes

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NO_UTF8 = "in Excel choose Save As, `CSV UTF-8`; in LibreOffice the character set Unicode (UTF-8)"


class DelimitedTable:
    """A .csv file; rows are numbered as a spreadsheet shows them, not by lines of the file."""

    typed = False

    def __init__(self, path: Path, *, is_known: Callable[[str], bool]) -> None:
        self.path = path
        self._encoding = _find_encoding(path)
        found = max(
            (_Reading(self, separator) for separator in SEPARATORS),
            key=lambda reading: reading.likeness(is_known),
        )
        self._separator, self._header_row = found.separator, found.header_row
        self.headers = found.headers
        self.place = Lettered(self.headers).place

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header that hold something."""
        records = self.records(self._separator)
        return rows_below(self._header_row, records, width=len(self.headers))

    def records(self, separator: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield every record with its number, from 1.

        Raises RecipientError with the row where the file breaks.
        """
        csv.field_size_limit(LONGEST_CELL)
        number = 0
        try:
            with self._open() as file:
                lines = _Lines(file)
                for record in csv.reader(lines, delimiter=separator, strict=True):
                    lines.length = 0
                    number += 1
                    yield number, tuple(record)
        except csv.Error as error:
            raise self._broken(number + 1, str(error)) from None
        except UnicodeDecodeError:
            # Text is read ahead: the row that it is told by may stand a little before the fault.
            raise RecipientError(
                "is not UTF-8 text", where=f"{self._row(number + 1)} or below", hint=_NO_UTF8
            ) from None

    @contextmanager
    def _open(self) -> Iterator[TextIO]:
        with self.path.open(encoding=self._encoding, newline="") as file:
            # Excel's own first line, which no spreadsheet shows: sep=;
            if file.readline(10).rstrip("\r\n").lower() not in {f"sep={s}" for s in SEPARATORS}:
                file.seek(0)
            yield file

    def _broken(self, row: int, reason: str) -> RecipientError:
        if "field larger" in reason or reason == _Lines.TOO_LONG:
            message = "holds a cell that is far too long"
        else:
            message = "has quotation marks that do not belong together"
        return RecipientError(
            message,
            where=self._row(row),
            hint='a text in quotes ends with ", and a quotation mark within it is written ""',
        )

    def _row(self, row: int) -> str:
        return f"{self.path}: row {row}"


class _Reading:
    """How the file reads with one separator: its header, the first row that holds something."""

    def __init__(self, table: DelimitedTable, separator: str) -> None:
        self.separator = separator
        self.headers: tuple[str, ...] = ()
        self.header_row = 0
        try:
            for number, cells in table.records(separator):
                if any(cell.strip(f" {SEPARATORS}") for cell in cells):
                    self.header_row = number
                    self.headers = tuple(cell.strip() for cell in cells[: MOST_COLUMNS + 1])
                    return
        except RecipientError as error:
            # A quoted header breaks when it is read with a wrong separator; if it breaks with
            # each, the rows tell where.
            if error.message == "is not UTF-8 text":
                raise

    def likeness(self, is_known: Callable[[str], bool]) -> tuple[int, int]:
        """Count the headers that the handout knows, then the columns."""
        return sum(map(is_known, self.headers)), len(self.headers)


class _Lines:
    """The lines of a file, none of them endless."""

    TOO_LONG = "a row is too long"

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_ROW)
        self.length += len(line)
        if self.length >= LONGEST_ROW:
            raise csv.Error(self.TOO_LONG)
        if not line:
            raise StopIteration
        return line


def _find_encoding(path: Path) -> str:
    """Tell an encoding by its mark; without one UTF-8, or UTF-16 when every other byte is 0."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    pairs = len(sample) // 2 or 1
    high, low = sample[1::2].count(0) / pairs, sample[0::2].count(0) / pairs
    if high > 0.2 and low < 0.02:
        return "utf-16-le"
    if low > 0.2 and high < 0.02:
        return "utf-16-be"
    return "utf-8"
