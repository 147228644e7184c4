"""A sheet waits for the shared messages that it has, and for no others."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from crmo_handouts.catalog import Catalog, load_catalog
from crmo_handouts.project import Project
from tests.toy import LETTER, SHEET, TODAY, copy_toy


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return copy_toy(tmp_path / "toy")


def spoil(toy: Path, context: str, *, text: str = "", fuzzy: bool = False) -> str:
    """Write a text for a shared message of Bangla; return its English."""
    path = toy / "locales/bn/LC_MESSAGES/shared.po"
    po = polib.pofile(str(path))
    (entry,) = (entry for entry in po if entry.msgctxt == context)
    entry.msgstr = text
    if fuzzy:
        entry.flags.append("fuzzy")
    po.save()
    return str(entry.msgid)


def load(toy: Path, handout: str) -> Catalog:
    return load_catalog(Project((toy,), TODAY), handout, "bn")


def refusing(catalog: Catalog) -> list[str]:
    return [finding.check for finding in catalog.report.errors]


@pytest.mark.parametrize("fuzzy", [False, True])
def test_a_sheet_does_not_wait_for_the_field_of_another(toy: Path, fuzzy: bool) -> None:
    spoil(toy, "field:child_name", text="নাম" if fuzzy else "", fuzzy=fuzzy)
    assert refusing(load(toy, SHEET)) == []
    assert refusing(load(toy, LETTER)) == ["catalog/fuzzy" if fuzzy else "catalog/missing"]


def test_a_sheet_waits_for_its_own_safety_string(toy: Path) -> None:
    spoil(toy, "SAFE-03")
    assert refusing(load(toy, SHEET)) == ["catalog/missing"]
    assert refusing(load(toy, LETTER)) == []


def test_a_message_that_was_not_waited_for_is_missing_when_it_is_asked_for(toy: Path) -> None:
    msgid = spoil(toy, "field:child_name")
    catalog = load(toy, SHEET)
    catalog.pgettext("field:child_name", msgid)
    assert [finding.check for finding in catalog.missing] == ["catalog/missing"]


def test_a_broken_shared_message_refuses_every_sheet(toy: Path) -> None:
    spoil(toy, "field:child_name", text="<b>নাম</b>")
    assert "catalog/markup-foreign" in refusing(load(toy, SHEET))
