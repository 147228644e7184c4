"""A toy project: the smallest folder that loads, to be broken one key at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crmo_handouts.project import Project

FIELDS = """
[child_name]
type = "text"
letters = true
label = "Name"
max = 60
sample = "Rima Example"

[clinic_name]
type = "text"
label = "Clinic"
max = 80

[clinic_phone]
type = "tel"
label = "Clinic phone"
min = 3
max = 20

[emergency_number]
type = "tel"
label = "Emergency number"
min = 2
max = 15

[fever_limit]
type = "temperature"
label = "Fever limit"
default = 38.0
min = 37.5
max = 38.5
"""

SAFETY = """
[SAFE-01]
text = "Ask the team. Call %(emergency_number)s."
sources = ["ACR", "ED"]
"""

SOURCES = """
[ACR]
cite = "A page"
seen = "A"
"""

HANDOUT = """
title = "Toy"
kind = "sheet"
audience = "For tests"
summary = "A toy."
edition = 2026-11-21
review_due = 2027-11-21
reading_grade = 6
pages = 1
safety = ["SAFE-01"]
sources = ["ACR"]

[fields.child_name]
required = true

[fields.fever_limit]
"""


@pytest.fixture
def toy(tmp_path: Path) -> Project:
    """Write the toy project and open it, with nothing built-in below."""
    shared = tmp_path / "handouts" / "_shared"
    shared.mkdir(parents=True)
    (shared / "fields.toml").write_text(FIELDS, "utf-8")
    (shared / "safety.toml").write_text(SAFETY, "utf-8")
    (shared / "sources.toml").write_text(SOURCES, "utf-8")
    folder = tmp_path / "handouts" / "toy"
    folder.mkdir()
    (folder / "handout.toml").write_text(HANDOUT, "utf-8")
    return Project((tmp_path,), date(2026, 11, 25))
