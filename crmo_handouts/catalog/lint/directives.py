"""Whether the placeholders of a message survive its translation."""

from __future__ import annotations

import difflib

from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, few, shown
from crmo_handouts.catalog.placeholders import foreign_directives, placeholder_names
from crmo_handouts.checking import Check, Severity


def placeholder_lost(message: MessageFacts) -> Faults:
    """A placeholder of the source text is missing from the translation."""
    wanted = placeholder_names(message.msgid)
    if message.plural is not None:
        wanted &= placeholder_names(message.plural)
    for number, form in enumerate(message.forms):
        lost = sorted(wanted - placeholder_names(form.text))
        # "One sheet" and Arabic's dual say the number in words.
        spoken = message.plural is not None and number in message.single_forms and len(lost) == 1
        if form.text.strip() and not spoken:
            for name in lost:
                yield (
                    form.place,
                    f"%({name})s is missing from the translation",
                    f"copy %({name})s exactly",
                )


def placeholder_invented(message: MessageFacts) -> Faults:
    """The translation has a placeholder that the source text lacks."""
    known = placeholder_names(message.source)
    for form in message.forms:
        for name in sorted(placeholder_names(form.text) - known):
            nearest = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.4)
            meant = f"write %({nearest[0]})s" if nearest else "take it out"
            yield form.place, f"%({name})s does not stand in the source text", meant


def placeholder_form(message: MessageFacts) -> Faults:
    """A % is neither a placeholder nor a percent sign."""
    for form in message.forms:
        for directive in few(foreign_directives(form.text)):
            yield (
                form.place,
                f"{shown(directive)} is not a placeholder",
                "a placeholder is written %(name)s, a percent sign %%",
            )


CHECKS = (
    Check(
        "catalog/placeholder-lost",
        Severity.ERROR,
        "A phone number, a date or a fever limit would not be on the sheet.",
        placeholder_lost,
    ),
    Check(
        "catalog/placeholder-invented",
        Severity.ERROR,
        "Nothing fills it, so the sentence would stop in the middle.",
        placeholder_invented,
    ),
    Check(
        "catalog/placeholder-form",
        Severity.ERROR,
        "It would print a wrong number, or nothing at all.",
        placeholder_form,
    ),
)
