"""Stage 3: a handout said in one language, to one reader: Handout + Catalog + Values -> Document.

`Masks`, `take_options` and `take_slots` tell what letters to many readers have in common.
"""

from crmo_handouts.document.compose import Document, close_up, compose, forget_templates
from crmo_handouts.document.masks import Masks, unmask
from crmo_handouts.document.options import Optioned, take_options
from crmo_handouts.document.slots import Slotted, take_slots

__all__ = [
    "Document",
    "Masks",
    "Optioned",
    "Slotted",
    "close_up",
    "compose",
    "forget_templates",
    "take_options",
    "take_slots",
    "unmask",
]
