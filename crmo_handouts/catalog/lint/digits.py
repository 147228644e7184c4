"""Whether a text counts in the digits of its language, and in no others."""

from __future__ import annotations

import re
import unicodedata

from crmo_handouts.catalog.lint.contact import without_contacts
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, few, shown
from crmo_handouts.catalog.lint.text import seen
from crmo_handouts.checking import Check, Severity

_WESTERN = "0123456789"
_NUMBER = re.compile(r"\d+(?:[.,٫٬:/]\d+)*")
_WORD_BEFORE = re.compile(r"([A-Za-z]+)[ \u00a0-]?$")
_WORD_BEHIND = re.compile(r"^[ \u00a0-]?([A-Za-z]+)")


def digits(message: MessageFacts) -> Faults:
    """A number is not in the digits that the sheets of the language have."""
    own = message.language.locale.digits
    for source, form in message.pairs:
        if not _NUMBER.search(form.text):
            continue
        _, text = without_contacts(seen(source), seen(form.text))
        for number in few(
            found[0] for found in _NUMBER.finditer(text) if _is_foreign(found, text, source, own)
        ):
            right = "".join(
                own[unicodedata.digit(char)] if char.isdigit() else char for char in number
            )
            yield (
                form.place,
                f"{shown(number)} is not in the digits of {message.language.locale.english_name}",
                f"write {right}; only phone numbers keep Western digits",
            )


def _is_foreign(found: re.Match[str], text: str, source: str, own: str) -> bool:
    counted = [char for char in found[0] if char.isdigit()]
    if all(char in own for char in counted):
        return False
    if not all(char in _WESTERN for char in counted):
        return True
    return not _is_a_name(found, text, source)


def _is_a_name(found: re.Match[str], text: str, source: str) -> bool:
    """Tell whether a Western number is part of a name that is kept: Section 504, B12, °C's table."""
    before = _WORD_BEFORE.search(text[: found.start()])
    behind = _WORD_BEHIND.search(text[found.end() :])
    number = re.escape(found[0])
    names = [rf"\b{word[1]}[ \u00a0-]?{number}" for word in (before,) if word]
    names += [rf"{number}[ \u00a0-]?{word[1]}\b" for word in (behind,) if word]
    return any(re.search(name, source) for name in names)


CHECKS = (
    Check(
        "catalog/digits",
        Severity.WARNING,
        "Values that the press fills in have the language's digits: two kinds on a sheet are misread.",
        digits,
    ),
)
