"""Who has checked the words, and what a sheet may say about it.

A text and its translation are reviewed apart: a handout's `[review]` covers the English text, the
records in a language's .po files (see `catalog.reviewing.records`) cover each message of the
translation. Both are needed before a translated sheet may call itself reviewed, and each holds a digest
of what was read: a word that has changed since takes its review back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from crmo_handouts.errors import SourceError

REVIEW_KEYS = ("by", "role", "on", "text")


class Kind(StrEnum):
    """What a reviewer answers for."""

    LANGUAGE = "language"
    """That the translation says what the English says, and says it well."""
    CLINICAL = "clinical"
    """That what the sheet says is right. A clinician who reviews a translation reads its language."""


class Level(StrEnum):
    """How far a whole text, or the whole translation of a sheet, is reviewed."""

    UNREVIEWED = "unreviewed"
    CHANGED = "changed"
    """It was reviewed, and some of it is new or has changed since."""
    LANGUAGE = "language"
    CLINICAL = "clinical"

    def reaches(self, kind: Kind) -> bool:
        """Tell whether it is enough where a review of this kind is asked for.

        A clinical review is enough where one of the language is: it was read in that language.
        """
        return self in (Level.CLINICAL, Level(kind))


@dataclass(frozen=True, slots=True)
class Review:
    """A recorded review: a named person, their role if it is known, the day, and what they read."""

    by: str
    role: str
    on: date
    digest: str = ""
    """Of the words that were read; see `catalog.reviewing.records`."""


class ReviewState(StrEnum):
    """What clinicians have checked; the sheet prints it in its own language."""

    REVIEWED = "reviewed"
    DRAFT = "draft"
    """The source text is unchecked, and the sheet is in the source language."""
    DRAFT_TRANSLATED = "draft-translated"
    """Neither the text nor its translation is checked."""
    DRAFT_TEXT = "draft-text"
    """The translation is checked, the source text behind it is not."""
    DRAFT_TRANSLATION = "draft-translation"
    """The source text is checked, its translation is not."""
    DRAFT_LANGUAGE = "draft-language"
    """The language of the translation is checked, and no clinician has read it."""
    DRAFT_CHANGED = "draft-changed"
    """The words were checked, and some have changed since."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one sheet's words are reviewed, on the day it is printed.

    `translation` is None for a sheet in the source language. `by` are the clinicians whom the sheet
    names: they read its words as they stand, those of the translation where there is one. `edition`
    is the English one that the translation was reviewed against, when the handout has a later one.
    """

    text: Level
    translation: Level | None = None
    by: tuple[Review, ...] = ()
    edition: date | None = None

    @property
    def state(self) -> ReviewState:
        """Say in one word what has been checked, of the text and of its translation."""
        if self.translation in (None, Level.CLINICAL):
            drafts = _TEXT_DRAFTS if self.translation is None else _TEXT_BEHIND_DRAFTS
            return drafts.get(self.text, ReviewState.REVIEWED)
        if self.translation is Level.UNREVIEWED and self.text is not Level.CLINICAL:
            return ReviewState.DRAFT_TRANSLATED
        return _TRANSLATION_DRAFTS[self.translation]

    @property
    def on(self) -> date | None:
        """The day on which the last of the words was reviewed."""
        return max((review.on for review in self.by), default=None)


_TEXT_DRAFTS = {
    Level.UNREVIEWED: ReviewState.DRAFT,
    Level.CHANGED: ReviewState.DRAFT_CHANGED,
}
_TEXT_BEHIND_DRAFTS = {
    Level.UNREVIEWED: ReviewState.DRAFT_TEXT,
    Level.CHANGED: ReviewState.DRAFT_CHANGED,
}
_TRANSLATION_DRAFTS = {
    Level.UNREVIEWED: ReviewState.DRAFT_TRANSLATION,
    Level.CHANGED: ReviewState.DRAFT_CHANGED,
    Level.LANGUAGE: ReviewState.DRAFT_LANGUAGE,
}


def text_level(review: Review | None, digest: str) -> Level:
    """Return how far a source text of this digest is reviewed."""
    if review is None:
        return Level.UNREVIEWED
    return Level.CLINICAL if review.digest == digest else Level.CHANGED


def read_review(table: Mapping[str, Any] | None, *, where: str) -> Review | None:
    """Read a `[review]` table: `by`, `on` and `text`, with or without `role`, or nothing at all.

    Raises SourceError when it is half filled, since a sheet must not claim a review by nobody, or of
    words that nobody can tell.
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
    by, role, on, text = (table.get(key, "") for key in REVIEW_KEYS)
    if not (by or role or on or text):
        return None
    named = isinstance(by, str) and by.strip() and isinstance(role, str)
    # A datetime is a date to Python, and would be printed as one.
    dated = isinstance(on, date) and not isinstance(on, datetime)
    if not named or not dated or not isinstance(text, str) or not text:
        raise SourceError(
            "the review needs a name, a date and the digest of what was read",
            where=where,
            hint="leave it to `crmo-handouts catalog review en HANDOUT --kind clinical --by NAME`",
        )
    return Review(by.strip(), role.strip(), on, text)
