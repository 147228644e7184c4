"""Stage 5: pages written down as a file: Pages + Papers -> Pdfs."""

from crmo_handouts.pdf.check import check_pdf
from crmo_handouts.pdf.write import Pdf, write_pdfs

__all__ = ["Pdf", "check_pdf", "write_pdfs"]
