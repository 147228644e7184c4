"""Matrices of PDF, and boxes that they move (ISO 32000-1, 8.3.3 and 8.3.4)."""

from __future__ import annotations

from crmo_handouts.preflight.reading.pdfium import Box, Matrix

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def times(first: Matrix, then: Matrix) -> Matrix:
    """Join two matrices: first one, then the other (ISO 32000-1, 8.3.4)."""
    if then is IDENTITY:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def moved(box: Box, matrix: Matrix) -> Box:
    """Return the box around a box that a matrix moves."""
    if matrix is IDENTITY:
        return box
    corners = [times((1, 0, 0, 1, x, y), matrix)[4:] for x in box[::2] for y in box[1::2]]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)
