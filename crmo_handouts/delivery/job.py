"""What is asked of the press, and what it hands over: plain values that cross between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crmo_handouts.checking import Report
from crmo_handouts.errors import HandoutError
from crmo_handouts.review import ReviewState


@dataclass(frozen=True, slots=True)
class Job:
    """One sheet to print: handout x locale x reader, on one paper or several.

    `data` holds a reader's values as they were read from a file, and `data_place` the file's name
    for messages; without them the sheet is blank.
    """

    handout: str
    locale: str
    papers: tuple[str, ...]
    data: Mapping[str, Any] | None = None
    data_place: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed sheet: the bytes of a PDF, and what is to be known of it."""

    paper: str
    pdf: bytes = field(repr=False)
    pages: int
    type_size: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a job: its sheets, or the findings or the error that refused them."""

    job: Job
    sheets: tuple[Sheet, ...] = ()
    report: Report = Report()
    state: ReviewState | None = None
    error: HandoutError | None = None
