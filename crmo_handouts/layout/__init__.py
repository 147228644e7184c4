"""Stage 4: a document laid out as pages: Document -> Pages.

It imports the layout engine; only workers and `print` need it, so it is imported late.
"""

from crmo_handouts.layout.assets import find_asset
from crmo_handouts.layout.engine import Engine, watch
from crmo_handouts.layout.fit import check_fit, fit
from crmo_handouts.layout.options import Options, find_options
from crmo_handouts.layout.slots import Misfit, Slot, find_slots
from crmo_handouts.layout.typeset import Pages, typeset

__all__ = [
    "Engine",
    "Misfit",
    "Options",
    "Pages",
    "Slot",
    "check_fit",
    "find_asset",
    "find_options",
    "find_slots",
    "fit",
    "typeset",
    "watch",
]
