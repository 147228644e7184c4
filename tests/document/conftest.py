"""Ways to compose a toy sheet without laying it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts.catalog import Catalog, load_catalog
from crmo_handouts.document import Document, compose
from crmo_handouts.project import Project
from crmo_handouts.source import (
    load_clinic,
    load_handout,
    read_blank_values,
    read_values,
)
from tests.toy import LETTER, SHEET, TODAY

Compose = Callable[..., tuple[Document, Catalog]]


@pytest.fixture
def compose_toy(toy_project: Project) -> Compose:
    """Compose a handout in a locale: blank, or filled from data; return its catalog too."""

    def compose_one(
        handout: str = SHEET,
        locale: str = "en",
        *,
        data: Mapping[str, Any] | None = None,
        project: Project = toy_project,
    ) -> tuple[Document, Catalog]:
        found = load_handout(project, handout)
        clinic = load_clinic(project)
        below = clinic.values()
        if data is None:
            values, report = read_blank_values(found.fields, below=below, today=TODAY)
        else:
            values, report = read_values(
                found.fields, data, below=below, today=TODAY, place="data.toml"
            )
        assert not report.errors, report.errors
        catalog = load_catalog(project, handout, locale)
        document = compose(
            project,
            found,
            catalog=catalog,
            locale=project.locale(locale),
            clinic=clinic,
            values=values,
            blank=data is None,
        )
        return document, catalog

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

__all__ = ["LETTER", "LETTER_DATA", "SHEET"]
