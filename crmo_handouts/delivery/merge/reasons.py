"""Findings and errors about a row -> Reasons that may be shown, logged and sent about.

A reason names the row's column and the rule, and never holds a value: also not a choice, which may
be a child's medicine, nor a letter of a name. What only a finished page could tell is told by its
check alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

from crmo_handouts.checking import Finding, Severity
from crmo_handouts.errors import CatalogError, HandoutError, SetupError, SourceError, UsageError

SEE_ALONE = "write this row's values into a data file and use `print --data`: it says more"

_SAID: dict[str, tuple[str, str]] = {
    # Checks whose own words name a choice that the reader made, and what is said instead.
    "recipient/choice": (
        "is not one of the choices",
        "the command `fields` and the sheet that `merge --template` writes list them",
    ),
    "recipient/contradiction": ("contradicts another choice", "leave out one or the other"),
    "recipient/decided-by": (
        "holds a choice that waits for somebody's decision",
        "leave it out, or say who has decided",
    ),
    "pdf/glyph": (
        "a value holds a character that no font can draw",
        "write it another way",
    ),
}
_VALUE_FREE = ("recipient/", "fit/", "catalog/", "merge/")
"""Families whose messages never repeat what a reader gave."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was refused, or what is to be known of its letter."""

    check: str
    severity: Severity
    column: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """`column D "Dob": is not a date [recipient/date]`."""
        text = f"{self.message} [{self.check}]"
        return f"{self.column}: {text}" if self.column else text


def reason_of(finding: Finding, column: str = "") -> Reason:
    """Say a finding without any value."""
    if finding.check in _SAID:
        message, hint = _SAID[finding.check]
    elif finding.check.startswith(_VALUE_FREE):
        message, hint = finding.message, finding.hint
    else:
        message, hint = "the finished letter did not pass", SEE_ALONE
    if finding.check.startswith("catalog/"):
        column = finding.place  # a line of a translation
    return Reason(finding.check, finding.severity, column, message, hint)


def fault(rule: str, message: str, *, column: str = "", hint: str = "") -> Reason:
    """Make the reason for a row's own fault, `merge/…`, or one of its reader's values."""
    return Reason(rule, Severity.ERROR, column, message, hint)


def reason_of_error(error: BaseException) -> Reason:
    """Say an error without any value: what engines and templates say may quote one."""
    name = type(error).__name__
    match error:
        case CatalogError() | SetupError() | UsageError():
            return fault(f"merge/{name}", error.message, column=error.where, hint=error.hint)
        case SourceError():
            return fault(
                f"merge/{name}",
                "the handout cannot be used as it stands",
                column=error.where,
                hint="print it blank with `print`: it says more",
            )
        case HandoutError():
            return fault(f"merge/{name}", "the letter could not be laid out", hint=SEE_ALONE)
        case _:
            return fault(
                f"merge/{name}",
                f"the press failed over this row{_line(error)}",
                hint="tell the makers of the press, with this line, and not with the values",
            )


def _line(error: BaseException) -> str:
    """Say which line of code failed: that much of a traceback holds no value."""
    steps = extract_tb(error.__traceback__)
    return f", at {Path(steps[-1].filename).name}:{steps[-1].lineno}" if steps else ""


def refuses(reasons: Iterable[Reason]) -> bool:
    """Tell whether any of them refuses the letter."""
    return any(reason.severity is Severity.ERROR for reason in reasons)
