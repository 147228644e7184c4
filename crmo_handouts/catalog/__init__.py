"""How each language says it: gettext's files -> Catalog.

`load_catalog` is what printing needs; `extract`, `update` and `compile` carry a text from its
author to its translators. Babel's extraction and polib stay behind this door.
"""

from crmo_handouts.catalog.catalog import Catalog, load_catalog
from crmo_handouts.catalog.compile import Compiled, compile
from crmo_handouts.catalog.extract import Extraction, Pot, extract
from crmo_handouts.catalog.judging import Message
from crmo_handouts.catalog.lint import CHECKS, FILE_CHECKS
from crmo_handouts.catalog.pseudo import pseudo_catalog
from crmo_handouts.catalog.update import Updated, update

__all__ = [
    "CHECKS",
    "FILE_CHECKS",
    "Catalog",
    "Compiled",
    "Extraction",
    "Message",
    "Pot",
    "Updated",
    "compile",
    "extract",
    "load_catalog",
    "pseudo_catalog",
    "update",
]
