"""Stage 5: pages written down as a file: Pages + Paper -> bytes of a PDF."""

from crmo_handouts.pdf.write import write_pdf

__all__ = ["write_pdf"]
