"""Whether a message is translated, and may be printed at all."""

from __future__ import annotations

import functools

from crmo_handouts.catalog import markup
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, short, shown
from crmo_handouts.checking import Check, Severity
from crmo_handouts.source.doses import find_dose


def missing(message: MessageFacts) -> Faults:
    """A message has no translation."""
    empty = [form for form in message.forms if not form.text.strip()]
    if empty:
        yield empty[0].place, f"is not translated: {short(message.msgid)}", "write its msgstr"
    elif len(message.forms) < message.forms_expected:
        yield (
            message.forms[-1].place,
            f"has {len(message.forms)} of {message.forms_expected} plural forms",
            f"write msgstr[0] to msgstr[{message.forms_expected - 1}]",
        )


def fuzzy(message: MessageFacts) -> Faults:
    """A message is marked as needing another look."""
    if message.fuzzy:
        yield (
            message.forms[0].place,
            f"is marked fuzzy: {short(message.msgid)}",
            "read it against the source text, correct it, then take the mark `fuzzy` away",
        )


def dose(message: MessageFacts) -> Faults:
    """The translation names a dose."""
    for form in message.forms:
        found = _dose_in(form.text)
        if found:
            yield form.place, f"reads like a dose: {shown(found)}", "a sheet never prints a dose"


# A worker loads shared.po once a handout, and this is the dearest of the checks (0.1 ms a message).
@functools.lru_cache(maxsize=4096)
def _dose_in(text: str) -> str | None:
    return find_dose(markup.plain(text).replace("%%", "%"))


CHECKS = (
    Check(
        "catalog/missing",
        Severity.ERROR,
        "A warning in a language that the reader does not read is worse than no sheet.",
        missing,
    ),
    Check(
        "catalog/fuzzy",
        Severity.ERROR,
        "It may say what an earlier edition said: old advice under a new date.",
        fuzzy,
    ),
    Check(
        "catalog/dose",
        Severity.ERROR,
        "A dose on a sheet would be given to a child whom it was not meant for.",
        dose,
    ),
)
