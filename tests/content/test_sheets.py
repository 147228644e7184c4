"""Every real handout, in every locale, on both papers, blank and filled, comes out as it should."""

from __future__ import annotations

import itertools
import re

import pytest

from crmo_handouts.source import load_handout
from tests.content.conftest import EDITIONS, HANDOUTS, LOCALES, PROJECT, data_of, handout, printed
from tests.reading import open_pdf, structure
from tests.toy import PAPERS

LARGEST_TYPE = 16.0


JOBS = [
    (handout_id, locale, edition)
    for handout_id in HANDOUTS
    for locale in LOCALES
    for edition in EDITIONS
    # Only the letter has a list of accommodations.
    if edition != "fullest" or data_of(handout_id, edition) != data_of(handout_id, "longest")
]


TOO_LONG = {
    # Nastaliq takes 1.95 lines for one: every field at its longest is 10 mm more than the letter's list
    # has room for. It is refused, and says so.
    ("school-letter", "ur", "longest"),
}


@pytest.mark.parametrize(("handout_id", "locale", "edition"), sorted(TOO_LONG))
def test_sheet_that_is_too_long_is_refused_in_millimetres(
    handout_id: str, locale: str, edition: str
) -> None:
    delivery = printed(handout_id, locale, edition)
    assert not delivery.sheets
    faults = [str(finding) for finding in delivery.report.errors]
    assert any(re.search(r"page 2 is \d+ mm too long at 11 pt", fault) for fault in faults)


@pytest.mark.parametrize(
    ("handout_id", "locale", "edition"), [job for job in JOBS if job not in TOO_LONG]
)
def test_sheet_fits_its_pages_at_a_size_that_can_be_read(
    handout_id: str, locale: str, edition: str
) -> None:
    delivery = printed(handout_id, locale, edition)
    assert [str(finding) for finding in delivery.report.errors] == []
    assert [sheet.paper for sheet in delivery.sheets] == list(PAPERS)
    smallest = {"sheet": 12.0, "letter": 11.0}[handout(handout_id).kind]
    for sheet in delivery.sheets:
        assert sheet.pages == 2  # the brief's target of all three
        assert smallest <= sheet.type_size <= LARGEST_TYPE
        with open_pdf(sheet.pdf) as pdf:
            assert len(pdf.pages) == 2
            kinds = [kind for kind, _ in structure(pdf)]
            levels = [int(kind[1]) for kind in kinds if re.fullmatch("H[1-6]", kind)]
            assert levels.count(1) == 1
            assert levels[0] == 1
            assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
            assert kinds.count("L") >= 2
            assert str(pdf.Root.Lang) == locale.replace("_", "-")


@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_data_of_the_tests_are_what_they_say(handout_id: str) -> None:
    found = load_handout(PROJECT, handout_id)
    required = {field.key for field in found.fields if field.required}
    for edition in ("sample", "fullest"):
        data = data_of(handout_id, edition) or {}
        assert required <= set(data)
    fullest = data_of(handout_id, "fullest") or {}
    for field in found.fields:
        if field.key == "accommodations":
            assert len(fullest[field.key]) == 29
