"""A sheet as it is said, before it is laid out: the press's first stages, and no engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmo_handouts.catalog import Catalog, load_catalog
from crmo_handouts.document import Document
from crmo_handouts.document.compose import compose
from crmo_handouts.project import Project
from crmo_handouts.source import load_clinic, load_handout, read_blank_values, read_values


def compose_sheet(
    project: Project, handout: str, locale: str, data: Mapping[str, Any] | None = None
) -> tuple[Document, Catalog]:
    """Compose a handout in a locale, blank or filled from data; return its catalog, too."""
    found = load_handout(project, handout)
    clinic = load_clinic(project)
    if data is None:
        values, report = read_blank_values(found.fields, below=clinic.values(), today=project.today)
    else:
        values, report = read_values(
            found.fields, data, below=clinic.values(), today=project.today, place="data"
        )
    assert not report.errors, [str(finding) for finding in report]
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
