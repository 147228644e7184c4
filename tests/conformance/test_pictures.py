"""A sheet with a clinic's logo is PDF/UA-1 and PDF/A-2a, whatever kind of picture that is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from crmo_handouts import Job, Press
from tests.toy import SHEET, open_toy
from tools.verapdf import judge

pytestmark = pytest.mark.conformance

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20">
<rect width="60" height="20" fill="#0f5c66" opacity="0.5"/></svg>"""

PNG: dict[str, int | tuple[int, ...]] = {
    "1": 1,
    "L": 90,
    "LA": (90, 120),
    "P": 3,
    "RGB": (15, 92, 102),
    "RGBA": (15, 92, 102, 120),
}
"""Modes of Pillow, and a colour in each."""


def test_logos_of_all_kinds_conform(tmp_path: Path) -> None:
    logos = {mode: f"{number}.png" for number, mode in enumerate(PNG)} | {"SVG": "drawing.svg"}
    sheets = {}
    for kind, name in logos.items():
        clinic = tmp_path / name.partition(".")[0]
        clinic.mkdir()
        if kind in PNG:
            Image.new(kind, (600, 200), PNG[kind]).save(clinic / name)
        else:
            (clinic / name).write_text(SVG)
        (clinic / "clinic.toml").write_text(f'logo = "{name}"\n')
        delivery = Press(open_toy(clinic)).print_job(Job(SHEET, "en", ("a4",)))
        assert delivery.sheets, [kind, *map(str, delivery.report)]
        sheets[kind] = clinic / "sheet.pdf"
        sheets[kind].write_bytes(delivery.sheets[0].pdf)
    verdicts = zip(sheets, judge([*sheets.values()]), strict=True)
    assert {kind: verdict.faults for kind, verdict in verdicts if not verdict.passed} == {}
