"""The press judges all that it writes, on each paper, and hands over nothing that has an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crmo_handouts import Job, Press
from crmo_handouts.delivery import setting
from crmo_handouts.pdf import write_pdfs as write
from tests.preflight.conftest import edited
from tests.preflight.test_checks import without
from tests.toy import PAPERS, SHEET


def spoiling(number: int) -> Callable[..., Any]:
    """Write the sheets as ever, and break one of them."""

    def write_pdfs(*arguments: Any) -> list[Any]:
        pdfs = list(write(*arguments))
        pdfs[number] = replace(pdfs[number], content=edited(pdfs[number].content, without("/Lang")))
        return pdfs

    return write_pdfs


@pytest.mark.parametrize("number", [0, 1])
def test_sheet_with_an_error_is_not_handed_over(
    toy_press: Press, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(setting, "write_pdfs", spoiling(number))
    delivery = toy_press.print_job(Job(SHEET, "en", PAPERS))
    assert delivery.sheets == ()
    (finding,) = delivery.report.errors
    assert finding.check == "preflight/language"
    assert finding.place == f"{SHEET}/en/{PAPERS[number]}"
