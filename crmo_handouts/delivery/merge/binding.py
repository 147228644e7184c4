"""The letters of a merge -> one PDF a paper, to send to the printer, in the order of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from crmo_handouts.delivery.files import writing
from crmo_handouts.delivery.merge.folder import MergeFolder
from crmo_handouts.delivery.merge.journal import PRINTED, Entry
from crmo_handouts.errors import OutputError


def bind_letters(folder: MergeFolder, rows: Iterable[int]) -> list[Path]:
    """Write all letters of each paper into one file; return the files.

    Trays hold one paper each, so letters on two papers make two files.
    """
    # Imported here: what binds PDFs is not asked for by every merge.
    from crmo_handouts.pdf.bind import bind

    rows = tuple(rows)
    bound = []
    for paper in sorted({entry.marks.paper for entry in _printed(folder, rows)}):
        path = folder.bound_path(paper)
        with writing(path, private=True) as file:
            bind(_letters(folder, rows, paper), file)
        bound.append(path)
    return bound


def _printed(folder: MergeFolder, rows: Iterable[int]) -> Iterator[Entry]:
    for row in rows:
        entry = folder.journal.find(row)
        if entry and entry.outcome == PRINTED:
            yield entry


def _letters(folder: MergeFolder, rows: Iterable[int], paper: str) -> Iterator[tuple[str, bytes]]:
    """Yield the letters on a paper; a bookmark is the row and its id, never a name."""
    for entry in _printed(folder, rows):
        if entry.marks.paper != paper:
            continue
        path = folder.letter_path(entry)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise OutputError(
                f"cannot be read: {error.strerror}", where=str(path), hint="use --resume"
            ) from None
        yield f"{entry.marks.row} {entry.marks.id}".strip(), content
