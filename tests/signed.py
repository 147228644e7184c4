"""Sheets that somebody has reviewed: what `catalog review` records, for tests of other things."""

from __future__ import annotations

from datetime import date

from crmo_handouts.catalog.reviewing.reviews import Reviewed, review
from crmo_handouts.project import Project
from crmo_handouts.review import Kind, Review

REVIEWED_ON = date(2026, 11, 20)


def sign(
    project: Project,
    handout: str,
    locale: str,
    *,
    kind: Kind = Kind.CLINICAL,
    by: str = "Dr Example",
    role: str = "nurse",
    on: date = REVIEWED_ON,
) -> Reviewed:
    """Record that a person has read a handout in a language, on a day."""
    return review(project, handout, locale_id=locale, kind=kind, review=Review(by, role, on))
