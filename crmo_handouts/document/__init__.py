"""Stage 3: a handout said in one language, to one reader: Handout + Catalog + Values -> Document."""

from crmo_handouts.document.compose import Document, compose

__all__ = ["Document", "compose"]
