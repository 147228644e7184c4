"""An .xlsx workbook -> Table: its first visible sheet, with the values that its cells really hold.

Formulas count by the result that was saved with them. openpyxl stays behind this door and
`worksheet`; what it opens is looked at first, since a small file can unfold to gigabytes.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmo_handouts.delivery.merge.table import (
    MOST_COLUMNS,
    Lettered,
    Row,
    UnsavedFormula,
    is_empty,
    rows_below,
)
from crmo_handouts.errors import RecipientError

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LARGEST = {"xl/worksheets/": 2_000_000_000, "": 100_000_000}
"""Most bytes that a part of the workbook may unfold to: sheets are streamed, all else is held.
A sheet of 1,048,576 rows and 25 columns has 1.5 GB."""

LAST_ROW = 1_048_576
"""The last row that a spreadsheet has; a file may name a later one, and be counted up to for ever."""

_UNSAVED = UnsavedFormula()

_BROKEN = (
    # What zipfile raises over an archive that is damaged, locked, or packed in a way of its own.
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


class WorkbookTable:
    """The first visible sheet of a workbook."""

    typed = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self._has_formulas = _look_inside(path)
        self.headers: tuple[str, ...] = ()
        self._header_row = LAST_ROW
        for number, cells in self._records():
            if not is_empty(cells):
                self._header_row = number
                self.headers = _headers(cells)
                break
        self.place = Lettered(self.headers).place

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header that hold something."""
        return rows_below(self._header_row, self._records(), width=len(self.headers))

    def _records(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        results = self._read(data_only=True)
        if not self._has_formulas:
            yield from results
            return
        for (number, saved), (_, written) in zip(results, self._read(data_only=False), strict=True):
            yield (
                number,
                tuple(
                    _UNSAVED if value is None and formula is not None else value
                    for value, formula in zip(saved, written, strict=True)
                ),
            )

    def _read(self, *, data_only: bool) -> Iterator[tuple[int, tuple[Any, ...]]]:
        with self._open(data_only=data_only) as workbook:
            sheet: Any = next(
                (sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"), None
            )
            if sheet is None:
                raise RecipientError("has no visible sheet", where=str(self.path))
            sheet.reset_dimensions()  # some programs write a wrong one, and rows would be lost
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                if number > LAST_ROW:
                    raise _damaged(self.path)
                yield number, cells[:MOST_COLUMNS]

    @contextmanager
    def _open(self, *, data_only: bool) -> Iterator[Workbook]:
        # Imported here: 0.3 s that only a workbook needs.
        from openpyxl import load_workbook

        # Its warnings quote cells.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
        workbook = None
        try:
            workbook = load_workbook(
                self.path, read_only=True, data_only=data_only, keep_links=False
            )
            yield workbook
        except (RecipientError, GeneratorExit, MemoryError):
            raise
        except Exception:
            # Whatever a damaged file makes it raise; its words may hold a cell's.
            raise _damaged(self.path) from None
        finally:
            if workbook is not None:
                workbook.close()


def _headers(cells: tuple[Any, ...]) -> tuple[str, ...]:
    """Read the header, without the blank columns behind it."""
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _look_inside(path: Path) -> bool:
    """Refuse what would unfold too far or declares entities; tell whether there are formulas."""
    try:
        with zipfile.ZipFile(path) as archive:
            formulas = False
            for member in archive.infolist():
                kind = "xl/worksheets/"
                limit = LARGEST[kind if member.filename.startswith(kind) else ""]
                if member.file_size > limit:
                    raise RecipientError(
                        f"unfolds to more than {limit // 1_000_000} MB",
                        where=str(path),
                        hint="copy the rows into a new workbook, or save them as .csv",
                    )
                if member.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive, member, path)
                if member.filename.startswith(kind):
                    formulas = formulas or _holds_formula(archive, member)
    except _BROKEN:
        raise _damaged(path) from None
    return formulas


def _refuse_entities(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    with archive.open(member) as file:
        start = file.read(4096).replace(b"\0", b"")  # also in UTF-16
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise _damaged(path)


def _holds_formula(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with archive.open(member) as file:
        end = b""
        while block := file.read(1 << 20):
            block = end + block
            if b"<f>" in block or b"<f " in block or b"<f/" in block:
                return True
            end = block[-2:]
    return False


def _damaged(path: Path) -> RecipientError:
    return RecipientError(
        "is no workbook that can be read, or is damaged",
        where=str(path),
        hint="open it in Excel or LibreOffice and save it as .xlsx, or as .csv in UTF-8",
    )
