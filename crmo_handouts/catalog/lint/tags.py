"""Whether a message holds the markup that it may hold, and no other."""

from __future__ import annotations

import re

from crmo_handouts.catalog import markup
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, few, shown
from crmo_handouts.checking import Check, Severity

_EMPTY = re.compile(r"<(strong|em|dfn|bdi)>\s*</\1>")


def markup_foreign(message: MessageFacts) -> Faults:
    """The translation holds markup that no message may hold."""
    for form in message.forms:
        for start in few(markup.foreign_markup(form.text)):
            yield (
                form.place,
                f"markup that is not allowed: {shown(start)}",
                f"{_allowed(message)}, without attributes; the sign itself is written &lt;",
            )


def markup_invented(message: MessageFacts) -> Faults:
    """The translation has a tag that the source text lacks."""
    known = markup.tag_names(message.source)
    for form in message.forms:
        for name in sorted(markup.tag_names(form.text) - known):
            yield form.place, f"<{name}> does not stand in the source text", _allowed(message)


def markup_nesting(message: MessageFacts) -> Faults:
    """A tag is not closed, not opened, or crosses another."""
    for form in message.forms:
        tag = markup.nesting_fault(form.text)
        if tag:
            yield (
                form.place,
                f"{tag} has no partner where it needs one",
                "close what was opened last first",
            )


def markup_lost(message: MessageFacts) -> Faults:
    """A tag of the source text is missing from the translation."""
    wanted = markup.tag_names(message.msgid)
    for form in message.written:
        for name in sorted(wanted - markup.tag_names(form.text)):
            yield form.place, f"<{name}> is missing from the translation", "mark the same words"
        for name in few(_EMPTY.findall(form.text)):
            yield form.place, f"<{name}> marks no word", "mark the words that the source text marks"


def entity(message: MessageFacts) -> Faults:
    """An entity is not one that a message may hold."""
    for form in message.forms:
        for reference in few(markup.foreign_entities(form.text)):
            yield (
                form.place,
                f"unknown entity {shown(reference)}",
                "write the character itself; entities are &amp; &lt; &gt; &quot; &nbsp;",
            )


def _allowed(message: MessageFacts) -> str:
    names = sorted(markup.tag_names(message.source))
    if not names:
        return "this message may hold no tag"
    return f"this message may hold {', '.join(f'<{name}>' for name in names)}"


CHECKS = (
    Check(
        "catalog/markup-foreign",
        Severity.ERROR,
        "A translation comes from outside: it may not bring pictures, links, files or scripts.",
        markup_foreign,
    ),
    Check(
        "catalog/markup-invented",
        Severity.ERROR,
        "What is set in bold was weighed by a clinician; a translation adds no weight.",
        markup_invented,
    ),
    Check(
        "catalog/markup-nesting",
        Severity.ERROR,
        "The rest of the page would be set in bold, or read aloud in the wrong language.",
        markup_nesting,
    ),
    Check(
        "catalog/markup-lost",
        Severity.WARNING,
        "The one word that must be seen, such as `once a week`, would look like the others.",
        markup_lost,
    ),
    Check(
        "catalog/entity",
        Severity.ERROR,
        "It would be printed letter for letter, or hide a character that may not stand there.",
        entity,
    ),
)
