"""Whether a text counts in the digits of its language, and in no others."""

from __future__ import annotations

import re
import unicodedata

from crmo_handouts.catalog.lint.contact import without_contacts
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, few, shown
from crmo_handouts.catalog.lint.text import seen
from crmo_handouts.checking import Check, Severity

_WESTERN = "0123456789"
_NUMBER = re.compile(
    r"(?:(?<![A-Za-z])(?P<before>[A-Za-z]+)[ \u00a0-]?\n?)?(?P<number>\d+(?:[.,٫٬:/]\d+)*)"
)
"""A number, with the word before it if there is one."""
_WORD_BEHIND = re.compile(r"[ \u00a0-]?([A-Za-z]+)")


def digits(message: MessageFacts) -> Faults:
    """A number is not in the digits that the sheets of the language have."""
    own = message.language.locale.digits
    for source, form in message.pairs:
        if not _NUMBER.search(form.text):
            continue
        _, text = without_contacts(seen(source), seen(form.text))
        for number in few(
            found["number"] for found in _NUMBER.finditer(text) if _is_foreign(found, source, own)
        ):
            right = "".join(
                own[unicodedata.digit(char)] if char.isdigit() else char for char in number
            )
            yield (
                form.place,
                f"{shown(number)} is not in the digits of {message.language.locale.english_name}",
                f"write {right}; only phone numbers keep Western digits",
            )


def _is_foreign(found: re.Match[str], source: str, own: str) -> bool:
    counted = [char for char in found["number"] if char.isdigit()]
    if all(char in own for char in counted):
        return False
    if not all(char in _WESTERN for char in counted):
        return True
    return not _is_a_name(found, source)


def _is_a_name(found: re.Match[str], source: str) -> bool:
    """Tell whether a Western number is part of a name that is kept: Section 504, B12, °C's table."""
    behind = _WORD_BEHIND.match(found.string, found.end())
    number = re.escape(found["number"])
    names = [rf"\b{found['before']}[ \u00a0-]?{number}"] if found["before"] else []
    names += [rf"{number}[ \u00a0-]?{behind[1]}\b"] if behind else []
    return any(re.search(name, source) for name in names)


CHECKS = (
    Check(
        "catalog/digits",
        Severity.WARNING,
        "Values that the press fills in have the language's digits: two kinds on a sheet are misread.",
        digits,
    ),
)
