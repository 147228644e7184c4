"""The grammar of checks: Check, Finding, Severity, Report; knows neither PO nor PDF.

A check is an id that never changes, a severity, a rationale (why a reader of paper suffers) and a
pure function over facts gathered once. Families: `catalog/…` judges messages, `recipient/…` a
reader's values, `fit/…` pages. Registration is a visible tuple in the family's module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs: an error refuses the sheet, the others are told."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: which check found it, where, what it is and what to do.

    `place` is `file:line` for text, a field's key for a recipient's value, or
    `handout/locale/paper` for a page.
    """

    check: str
    severity: Severity
    place: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """`place: message [check]`, and the hint on a line of its own."""
        text = f"{self.place}: {self.message} [{self.check}]"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


@dataclass(frozen=True, slots=True)
class Report:
    """The findings about one thing, in the order they were found."""

    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that refuse a sheet."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    def __add__(self, other: Report) -> Report:
        """Join two reports, the left one's findings first."""
        return Report(self.findings + other.findings)

    def __iter__(self) -> Iterator[Finding]:
        """Yield the findings in order."""
        return iter(self.findings)

    def __bool__(self) -> bool:
        """Tell whether anything was found."""
        return bool(self.findings)


@dataclass(frozen=True, slots=True)
class Check:
    """One rule over facts of some kind.

    `find` takes the facts and yields `(place, message, hint)`; the title is the first line of its
    docstring.
    """

    id: str
    severity: Severity
    rationale: str
    find: Callable[[Any], Iterable[tuple[str, str, str]]] = field(repr=False)

    @property
    def title(self) -> str:
        """The first line of the function's docstring."""
        return (self.find.__doc__ or "").strip().splitlines()[0]

    def run(self, facts: object) -> Iterator[Finding]:
        """Yield a finding for each fault that the facts hold."""
        for place, message, hint in self.find(facts):
            yield Finding(self.id, self.severity, place, message, hint)


def run_checks(checks: Iterable[Check], facts: object) -> Report:
    """Run the checks in their order over the same facts."""
    return Report(tuple(finding for check in checks for finding in check.run(facts)))
