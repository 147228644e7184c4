"""A project's handouts x locales -> how far each has come, and which parts of a sheet are behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from crmo_handouts.catalog.reviewing.inventory import Inventory, Item
from crmo_handouts.catalog.reviewing.records import MessageState, Reviews
from crmo_handouts.catalog.reviewing.standing import (
    english_digest,
    oldest_edition,
    translation_level,
)
from crmo_handouts.locales import Locale
from crmo_handouts.project import Project
from crmo_handouts.review import Kind, Level, text_level
from crmo_handouts.source import Handout, load_handout


@dataclass(frozen=True, slots=True)
class Reviewing:
    """How many messages are reviewed in a kind as they stand, and how many were and have changed."""

    now: int
    changed: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet that is behind, with its messages that are; `domain` is their .po file.

    `changed` were reviewed before they changed; `unreviewed` came to a translation that was reviewed.
    """

    domain: str
    name: str
    missing: int
    fuzzy: int
    changed: int
    unreviewed: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one handout has come in one language, in messages of its sheet.

    `translated` are those that are neither fuzzy nor missing, reviewed or not. `language` is None for
    English, which is no translation. `edition` is the English one, and `reviewed_edition` the one
    that the translation was reviewed against, if it was.
    """

    handout: str
    title: str
    locale: Locale
    edition: date
    messages: int
    translated: int
    fuzzy: int
    missing: int
    language: Reviewing | None
    clinical: Reviewing
    level: Level
    reviewed_edition: date | None
    behind: tuple[Part, ...]

    @property
    def is_behind(self) -> bool:
        """Tell whether the translation was reviewed against an earlier English edition."""
        return self.reviewed_edition is not None and self.reviewed_edition < self.edition


def measure_coverage(
    project: Project, locale_ids: Iterable[str] | None = None
) -> tuple[Coverage, ...]:
    """Measure every handout in every language, or in those that are named, in their order.

    Raises UsageError for an unknown locale, CatalogError and SourceError for files that cannot be
    read.
    """
    # Named ones first, so that a slip of the pen is told before a second of work.
    locales = [project.locale(locale_id) for locale_id in locale_ids or project.locale_ids()]
    inventory = Inventory(project)
    handouts = [load_handout(project, handout_id) for handout_id in project.handout_ids()]
    return tuple(
        _measure(handout, locale, inventory.items(handout.id, locale.cldr))
        for handout in handouts
        for locale in locales
    )


def _measure(handout: Handout, locale: Locale, items: Sequence[Item]) -> Coverage:
    asked = [item for item in items if item.asked]
    states = Counter(item.state for item in asked)
    fuzzy, missing = states[MessageState.FUZZY], states[MessageState.MISSING]
    own = [_reviews(item) for item in items if item.domain == handout.id]
    edition = None if locale.is_source else oldest_edition(own)
    begun = any(one.records for one in own)
    return Coverage(
        handout=handout.id,
        title=handout.title,
        locale=locale,
        edition=handout.edition,
        messages=len(asked),
        translated=len(asked) - fuzzy - missing,
        fuzzy=fuzzy,
        missing=missing,
        language=None if locale.is_source else _count(asked, Kind.LANGUAGE),
        clinical=_count_source(handout, items, len(asked))
        if locale.is_source
        else _count(asked, Kind.CLINICAL),
        level=_source_level(handout, items)
        if locale.is_source
        else translation_level([_reviews(item) for item in items], own=own),
        reviewed_edition=edition,
        behind=_parts(asked, begun=begun),
    )


def _reviews(item: Item) -> Reviews:
    """Return who has reviewed a message; one that may not be printed is not reviewed."""
    if item.state in (MessageState.MISSING, MessageState.FUZZY):
        return Reviews(item.reviews.records)
    return item.reviews


def _count(items: Sequence[Item], kind: Kind) -> Reviewing:
    reviews = [_reviews(item) for item in items]
    return Reviewing(
        sum(bool(one.current(kind)) for one in reviews), sum(one.outdated(kind) for one in reviews)
    )


def _source_level(handout: Handout, items: Sequence[Item]) -> Level:
    said = (item.entry for item in items if item.entry is not None)
    words = ((entry.context, entry.msgid, entry.plural) for entry in said)
    return text_level(handout.review, english_digest(words))


def _count_source(handout: Handout, items: Sequence[Item], messages: int) -> Reviewing:
    """Count the English text's review: it is of all messages, or of none."""
    level = _source_level(handout, items)
    return Reviewing(
        messages if level is Level.CLINICAL else 0, messages if level is Level.CHANGED else 0
    )


_BEHIND = {
    MessageState.MISSING: "missing",
    MessageState.FUZZY: "fuzzy",
    MessageState.OUTDATED: "changed",
}


def _parts(items: Sequence[Item], *, begun: bool) -> tuple[Part, ...]:
    """Return the parts that are behind, in the order of the sheet, the shared texts last."""
    why = _BEHIND | ({MessageState.TRANSLATED: "unreviewed"} if begun else {})
    counts: dict[tuple[str, str], Counter[str]] = {}
    for item in items:
        if item.state in why:
            counts.setdefault((item.domain, item.part), Counter())[why[item.state]] += 1
    return tuple(
        Part(
            domain,
            name,
            missing=count["missing"],
            fuzzy=count["fuzzy"],
            changed=count["changed"],
            unreviewed=count["unreviewed"],
        )
        for (domain, name), count in counts.items()
    )
