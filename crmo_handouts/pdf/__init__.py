"""Stage 5: pages written down as a file: Pages + Paper -> Pdf."""

from crmo_handouts.pdf.check import check_pdf
from crmo_handouts.pdf.write import Pdf, write_pdf

__all__ = ["Pdf", "check_pdf", "write_pdf"]
