"""What every kind of recipients' file is read as: headers, and rows that stream by as often as asked.

Nothing is held: a table of 100,000 rows is read twice rather than kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from crmo_handouts.source.faults import shown

MOST_COLUMNS = 2000
"""More are a mistake or an attack; a letter with a column for each choice has about a hundred."""

COMMENTS = ("#help", "#needed", "#choices")
"""A row whose first cell begins so was written by our empty sheet, and is not a recipient."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, with the number that its reader sees beside it, from 1; `fault` says why it is none."""

    number: int
    cells: tuple[Any, ...] = field(repr=False)
    fault: str = ""
    hint: str = ""


class Table(Protocol):
    """A file of recipients."""

    path: Path
    headers: tuple[str, ...]
    typed: bool
    """Whether a number is told from a text. In a .csv all is text, and a lost zero is not seen."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header that hold something; read from the file each time."""

    def place(self, column: int) -> str:
        """Name a column as its reader finds it: `column D "Date of birth"`."""


class UnsavedFormula:
    """A cell with a formula whose result was never worked out and saved."""


@dataclass(frozen=True, slots=True)
class Lettered:
    """Headers of a spreadsheet, whose columns have letters."""

    headers: tuple[str, ...]

    def place(self, column: int) -> str:
        """Name a column by its letter and its header."""
        header = self.headers[column] if column < len(self.headers) else ""
        return f'column {letters(column)} "{shown(header)}"' if header else letters_only(column)


def letters_only(column: int) -> str:
    """Name a column whose header is not to be repeated."""
    return f"column {letters(column)}"


def letters(column: int) -> str:
    """Return a spreadsheet's letters for a column, from 0: A to Z, then AA."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def is_empty(cells: tuple[Any, ...]) -> bool:
    """Tell whether no cell of a row holds anything."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _is_comment(cells: tuple[Any, ...]) -> bool:
    """Tell whether a row explains the columns."""
    return bool(cells) and isinstance(cells[0], str) and cells[0].strip().startswith(COMMENTS)


def rows_below(
    header_row: int, records: Iterable[tuple[int, tuple[Any, ...]]], *, width: int
) -> Iterator[Row]:
    """Yield the records below a header that hold something and explain nothing, each as a row."""
    for number, cells in records:
        if number <= header_row or is_empty(cells) or _is_comment(cells):
            continue
        fitting = _fit(cells, width)
        if fitting is None:
            yield Row(number, (), "has more cells than the table has columns", BEYOND_HINT)
        else:
            yield Row(number, fitting)


def _fit(cells: tuple[Any, ...], width: int) -> tuple[Any, ...] | None:
    """Bring a row to the width of its header; None when something stands beyond it."""
    if len(cells) <= width:
        return cells + (None,) * (width - len(cells))
    return cells[:width] if is_empty(cells[width:]) else None


BEYOND_HINT = "give each column a header; in a .csv put a text that holds a separator in quotes"
