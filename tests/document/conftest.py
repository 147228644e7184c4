"""Ways to compose a toy sheet without laying it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts.catalog import Catalog
from crmo_handouts.document import Document
from crmo_handouts.project import Project
from tests.composed import compose_sheet
from tests.toy import SHEET, TODAY

Compose = Callable[..., tuple[Document, Catalog]]


@pytest.fixture
def compose_toy(toy_project: Project) -> Compose:
    """Compose a toy handout: blank, or filled from data; return its catalog, too."""

    def compose_one(
        handout: str = SHEET,
        locale: str = "en",
        *,
        data: Mapping[str, Any] | None = None,
        project: Project = toy_project,
    ) -> tuple[Document, Catalog]:
        return compose_sheet(project, handout, locale, data)

    return compose_one


@pytest.fixture
def body(toy_copy: Path) -> Callable[[str, str], Project]:
    """Give a toy handout another body."""

    def write(text: str, handout: str = SHEET) -> Project:
        path = toy_copy / "handouts" / handout / "body.html.jinja"
        head = '{% extends "_shared/sheet.html.jinja" %}\n{% block body %}\n'
        path.write_text(f"{head}{text}\n{{% endblock %}}\n", "utf-8")
        return Project((toy_copy,), TODAY)

    return write


LETTER_DATA = {
    "child_name": "রিমা নমুনা",
    "carer1": {"name": "Sam Sample", "phone": "+1 202-555-0142"},
    "emergency_number": "999",
    "valid_to": "2027-03-31",
    "changes": ["cls.seat"],
    "consent_share": True,
}
"""What the toy's letter cannot do without."""
