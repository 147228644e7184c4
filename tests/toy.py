"""The toy project: two tiny handouts in two locales, and nothing of the built-in one below it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from crmo_handouts.project import Project

TOY = Path(__file__).parent / "project"
TODAY = date(2026, 11, 25)
"""The day on which tests are printed: the samples of the toy's fields are good on it."""

SHEET, LETTER = "hand-washing", "thank-you"
HANDOUTS = (SHEET, LETTER)
LOCALES = ("en", "bn")
PAPERS = ("a4", "us-letter")


def open_toy(*above: Path) -> Project:
    """Open the toy project, below the folders of a clinic."""
    return Project((*above, TOY), TODAY)


def copy_toy(to: Path) -> Path:
    """Copy the toy project to a folder where it may be broken."""
    shutil.copytree(TOY, to, ignore=shutil.ignore_patterns("*.mo"))
    return to


def replace_in(path: Path, old: str, new: str) -> int:
    """Replace a text that stands in a file once; return its line, from 1."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1
