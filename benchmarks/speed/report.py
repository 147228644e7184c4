"""Rows of figures -> results.md, and the plot of how cost grows."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.speed.works import Row

FOLDER = Path(__file__).resolve().parent.parent
RESULTS = FOLDER / "results.md"
PLOT = FOLDER / "growth.svg"

MEASURED = ("weasyprint", "pydyf", "pikepdf", "pypdfium2", "typst")


def machine() -> str:
    """Say what this was measured on, without naming the machine."""
    versions = []
    for name in MEASURED:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        + ", ".join(versions)
    )


def table(title: str, rows: Sequence[Row], *, beside: str) -> str:
    """Write a table; its last column is how many times the row named `beside` each one takes."""
    base = next((row.median for row in rows if row.way == beside and row.values), None)
    lines = [
        f"## {title}",
        "",
        "| way | median | min | max | runs | times |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        if not row.values:
            lines.append(f"| {row.way} | {row.note} | | | | |")
            continue
        figures = (row.median, min(row.values), max(row.values))
        shown = " | ".join(f"{value:.2f} {row.unit}" for value in figures)
        times = f"{row.median / base:.2f}" if base else ""
        way = f"{row.way} ({row.note})" if row.note else row.way
        lines.append(f"| {way} | {shown} | {len(row.values)} | {times} |")
    return "\n".join(lines) + "\n"


def plot(letters: Sequence[tuple[int, float]], locales: Sequence[tuple[int, float]]) -> str:
    """Draw two lines, cost over how much work, each with its points (SVG)."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="780" height="300" font-family="sans-serif"'
        ' font-size="12"><rect width="780" height="300" fill="white"/>'
    ]
    for left, title, points in ((60, "letters", letters), (420, "languages", locales)):
        if not points:
            continue
        most_x, most_y = max(x for x, _ in points), max(y for _, y in points)
        places = [(left + 250 * x / most_x, 250 - 200 * y / most_y) for x, y in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<path d="M{left} 40V250H{left + 260}" fill="none" stroke="#555"/>')
        parts.append(f'<polyline points="{line}" fill="none" stroke="#0f5c66" stroke-width="2"/>')
        for (x, y), (count, seconds) in zip(places, points, strict=True):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#0f5c66"/>')
            label = escape(f"{count:,}: {seconds:.1f} s")
            if x < left + 10:  # several may lie there: the table has their figures
                continue
            parts.append(f'<text x="{x + 8:.1f}" y="{y + 14:.1f}">{label}</text>')
        parts.append(f'<text x="{left + 130}" y="275" text-anchor="middle">{title}</text>')
        parts.append(f'<text x="{left}" y="30">seconds</text>')
    return "".join(parts) + "</svg>\n"
