"""Letters of a merge are PDF/UA-1 and PDF/A-2a, whichever way they were made."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.speed.texts import LETTER, letter_rows
from benchmarks.speed.works import write_table
from crmo_handouts.delivery.press import Press
from crmo_handouts.project import Project
from tools.verapdf import judge

pytestmark = pytest.mark.conformance

USUAL = {"school_name": "Example Primary School"}
LONG = {"school_name": "The Wilhelmina Wummwell School for Weaving and Woodwork by the River"}
"""A name that takes two lines where its frame has one."""


def test_sample_of_a_batch_conforms(tmp_path: Path) -> None:
    # Of each language: the first letter of a layout, two that are set into it, one laid out anew.
    rows = [
        row | {"language": locale} | school
        for locale in Project.open().locale_ids()
        for row, school in zip(
            letter_rows(Press(Project.open()), "en", 4), (USUAL, USUAL, USUAL, LONG), strict=True
        )
    ]
    write_table(tmp_path / "letters.csv", rows)
    subprocess.run(
        [
            *(sys.executable, "-m", "crmo_handouts", "merge", LETTER, tmp_path / "letters.csv"),
            *("--locale-column", "language", "--out", tmp_path / "out", "--one-file"),
        ],
        check=True,
        capture_output=True,
    )
    with (tmp_path / "out" / "outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["outcome"] for row in csv.DictReader(file)} == {"printed"}
    letters = sorted((tmp_path / "out").rglob("*.pdf"))
    assert len(letters) > len(rows)
    assert {verdict.path: verdict.faults for verdict in judge(letters) if not verdict.passed} == {}
