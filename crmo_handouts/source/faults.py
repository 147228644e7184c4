"""What can be wrong with a reader's values: the rules of the family `recipient/…`, and Place.

It knows no field and no value: readers find, this notes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from crmo_handouts.checking import Finding, Severity

RULES: dict[str, tuple[Severity, str]] = {
    # What may be wrong with a reader's values, and why a reader of paper would suffer.
    "recipient/unknown-field": (Severity.ERROR, "what is said under a wrong key is not printed"),
    "recipient/missing": (Severity.ERROR, "a sheet without it does not do its work"),
    "recipient/type": (Severity.ERROR, "a value of another kind would be printed as nonsense"),
    "recipient/length": (Severity.ERROR, "a longer text does not fit its slot"),
    "recipient/characters": (Severity.ERROR, "hidden characters change what is read"),
    "recipient/dose": (Severity.ERROR, "a dose on paper is followed when it is long out of date"),
    "recipient/choice": (Severity.ERROR, "only what has been translated and checked is printed"),
    "recipient/duplicate": (Severity.ERROR, "said twice, it may have been meant as something else"),
    "recipient/contradiction": (Severity.ERROR, "a reader would not know which of two holds"),
    "recipient/decided-by": (Severity.ERROR, "it needs the decision of somebody else first"),
    "recipient/date": (Severity.ERROR, "a wrong date makes a paper invalid, or valid too long"),
    "recipient/span": (Severity.ERROR, "what a child needs changes within a year"),
    "recipient/long-span": (Severity.WARNING, "what a child needs often changes in half a year"),
    "recipient/phone": (Severity.ERROR, "a number that cannot be dialled costs time"),
    "recipient/temperature": (Severity.ERROR, "a wrong fever limit delays help"),
    "recipient/consent": (Severity.ERROR, "nothing is shared about a child without a yes"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, the day it is read, and the findings so far."""

    name: str
    today: date
    findings: list[Finding] = field(default_factory=list)

    def at(self, part: str) -> Place:
        """Return the place of a part of this value, with the same findings."""
        return Place(self.name + part, self.today, self.findings)

    def find(self, rule: str, message: str, hint: str = "") -> None:
        """Note a finding of one of the rules."""
        severity, _ = RULES[f"recipient/{rule}"]
        self.findings.append(Finding(f"recipient/{rule}", severity, self.name, message, hint))


def shown(key: str) -> str:
    """Write a key that came from outside so that it can be shown: printable and short."""
    printable = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in key[:40])
    return printable + "…" * (len(key) > 40)
