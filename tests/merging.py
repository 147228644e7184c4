"""Tables of recipients for the toy's letter, and an executor that prints in this process."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from datetime import date
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from openpyxl import Workbook

P = ParamSpec("P")
T = TypeVar("T")

Row = Mapping[str, Any]

RIMA: Row = {
    # A row as a spreadsheet has it; what a data file would say of it is `RIMA_DATA`.
    "child_name": "Rima Sample",
    "carer1 name": "Sam Sample",
    "carer1 phone": "+1 202-555-0142",
    "emergency_number": "999",
    "valid_to": "2027-03-31",
    "changes": "cls.seat; other",
    "consent_share": "yes",
}
RIMA_DATA: Mapping[str, Any] = {
    "child_name": "Rima Sample",
    "carer1": {"name": "Sam Sample", "phone": "+1 202-555-0142"},
    "emergency_number": "999",
    "valid_to": "2027-03-31",
    "changes": ["cls.seat", "other"],
    "consent_share": True,
}


def row(**changed: Any) -> dict[str, Any]:
    """Return the row with some cells changed; `carer1_name` stands for `carer1 name`."""
    return {**RIMA, **{key.replace("carer1_", "carer1 "): cell for key, cell in changed.items()}}


def headers(rows: Iterable[Row]) -> list[str]:
    """Return the headers of all rows."""
    return list(dict.fromkeys(key for row in rows for key in row))


def csv_text(rows: Sequence[Row], *, separator: str = ",", end: str = "\r\n") -> str:
    """Write rows as Excel does: quotes where they are needed, CRLF."""
    names = headers(rows)
    file = io.StringIO()
    writer = csv.DictWriter(file, names, delimiter=separator, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def write_csv(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows as Excel's `CSV UTF-8`."""
    path.write_text(csv_text(rows), "utf-8-sig", newline="")
    return path


def write_xlsx(path: Path, rows: Sequence[Row], *, sheet: Callable[[Any], object] = id) -> Path:
    """Write rows into a workbook; `sheet` may change its sheet before it is saved."""
    workbook = Workbook()
    active: Any = workbook.active
    names = headers(rows)
    active.append(names)
    for row in rows:
        active.append([row.get(name) for name in names])
    sheet(active)
    workbook.save(path)
    return path


TYPED: Row = {
    # The row with cells as a workbook types them.
    **RIMA,
    "valid_to": date(2027, 3, 31),
    "emergency_number": 999,
    "consent_share": True,
}


class Inline(Executor):
    """Carries each call out at once, in this process."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Carry a call out."""
        future: Future[T] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
