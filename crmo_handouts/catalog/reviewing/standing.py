"""A sheet's messages -> its standing: who has reviewed what it says, as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import PurePath

from crmo_handouts.catalog.catalog import Catalog, is_below
from crmo_handouts.catalog.judging import Message
from crmo_handouts.catalog.reviewing.records import Reviews, text_digest
from crmo_handouts.catalog.sharing import load_uses
from crmo_handouts.checking import Check, Report, Severity, run_checks
from crmo_handouts.locales import PSEUDO_LOCALES, SOURCE_LOCALE, Locale
from crmo_handouts.project import Project
from crmo_handouts.review import Kind, Level, Review, Standing, text_level
from crmo_handouts.source import Handout


def sheet_standing(
    project: Project, handout: Handout, *, catalog: Catalog, locale: Locale
) -> Standing:
    """Return how far the words of a handout in a catalog's language are reviewed.

    A pseudo-locale is never reviewed, whatever its English is.
    """
    if locale.id in PSEUDO_LOCALES:
        return Standing(Level.UNREVIEWED, Level.UNREVIEWED)
    begun = any(message.reviews.records for message in catalog.messages)
    if not begun and handout.review is None:
        # Most sheets, for most of their time: what they use need not be known.
        return Standing(Level.UNREVIEWED, None if locale.is_source else Level.UNREVIEWED)
    printed = printed_messages(project, handout.id, catalog)
    text = text_level(handout.review, english_digest(english_of(printed)))
    if locale.is_source:
        by = (handout.review,) if handout.review and text is Level.CLINICAL else ()
        return Standing(text, by=by)
    reviews = [message.reviews for message in printed]
    mine = [message.reviews for message in printed if _domain(message) == handout.id]
    level = translation_level(reviews, own=mine)
    edition = oldest_edition(mine)
    return Standing(
        text,
        level,
        by=named_clinicians(reviews) if level is Level.CLINICAL else (),
        edition=edition if edition and edition < handout.edition else None,
    )


# A batch asks for the same catalog again and again, and what a handout uses takes 7 ms to load.
@lru_cache(maxsize=32)
def printed_messages(project: Project, handout_id: str, catalog: Catalog) -> tuple[Message, ...]:
    """Return the messages that a handout's sheet is made of: its own, and of the shared its part."""
    uses = load_uses(project, handout_id)
    return tuple(
        message
        for message in catalog.messages
        if _domain(message) == handout_id or uses.has(message, below=is_below(message))
    )


Text = tuple[str | None, str, str | None]
"""A message's context, msgid and plural."""


def english_digest(texts: Iterable[Text]) -> str:
    """Return the digest of all the English that a sheet says, in whatever order."""
    return text_digest(sorted([part or "" for part in text] for text in texts))


def english_of(messages: Iterable[Message]) -> Iterator[Text]:
    """Yield what English the messages of a catalog say."""
    return ((message.context, message.msgid, message.msgid_plural) for message in messages)


def translation_level(reviews: Sequence[Reviews], *, own: Sequence[Reviews]) -> Level:
    """Return how far a whole translation is reviewed; `own` are those of the handout's own file.

    Shared messages may have been reviewed for another handout: only where some of its own are has
    the translation been reviewed and changed since.
    """
    if reviews and all(one.current(Kind.CLINICAL) for one in reviews):
        return Level.CLINICAL
    if reviews and all(one.current(Kind.LANGUAGE) or one.current(Kind.CLINICAL) for one in reviews):
        return Level.LANGUAGE
    return Level.CHANGED if any(one.records for one in own) else Level.UNREVIEWED


def named_clinicians(reviews: Sequence[Reviews]) -> tuple[Review, ...]:
    """Return whom a sheet names: the last who has read all of it, or else each who has read a part.

    One name, as the foot has one line; whoever else has read it stands in the .po file.
    """
    days: dict[tuple[str, str], list[date]] = {}
    for one in reviews:
        read = {
            (record.review.by, record.review.role): record.review.on
            for record in one.current(Kind.CLINICAL)
        }
        for person, on in read.items():
            days.setdefault(person, []).append(on)
    people = [Review(*person, max(read)) for person, read in days.items()]
    whole = [one for one in people if len(days[one.by, one.role]) == len(reviews)]
    return (max(whole, key=lambda one: one.on),) if whole else tuple(people)


def oldest_edition(reviews: Sequence[Reviews]) -> date | None:
    """Return the oldest English edition that some message was last reviewed against."""
    newest = (max(record.edition for record in one.records) for one in reviews if one.records)
    return min(newest, default=None)


def _domain(message: Message) -> str:
    return PurePath(message.file).stem


# -- a project that asks for reviews


@dataclass(frozen=True, slots=True)
class Demand:
    """A sheet, how far it is reviewed, and what its project asks for; `place` is its .po file."""

    required: Kind
    standing: Standing
    handout: str
    locale: Locale
    place: str
    option: str = ""
    """What names the project on the command line."""

    def command(self, locale_id: str, kind: Kind) -> str:
        """Return the command that mends it."""
        return (
            f"crmo-handouts catalog review {locale_id} {self.handout} --kind {kind} --by NAME"
            f"{self.option}"
        )


def unreviewed(demand: Demand) -> Iterator[tuple[str, str, str]]:
    """A sheet is not reviewed as its project's clinic.toml asks for."""
    standing, required = demand.standing, demand.required
    if demand.locale.id in PSEUDO_LOCALES:
        yield (
            demand.locale.id,
            "a pseudo-locale is never reviewed",
            "print it without require_review",
        )
        return
    if required is Kind.CLINICAL and not standing.text.reaches(Kind.CLINICAL):
        yield (
            f"handouts/{demand.handout}/handout.toml",
            f"{_SAID[standing.text].format(what='the English text', kind=required)}",
            f"when a clinician has read the English sheet: "
            f"{demand.command(SOURCE_LOCALE, required)}",
        )
    if standing.translation is not None and not standing.translation.reaches(required):
        yield (
            demand.place,
            f"{_SAID[standing.translation].format(what='the translation', kind=required)}",
            f"when {_READERS[required]} has read the sheet: "
            f"{demand.command(demand.locale.id, required)}",
        )


_SAID = {
    Level.UNREVIEWED: "{what} has no {kind} review",
    Level.CHANGED: "{what} has changed since it was reviewed, and has no {kind} review as it is",
    Level.LANGUAGE: "{what} has a review of its language, and no {kind} one",
}
_READERS = {
    Kind.LANGUAGE: "somebody who knows the language",
    Kind.CLINICAL: "a clinician who knows the language",
}

REVIEW_CHECKS = (
    Check(
        "clinic/review",
        Severity.ERROR,
        "A clinic that gives out only reviewed sheets would give out a draft.",
        unreviewed,
    ),
)
"""What is looked for when clinic.toml has `require_review`."""


def demand_review(
    required: Kind | None,
    standing: Standing,
    *,
    project: Project,
    catalog: Catalog,
    handout: Handout,
    locale: Locale,
) -> Report:
    """Refuse a sheet that is not reviewed as its project asks for; without a demand, none is."""
    if required is None:
        return Report()
    option = f" --project {project.roots[0]}" if len(project.roots) > 1 else ""
    demand = Demand(required, standing, handout.id, locale, catalog.file, option)
    return run_checks(REVIEW_CHECKS, demand)
