"""Who has checked the words, and what a sheet may say about it.

A text and its translation are reviewed apart: a handout's review covers the source text, a
locale's review covers that handout in that language. Both are needed before a translated sheet
may call itself reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from crmo_handouts.errors import SourceError

REVIEW_KEYS = ("by", "role", "on")


@dataclass(frozen=True, slots=True)
class Review:
    """A recorded review: a named person, their role, and the day."""

    by: str
    role: str
    on: date


class ReviewState(StrEnum):
    """What has been checked; the sheet prints it in its own language."""

    REVIEWED = "reviewed"
    DRAFT = "draft"
    """The source text is unchecked, and the sheet is in the source language."""
    DRAFT_TRANSLATED = "draft-translated"
    """Neither the text nor its translation is checked."""
    DRAFT_TEXT = "draft-text"
    """The translation is checked, the source text behind it is not."""
    DRAFT_TRANSLATION = "draft-translation"
    """The source text is checked, its translation is not."""


def review_state(
    text: Review | None, translation: Review | None, *, is_source: bool
) -> ReviewState:
    """Combine the review of the text and the review of its translation."""
    if is_source:
        return ReviewState.REVIEWED if text else ReviewState.DRAFT
    if text and translation:
        return ReviewState.REVIEWED
    if text:
        return ReviewState.DRAFT_TRANSLATION
    return ReviewState.DRAFT_TEXT if translation else ReviewState.DRAFT_TRANSLATED


def read_review(table: Mapping[str, Any] | None, *, where: str) -> Review | None:
    """Read a `[review]` table: all of `by`, `role` and `on`, or nothing at all.

    Raises SourceError when it is half filled, since a sheet must not claim a review by nobody.
    """
    if not table:
        return None
    unknown = sorted(set(table) - set(REVIEW_KEYS))
    if unknown:
        raise SourceError(
            f"review has an unknown key: {', '.join(unknown)}",
            where=where,
            hint=f"a review has the keys {', '.join(REVIEW_KEYS)}",
        )
    by, role, on = (table.get(key) for key in REVIEW_KEYS)
    if not by and not role and not on:
        return None
    named = isinstance(by, str) and by.strip() and isinstance(role, str) and role.strip()
    # A datetime is a date to Python, and would be printed as one.
    if not named or not isinstance(on, date) or isinstance(on, datetime):
        raise SourceError(
            "the review needs a name, a role and a date",
            where=where,
            hint='write by = "Dr A. Rahman", role = "pediatric rheumatologist", on = 2026-11-21',
        )
    return Review(str(by), str(role), on)
