"""Bytes -> an open PDF, or a clear error: the door at which hostile files are stopped.

A file may be no PDF, cut off, locked, or made to fill memory: what two small streams of deflate
(RFC 1951) can do. All is bounded before a library sees it. What the bounds here cannot hold, such as a
fault in a library, `guard` holds from outside.
"""

from __future__ import annotations

import io
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2

from crmo_handouts.errors import PdfError

LARGEST_FILE = 50 * 2**20
"""Largest file that is read, bytes; a sheet has about 50,000."""

MOST_OBJECTS = 100_000
"""Most objects; a sheet has about 500."""

DEEPEST_FORM = 12
"""Most forms inside each other that are read."""

MOST_PAGES = 200
"""Pages judged in detail; a sheet has two."""

LARGEST_STREAM = 64 * 2**20
"""What one stream may grow to, bytes: a picture of A4 in colour at 300 dpi has 26 million."""

LARGEST_TOTAL = 256 * 2**20
"""What all streams together may grow to, bytes."""

SECONDS = 20.0
"""Time for one file; it is looked at between pages, and between the parts of a page."""

LAYERS = 3
"""How often a stream is unpacked that holds a packed one."""

DEEPEST = 60
"""Most arrays and dictionaries inside each other."""

_STREAM = re.compile(rb"stream\r?\n")


class OutOfTimeError(Exception):
    """A file has used up its time, or has more in it than is judged."""


@dataclass(slots=True)
class Budget:
    """What is left of a file's time."""

    deadline: float

    @classmethod
    def start(cls) -> Budget:
        """Begin the time of a file."""
        return cls(time.monotonic() + SECONDS)

    def check(self) -> None:
        """Raise OutOfTimeError when the time is over."""
        if time.monotonic() > self.deadline:
            raise OutOfTimeError(f"it takes longer than {SECONDS:g} s to judge")


@dataclass(frozen=True, slots=True)
class OpenPdf:
    """A file, open in both libraries: one knows its objects, the other how it looks."""

    objects: pikepdf.Pdf
    items: tuple[Any, ...]
    """All its objects."""
    drawing: Any
    size: int


@contextmanager
def open_pdf(content: bytes, place: str, budget: Budget) -> Iterator[OpenPdf]:
    """Open a PDF in both libraries; close both.

    Raises PdfError for what is no PDF, or is not safe to open.
    """
    _check_head(content, place)
    _check_streams(content, place, budget)
    before: Any = pikepdf.settings.set_qpdf_limits(
        flate_max_memory=LARGEST_STREAM,
        png_max_memory=LARGEST_STREAM,
        tiff_max_memory=LARGEST_STREAM,
        run_length_max_memory=LARGEST_STREAM,
        dct_max_memory=LARGEST_STREAM,
        dct_max_progressive_scans=100,
        max_stream_filters=LAYERS,
        parser_max_nesting=DEEPEST,
        doc_max_warnings=1000,
    )
    try:
        with _objects(content, place) as (objects, items):
            drawing = _drawing(content, place)
            try:
                yield OpenPdf(objects, items, drawing, len(content))
            finally:
                drawing.close()
    finally:
        pikepdf.settings.set_qpdf_limits(**before)


def _check_head(content: bytes, place: str) -> None:
    if not content:
        raise PdfError("is empty", where=place)
    if len(content) > LARGEST_FILE:
        raise PdfError(
            f"has {len(content) / 2**20:.0f} MB; {LARGEST_FILE // 2**20} MB are read at most",
            where=place,
        )
    # ISO 32000-1, 7.5.2; Annex H, note 13: readers look for it in the first 1024 bytes.
    if b"%PDF-" not in content[:1024]:
        raise PdfError("is not a PDF", where=place, hint="it does not begin with %PDF-")


def _check_streams(content: bytes, place: str, budget: Budget) -> None:
    """Unpack every deflated stream within bounds, and keep nothing of it."""
    total = 0
    for match in _STREAM.finditer(content):
        try:
            budget.check()
        except OutOfTimeError as error:
            raise PdfError(str(error), where=place) from error
        total += _unpacked_size(memoryview(content)[match.end() :], LAYERS)
        if total > LARGEST_TOTAL:
            raise PdfError(
                "holds streams that grow to more than "
                f"{LARGEST_STREAM // 2**20} MB each or {LARGEST_TOTAL // 2**20} MB together",
                where=place,
                hint="it may be made to fill this machine's memory: do not open it",
            )


def _unpacked_size(data: memoryview, layers: int) -> int:
    """Return how many bytes a stream unpacks to; too many count as more than all may have."""
    if len(data) < 2 or data[0] & 15 != 8 or (data[0] << 8 | data[1]) % 31:
        return 0  # RFC 1950, 2.2: no zlib header
    unpack, size, first = zlib.decompressobj(), 0, b""
    try:
        # Streams are fed by pieces: most are small, and `unconsumed_tail` copies what is left.
        for start in range(0, len(data), 1 << 16):
            piece: Any = data[start : start + (1 << 16)]
            # After its end a stream still tells of a tail, the same one for ever.
            while piece and not unpack.eof:
                out = unpack.decompress(piece, 1 << 20)
                first = first or out
                size += len(out)
                if size > LARGEST_STREAM:
                    return LARGEST_TOTAL + 1
                piece = unpack.unconsumed_tail
            if unpack.eof:
                break
    except zlib.error:
        pass  # cut off, or no deflate at all: the libraries will say so
    if layers > 1 and first:
        size += _unpacked_size(memoryview(first), layers - 1)
    return size


@contextmanager
def _objects(content: bytes, place: str) -> Iterator[tuple[pikepdf.Pdf, tuple[Any, ...]]]:
    try:
        pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise PdfError(
            "is encrypted, and needs a password", where=place, hint="save it without a password"
        ) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, MemoryError) as error:
        raise PdfError(
            "cannot be read as a PDF", where=place, hint="it is damaged or cut off: save it anew"
        ) from error
    with pdf:
        items = tuple(pdf.objects)
        if len(items) > MOST_OBJECTS:
            raise PdfError(
                f"has {len(items)} objects; {MOST_OBJECTS} are judged at most", where=place
            )
        yield pdf, items


def _drawing(content: bytes, place: str) -> Any:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise PdfError(
            "cannot be drawn", where=place, hint="it is damaged or cut off: save it anew"
        ) from error
