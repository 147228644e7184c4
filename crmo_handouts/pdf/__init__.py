"""Stage 5: pages written down as a file: Pages + Papers -> Pdfs, or one Form -> many PDFs."""

from crmo_handouts.pdf.check import check_pdf
from crmo_handouts.pdf.form import Form, draw_form
from crmo_handouts.pdf.galley import Galley, draw_galley
from crmo_handouts.pdf.shelf import Shelf
from crmo_handouts.pdf.write import Pdf, write_pdfs

__all__ = ["Form", "Galley", "Pdf", "Shelf", "check_pdf", "draw_form", "draw_galley", "write_pdfs"]
