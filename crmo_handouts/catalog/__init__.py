"""How each language says it: gettext's files -> Catalog.

What printing needs stands here. What carries a text from its author to its translators and back is in
rooms of its own, which printing does not enter: `extracting`, `updating` and `adding`; `linting` tells
all that is wrong with messages by `file:line`; `reviewing` notes who has read them, and `proofing` what
a marked copy says of each. `po` reads and writes the files. Babel's extraction and polib stay behind
this door.
"""

from crmo_handouts.catalog.catalog import Catalog, load_catalog
from crmo_handouts.catalog.gender import student_form
from crmo_handouts.catalog.judging import Message
from crmo_handouts.catalog.lint import CHECKS, FILE_CHECKS
from crmo_handouts.catalog.pseudo import pseudo_catalog
from crmo_handouts.catalog.reviewing.standing import REVIEW_CHECKS, demand_review, sheet_standing

__all__ = [
    "CHECKS",
    "FILE_CHECKS",
    "REVIEW_CHECKS",
    "Catalog",
    "Message",
    "demand_review",
    "load_catalog",
    "pseudo_catalog",
    "sheet_standing",
    "student_form",
]
