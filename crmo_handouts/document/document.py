"""What a composed sheet is: the HTML that is laid out, and what the layout must know of it.

It brings nothing else of its stage along: an engine in a process of its own opens without the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from crmo_handouts.locales import Locale
from crmo_handouts.review import ReviewState, Standing


@dataclass(frozen=True, slots=True)
class Document:
    """A sheet as HTML, with what the layout must know of it.

    `sides` is the number of pages that the sheet fills, `pages` how many it may; `type_size` is the
    type that it is designed for and `minimum` the smallest it may be set in, pt.
    """

    handout: str
    locale: Locale
    title: str
    html: str
    sides: int
    pages: int
    type_size: float
    minimum: float
    accent: str
    standing: Standing

    @property
    def state(self) -> ReviewState:
        """What clinicians have checked of it."""
        return self.standing.state
