"""What paper has no use for: what runs, asks, hides, carries along, or reaches outside the file.

ISO 19005-2, 6.5 to 6.9 forbids most of it; a sheet that is opened in a clinic needs none.
"""

from __future__ import annotations

from crmo_handouts.checking import Check, Severity
from crmo_handouts.preflight.facts import Facts, Faults


def script(facts: Facts) -> Faults:
    """The file holds JavaScript (ISO 19005-2, 6.5.1)."""
    if facts.dangers.scripts:
        yield facts.place, f"holds {facts.dangers.scripts} scripts", "remove them"


def attachment(facts: Facts) -> Faults:
    """The file carries other files or media (ISO 19005-2, 6.8)."""
    if facts.dangers.attachments:
        yield facts.place, f"carries {facts.dangers.attachments} attachments", "remove them"


def form(facts: Facts) -> Faults:
    """The file has fields to fill in on screen (ISO 19005-2, 6.4)."""
    if facts.dangers.forms:
        yield facts.place, "has a form to fill in on screen", "draw lines and boxes for a pen"


def action(facts: Facts) -> Faults:
    """The file acts when it is opened or clicked (ISO 19005-2, 6.5.1)."""
    if facts.dangers.actions:
        names = ", ".join(facts.dangers.actions)
        yield facts.place, f"has actions: {names}", "print addresses as text; remove the actions"


def external(facts: Facts) -> Faults:
    """A part of the file lies outside it (ISO 19005-2, 6.1.7.1, 6.2.9)."""
    if facts.dangers.external:
        yield facts.place, f"takes {facts.dangers.external} parts from elsewhere", "embed them"


def layer(facts: Facts) -> Faults:
    """A layer of the file is hidden (ISO 14289-1, 7.10)."""
    if facts.dangers.hidden_layers:
        yield facts.place, f"has {facts.dangers.hidden_layers} hidden layers", "flatten them"


CHECKS = (
    Check(
        "preflight/script",
        Severity.ERROR,
        "A handout that runs a program is refused by a clinic's mail, and rightly.",
        script,
    ),
    Check(
        "preflight/attachment",
        Severity.ERROR,
        "Nobody sees what travels inside a sheet, and nobody has checked it.",
        attachment,
    ),
    Check(
        "preflight/form",
        Severity.ERROR,
        "What is typed into a field is in the file, and sent on with it.",
        form,
    ),
    Check(
        "preflight/action",
        Severity.ERROR,
        "A link cannot be clicked on paper, and on screen it tells somebody who reads about CRMO.",
        action,
    ),
    Check(
        "preflight/external",
        Severity.ERROR,
        "Without that other file the sheet has a hole.",
        external,
    ),
    Check(
        "preflight/layer",
        Severity.ERROR,
        "One printer prints what another hides.",
        layer,
    ),
)
