"""The family `catalog/…`: what may be wrong with a translation, one check a rule.

A check is a pure function over the facts of one message, of one file, or of what is printed together.
What a text may say is `source`'s to know, what it may hold is that of `markup` and `placeholders`;
here is how it is told.

Two speeds. What refuses a sheet is looked for whenever a catalog is loaded (the `REFUSING_…` tuples).
The rest helps a translator, and is looked for at the bench: `catalog lint`, and proofs.
"""

from collections.abc import Iterable

from crmo_handouts.catalog.lint import (
    characters,
    contact,
    digits,
    directives,
    english,
    files,
    glyphs,
    joiners,
    letters,
    numbers,
    pairs,
    punctuation,
    room,
    safety,
    spaces,
    state,
    tags,
    terms,
    units,
)
from crmo_handouts.catalog.lint.facts import FileFacts, Form, MessageFacts, Said, SetFacts
from crmo_handouts.checking import Check, Severity

CHECKS = (
    *state.CHECKS,
    *english.CHECKS,
    *directives.CHECKS,
    *tags.CHECKS,
    *numbers.CHECKS,
    *units.CHECKS,
    *contact.CHECKS,
    *digits.CHECKS,
    *terms.CHECKS,
    *characters.CHECKS,
    *joiners.CHECKS,
    *letters.CHECKS,
    *punctuation.CHECKS,
    *pairs.CHECKS,
    *spaces.CHECKS,
    *glyphs.CHECKS,
    *room.CHECKS,
)
"""What is looked for in each message, in the order it is told."""

FILE_CHECKS = files.CHECKS
"""What is looked for in each file, before its messages."""

SET_CHECKS = safety.CHECKS
"""What is looked for among the messages that are printed together."""


def _refusing(checks: Iterable[Check]) -> tuple[Check, ...]:
    return tuple(check for check in checks if check.severity is Severity.ERROR)


# Glyphs are the press's own to see, on what it sets; opening its fonts here would cost 0.2 s.
REFUSING_CHECKS = tuple(check for check in _refusing(CHECKS) if check not in glyphs.CHECKS)
REFUSING_FILE_CHECKS = _refusing(FILE_CHECKS)

__all__ = [
    "CHECKS",
    "FILE_CHECKS",
    "REFUSING_CHECKS",
    "REFUSING_FILE_CHECKS",
    "SET_CHECKS",
    "FileFacts",
    "Form",
    "MessageFacts",
    "Said",
    "SetFacts",
]
