"""Whether a safety string says the same wherever it stands."""

from __future__ import annotations

import re

from crmo_handouts.catalog.lint.facts import Faults, Said, SetFacts
from crmo_handouts.checking import Check, Severity

_SAFETY = re.compile(r"SAFE-\d+")


def safety_differs(messages: SetFacts) -> Faults:
    """A safety string is translated in two ways."""
    by_id: dict[str, Said] = {}
    by_text: dict[str, Said] = {}
    for message in messages.messages:
        if _SAFETY.fullmatch(message.context) and all(message.texts):
            by_text.setdefault(_plain(message.msgid), message)
    for message in messages.messages:
        if not all(text.strip() for text in message.texts):
            continue
        known = by_text.get(_plain(message.msgid))
        if _SAFETY.fullmatch(message.context):
            known = by_id.setdefault(message.context, known or message)
        if known and known is not message and known.texts != message.texts:
            name = known.context or message.context
            yield (
                message.place,
                f"{name} is said in other words at {known.place}",
                f"copy the one that was read twice; {name} is the same on every sheet",
            )


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", text).split()).casefold()


CHECKS = (
    Check(
        "catalog/safety-differs",
        Severity.ERROR,
        "Two warnings that differ by a word are read as two rules.",
        safety_differs,
    ),
)
