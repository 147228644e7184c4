"""A press for health handouts in every language.

A **handout** is said in a **catalog**'s language as a **document**, laid out as **pages**, written as a
**pdf** and handed over as a **delivery**:

    from crmo_handouts import Job, Press, Project

    press = Press(Project.open())
    delivery = press.print_job(Job("warning-signs", "bn", papers=("a4",)))
    delivery.sheets[0].pdf          # bytes; or delivery.report says why not
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmo_handouts.delivery import Delivery, Job
    from crmo_handouts.delivery.press import Press
    from crmo_handouts.project import Project

__version__ = "0.1.0"

__all__ = ["Delivery", "Job", "Press", "Project", "__version__"]

_HOMES = {
    "Delivery": "crmo_handouts.delivery",
    "Job": "crmo_handouts.delivery",
    "Press": "crmo_handouts.delivery.press",
    "Project": "crmo_handouts.project",
}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first asked for: the stages are heavy (PEP 562)."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
