"""The real handouts: their messages as they stand in the templates today, and their sheets."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import polib
import pytest

from crmo_handouts import Delivery, Job, Press
from crmo_handouts.catalog import Catalog
from crmo_handouts.catalog.extracting.extract import extract
from crmo_handouts.document import Document
from crmo_handouts.project import Project, builtin_root
from crmo_handouts.source import Handout, load_handout
from tests.composed import compose_sheet
from tests.samples import fullest_data, longest_data, sample_data
from tests.toy import PAPERS

TODAY = date(2026, 11, 21)
"""The day of the edition: the samples are good on it."""

PROJECT = Project.open(today=TODAY)
HANDOUTS = tuple(PROJECT.handout_ids())
LOCALES = tuple(PROJECT.locale_ids())
TRANSLATED = tuple(locale for locale in LOCALES if locale != "en")

EDITIONS = {
    # How a sheet may be filled: not at all, with the samples, with the longest values, and with
    # these and every accommodation there is.
    "blank": None,
    "sample": sample_data,
    "longest": longest_data,
    "fullest": fullest_data,
}


@lru_cache
def handout(handout_id: str) -> Handout:
    """Load a real handout."""
    return load_handout(PROJECT, handout_id)


def data_of(handout_id: str, edition: str) -> dict[str, Any] | None:
    """Return the data that an edition is filled with."""
    make = EDITIONS[edition]
    return make(handout(handout_id)) if make else None


@cache
def said(handout_id: str, locale: str, edition: str = "blank") -> tuple[Document, Catalog]:
    """Compose a real sheet."""
    return compose_sheet(PROJECT, handout_id, locale, data_of(handout_id, edition))


@lru_cache
def _press() -> Press:
    return Press(PROJECT)


@cache
def printed(handout_id: str, locale: str, edition: str) -> Delivery:
    """Print a real sheet on both papers."""
    data = data_of(handout_id, edition)
    return _press().print_job(Job(handout_id, locale, PAPERS, data, f"{edition} data"))


@lru_cache
def messages(locale: str) -> tuple[tuple[str, polib.POEntry], ...]:
    """Read the messages of a locale: the domain of each, and its entry."""
    folder = builtin_root() / "locales" / locale / "LC_MESSAGES"
    return tuple(
        (path.stem, entry)
        for path in sorted(folder.glob("*.po"))
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    )


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the handouts and catalogs, with the messages extracted anew."""
    root = tmp_path_factory.mktemp("fresh")
    for folder in ("handouts", "locales"):
        shutil.copytree(builtin_root() / folder, root / folder)
    extract(Project((root,), TODAY))
    return root


@pytest.fixture(scope="session")
def texts(fresh: Path) -> tuple[tuple[str, polib.POEntry], ...]:
    """The texts of the handouts as they stand in the source: the domain of each, and its entry."""
    return tuple(
        (path.stem, entry)
        for path in sorted((fresh / "locales" / "_pot").glob("*.pot"))
        for entry in polib.pofile(str(path))
    )
