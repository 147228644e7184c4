"""Chunks of letters -> what was printed of them, in a worker of any executor.

The press is opened once and kept. What goes back to the parent is a finished letter, or reasons
without values: no exception of a worker crosses over, since its words and its traceback may quote
a reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from crmo_handouts.delivery.merge.privacy import forbid_dumps
from crmo_handouts.delivery.merge.reasons import Reason, reason_of, reason_of_error
from crmo_handouts.delivery.merge.rows import Letter, clinic_project
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from crmo_handouts.delivery.letterpress import LetterPress

OPEN_PRESSES = 4
"""How many clinics' presses a worker keeps open: each has an engine of its own."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Letters that one worker prints in a row: their bodies are alike as far as it goes."""

    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """What a worker sends back: a PDF, or the reasons why there is none."""

    pdf: bytes = field(default=b"", repr=False)
    pages: int = 0
    type_size: float = 0.0
    review: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter."""

    letter: Letter
    printed: Printed


def print_chunk(project: Project, chunk: Chunk) -> list[Printed]:
    """Print the letters of a chunk, in order; runs in a worker."""
    forbid_dumps()
    return [_print_letter(project, letter) for letter in chunk.letters]


def close_presses() -> None:
    """Close all presses, with what they remember; for a worker that outlives its merge."""
    _press.cache_clear()


def _print_letter(project: Project, letter: Letter) -> Printed:
    try:
        delivery = _press(project, letter.marks.clinic).print_job(letter.job)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # also what engines raise past `Exception`
        return Printed(reasons=(reason_of_error(error),))
    if delivery.error:
        return Printed(reasons=(reason_of_error(delivery.error),))
    if not delivery.sheets:
        return Printed(reasons=tuple(map(reason_of, delivery.report.errors)))
    # Its warnings are of the handout, the same for every letter; those of values the parent tells.
    (sheet,) = delivery.sheets
    return Printed(sheet.pdf, sheet.pages, sheet.type_size, str(delivery.state or ""))


@lru_cache(maxsize=OPEN_PRESSES)
def _press(project: Project, clinic: str) -> LetterPress:
    # Imported here, since the parent needs neither the stages nor the engine.
    from crmo_handouts.delivery.letterpress import LetterPress

    return LetterPress(clinic_project(project, clinic))
