"""What stops us: one tree of exceptions, each with its exit code.

A *finding* (see `checking`) is about somebody's material and is collected; an *error* means that
we cannot go on, and is raised. Only the front doors (`cli`) catch them.

    HandoutError
    ├── Refused          1  findings of severity error: the sheet is not printed
    ├── UsageError       2  a name we do not know, options that do not go together
    ├── SourceError      3  a handout, template, style or clinic file we cannot use
    ├── CatalogError     4  a translation file we cannot read
    ├── RecipientError   5  a data file we cannot read
    ├── LayoutError      6  the engine could not lay out or write a page
    ├── OutputError      7  a file or folder we cannot write
    ├── SetupError       8  something this machine lacks: a library, a font
    └── PdfError         9  a PDF from elsewhere that cannot be judged

An interrupt (Ctrl-C) ends with 130, as a shell expects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmo_handouts.checking import Report

EXIT_DONE = 0
EXIT_INTERRUPTED = 130


class HandoutError(Exception):
    """Something that stops the job: where it is, what it is, and what to do about it."""

    exit_code = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message, where, hint)
        self.message = message
        self.where = where
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by keyword: errors travel from worker to parent."""
        return (_rebuild, (type(self), self.message, self.where, self.hint))

    def __str__(self) -> str:
        """`where: what`, and the hint on a line of its own."""
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text}\nhint: {self.hint}" if self.hint else text


def _rebuild(kind: type[HandoutError], message: str, where: str, hint: str) -> HandoutError:
    return kind(message, where=where, hint=hint)


class UsageError(HandoutError):
    """The command names something that is not there, or asks for what does not go together."""

    exit_code = 2


class SourceError(HandoutError):
    """A handout, template, style or clinic file cannot be used as it stands."""

    exit_code = 3


class CatalogError(HandoutError):
    """A translation file cannot be read."""

    exit_code = 4


class RecipientError(HandoutError):
    """A data file cannot be read."""

    exit_code = 5


class LayoutError(HandoutError):
    """The layout engine could not lay out or write a page."""

    exit_code = 6


class OutputError(HandoutError):
    """A file or a folder cannot be written."""

    exit_code = 7


class SetupError(HandoutError):
    """This machine lacks something the press needs."""

    exit_code = 8


class PdfError(HandoutError):
    """A PDF cannot be judged: it is none, it is locked, damaged, or too large."""

    exit_code = 9


class Refused(HandoutError):
    """The material has faults of severity error: all of them are in the report."""

    exit_code = 1

    def __init__(self, report: Report) -> None:
        count = len(report.errors)
        super().__init__(f"{count} {'fault' if count == 1 else 'faults'}: nothing was printed")
        self.report = report

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by report."""
        return (Refused, (self.report,))
