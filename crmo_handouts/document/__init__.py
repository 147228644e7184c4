"""Stage 3: a handout said in one language, to one reader: Handout + Catalog + Values -> Document.

The later stages need the document alone, so that is all which is offered here; those who compose
sheets import `compose`, and `masks`, `options` and `slots` for what letters have in common.
"""

from crmo_handouts.document.document import Document

__all__ = ["Document"]
