"""Whether a message holds characters that nobody sees."""

from __future__ import annotations

from crmo_handouts.catalog import markup
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, code
from crmo_handouts.checking import Check, Severity


def control(message: MessageFacts) -> Faults:
    """A control character stands in the translation."""
    for form in message.forms:
        char = markup.hidden_control(markup.plain(form.text))
        if char:
            yield form.place, f"holds {code(char)}, which is not seen", "type the text again"


def bidi_forbidden(message: MessageFacts) -> Faults:
    """A bidi embedding or override stands in the translation."""
    for form in message.forms:
        char = next((char for char in form.text if char in markup.BIDI_FORBIDDEN), "")
        if char:
            yield (
                form.place,
                f"holds {code(char)}, which turns the order of what follows",
                "delete it; an isolate (U+2068 … U+2069) or <bdi> does what is needed",
            )


def bidi_balance(message: MessageFacts) -> Faults:
    """A bidi isolate is not closed, or closed twice."""
    for form in message.forms:
        if not markup.isolates_balanced(markup.plain(form.text)):
            yield (
                form.place,
                "its bidi isolates are not in pairs",
                "each of U+2066, U+2067, U+2068 needs one U+2069 after it",
            )


CHECKS = (
    Check(
        "catalog/control",
        Severity.ERROR,
        "It prints as a box or not at all, and breaks search and reading aloud.",
        control,
    ),
    Check(
        "catalog/bidi-forbidden",
        Severity.ERROR,
        "It can turn a phone number or a limit round, so that another one is read.",
        bidi_forbidden,
    ),
    Check(
        "catalog/bidi-balance",
        Severity.ERROR,
        "An open isolate carries its direction on into what follows.",
        bidi_balance,
    ),
)
