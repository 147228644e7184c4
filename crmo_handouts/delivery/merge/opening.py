"""A recipients' file -> Table: by what is in it, whatever it is called.

What we cannot read is told with the way out.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from crmo_handouts.delivery.merge.delimited import DelimitedTable
from crmo_handouts.delivery.merge.jsonlines import JsonLinesTable
from crmo_handouts.delivery.merge.table import MOST_COLUMNS, Table
from crmo_handouts.delivery.merge.workbooks import WorkbookTable
from crmo_handouts.errors import RecipientError

LARGEST = 2_000_000_000
"""Largest file, bytes: a million rows have about 500 MB."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that a workbook with a password lies in (MS-OFFCRYPTO, 2.3)."""

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".jsonl", ".ndjson")
HEADER_HINT = "its first row names the columns; of a workbook, the first visible sheet counts"
_SAVE = "open it in Excel or LibreOffice and save it as .xlsx, or as .csv in UTF-8"


def open_table(path: Path, *, is_known: Callable[[str], bool]) -> Table:
    """Open a file of recipients; `is_known` tells a header that the handout knows.

    Raises RecipientError when it cannot be read, or has no header or no column.
    """
    kind = path.suffix.lower()
    try:
        start = _read_start(path)
        if start.startswith(_ZIP):
            table: Table = _open_archive(path)
        elif start.startswith(_OLE):
            raise _old_or_locked(path)
        elif kind not in KINDS or kind.startswith(".xls"):
            raise _refused(path, "is no file of recipients", f"{_SAVE}; or .jsonl")
        elif kind in (".jsonl", ".ndjson"):
            table = JsonLinesTable(path)
        else:
            table = DelimitedTable(path, is_known=is_known)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or "not a file's name"
        raise RecipientError(f"cannot be read: {reason}", where=str(path)) from None
    if not any(table.headers):
        raise _refused(path, "is empty", HEADER_HINT)
    if len(table.headers) > MOST_COLUMNS:
        raise _refused(path, f"has more than {MOST_COLUMNS} columns", "leave out what is not used")
    return table


def _read_start(path: Path) -> bytes:
    if not path.is_file():
        raise RecipientError("there is no such file", where=str(path), hint="check the name")
    if path.stat().st_size > LARGEST:
        raise RecipientError(f"is larger than {LARGEST // 1_000_000} MB", where=str(path))
    with path.open("rb") as file:
        return file.read(8)


def _open_archive(path: Path) -> Table:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        names = {"xl/workbook.xml"}  # its reader says that it is damaged
    if "content.xml" in names:
        raise _refused(path, "is an OpenDocument file (.ods)", _SAVE)
    if "xl/workbook.bin" in names:
        raise _refused(path, "is a binary workbook (.xlsb)", _SAVE)
    if "xl/workbook.xml" not in names:
        raise _refused(path, "is an archive, and no workbook", _SAVE)
    return WorkbookTable(path)


def _old_or_locked(path: Path) -> RecipientError:
    with path.open("rb") as file:
        locked = _ENCRYPTED in file.read(1 << 20)
    if locked:
        return _refused(
            path,
            "is protected with a password",
            "in Excel: File, Info, Protect Workbook, take the password out, and save it again; in "
            "LibreOffice: File, Save As, without `Save with password`",
        )
    return _refused(path, "is an old workbook (.xls), or protected with a password", _SAVE)


def _refused(path: Path, message: str, hint: str) -> RecipientError:
    return RecipientError(message, where=str(path), hint=hint)
