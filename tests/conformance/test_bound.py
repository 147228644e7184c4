"""One file of many letters is what each of them is: PDF/UA-1 and PDF/A-2a."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crmo_handouts import Delivery
from crmo_handouts.pdf.bind import bind
from tests.toy import LETTER, SHEET
from tools.verapdf import judge

pytestmark = pytest.mark.conformance


def test_bound_letters_conform_as_single_ones_do(
    printed: Callable[..., Delivery], tmp_path: Path
) -> None:
    letters = [
        printed(LETTER, "bn", filled=True).sheets[0].pdf,
        printed(SHEET, "en").sheets[0].pdf,  # of one page: a blank one follows
        printed(LETTER, "en", filled=True).sheets[0].pdf,
    ]
    path = tmp_path / "all-letters.pdf"
    with path.open("wb") as file:
        assert bind(((str(row), pdf) for row, pdf in enumerate(letters, 2)), file) == 6
    (verdict,) = judge([path])
    assert verdict.passed, verdict.faults
