"""Stage 4: a document laid out as pages: Document -> Pages.

It imports the layout engine; only workers and `print` need it, so it is imported late.
"""

from crmo_handouts.layout.engine import Engine, watch
from crmo_handouts.layout.fit import check_fit, fit
from crmo_handouts.layout.typeset import Pages, typeset

__all__ = ["Engine", "Pages", "check_fit", "fit", "typeset", "watch"]
