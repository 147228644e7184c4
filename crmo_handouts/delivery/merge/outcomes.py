"""A journal -> outcomes.csv and manifest.json: what became of every row, without a value of any.

A spreadsheet runs what begins like a formula, so no cell of outcomes.csv does (CWE-1236).
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

from crmo_handouts.delivery.files import writing
from crmo_handouts.delivery.merge.folder import MANIFEST, OUTCOMES, MergeFolder
from crmo_handouts.delivery.merge.journal import WAITING, Entry
from crmo_handouts.delivery.merge.rows import Marks

HEADER = (
    "row", "id", "outcome", "file", "locale", "paper", "clinic", "pages", "reasons", "hints",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_outcomes(folder: MergeFolder, rows: Iterable[int], *, handout: str) -> Counter[str]:
    """Write both files, a line a row, in the order of the rows; return how many became what."""
    counts: Counter[str] = Counter()
    with (
        writing(folder.path / OUTCOMES, private=True) as table,
        writing(folder.path / MANIFEST, private=True) as manifest,
    ):
        table.write(b"\xef\xbb\xbf")  # Excel takes a file without it for another encoding
        _write_row(table, HEADER)
        manifest.write(f'{{"handout": {json.dumps(handout)}, "letters": ['.encode())
        separator = b"\n"
        for entry in _entries(folder, rows):
            counts[entry.outcome] += 1
            _write_row(table, _cells(entry))
            manifest.write(separator + json.dumps(_told(entry), ensure_ascii=False).encode())
            separator = b",\n"
        manifest.write(f'\n], "counts": {json.dumps(counts, sort_keys=True)}}}\n'.encode())
    return counts


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _entries(folder: MergeFolder, rows: Iterable[int]) -> Iterator[Entry]:
    for row in rows:
        yield folder.journal.find(row) or Entry(Marks(row), WAITING)


def _cells(entry: Entry) -> tuple[str, ...]:
    marks = entry.marks
    hints = dict.fromkeys(reason.hint for reason in entry.reasons if reason.hint)
    cells = (
        str(marks.row), marks.id, entry.outcome, entry.file, marks.locale, marks.paper,
        marks.clinic, str(entry.pages or ""), "; ".join(map(str, entry.reasons)), "; ".join(hints),
    )  # fmt: skip
    return tuple(map(safe_cell, cells))


def _write_row(file: BinaryIO, cells: Iterable[str]) -> None:
    line = io.StringIO()
    # Excel's own form: CRLF, and every cell in quotes, so that a separator is never in doubt.
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    file.write(line.getvalue().encode())


def _told(entry: Entry) -> dict[str, Any]:
    """Return what the manifest says of a row: no hash and no size, which a name could be tried on."""
    return {
        **asdict(entry.marks),
        "outcome": entry.outcome,
        "file": entry.file or None,
        "pages": entry.pages or None,
        "type_size": entry.type_size or None,
        "review": entry.review or None,
        "reasons": [asdict(reason) for reason in entry.reasons],
    }
