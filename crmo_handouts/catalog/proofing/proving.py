"""A handout in a language -> what a proof shows of each message, whatever state its files are in.

Nothing that a translator wrote is left out here, and nothing stops it: a fuzzy text is shown, one that
would break the page is shown as it was typed, a missing one stands in English. No edition is printed
from this (see `load_catalog`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crmo_handouts.catalog import markup, plurals
from crmo_handouts.catalog.catalog import Catalog, show
from crmo_handouts.catalog.extracting.notes import is_safety_critical
from crmo_handouts.catalog.judging import Message
from crmo_handouts.catalog.linting import lint_messages
from crmo_handouts.catalog.placeholders import foreign_directives, placeholder_names
from crmo_handouts.catalog.po.entry import Entry, Key, PoFile
from crmo_handouts.catalog.proofing.prooffiles import (
    ProofFiles,
    Unreadable,
    visible,
)
from crmo_handouts.catalog.reviewing.findings import MessageFindings
from crmo_handouts.catalog.reviewing.inventory import Item
from crmo_handouts.catalog.reviewing.records import MessageState, Reviews
from crmo_handouts.checking import Finding, Report
from crmo_handouts.locales import SOURCE_LOCALE
from crmo_handouts.project import Project

LONGEST = 2_000
"""Characters of a text that a proof shows: three times the longest of the project."""

NOT_REVIEWED = Reviews()


@dataclass(frozen=True, slots=True)
class Proven:
    """One message as a proof shows it.

    `forms` is safe markup by plural category, the format of `Catalog.gettext`. `is_raw` tells that it
    is what was typed, since it cannot be printed; `is_english`, that it stands in for a missing text.
    `texts` are the msgstrs with what cannot be seen made visible, never longer than LONGEST.
    """

    context: str | None
    msgid: str
    plural: str | None
    texts: tuple[str, ...]
    forms: Mapping[str, str]
    state: MessageState
    place: str
    part: str
    is_critical: bool = False
    is_raw: bool = False
    is_english: bool = False
    is_asked: bool = True
    reviews: Reviews = NOT_REVIEWED
    findings: tuple[Finding, ...] = ()

    @property
    def key(self) -> Key:
        """What identifies it."""
        return self.context, self.msgid


@dataclass(frozen=True, slots=True)
class Proof:
    """All messages that a handout is made of in a language, and what is wrong with their files.

    `findings` are those of no single message. `catalog` is for those who ask for reviews.
    """

    messages: tuple[Proven, ...]
    findings: tuple[Finding, ...]
    unreadable: tuple[Unreadable, ...]
    catalog: Catalog


def prove(files: ProofFiles, handout_id: str, locale_id: str) -> Proof:
    """Read a handout's messages in a language, with their findings.

    Raises SourceError for a handout or a locale.toml that cannot be read; never for a .po file.
    """
    project = files.project
    items = files.items(handout_id, locale_id)
    findings = MessageFindings(files, lint_messages(project, handout_id, locale_id))
    messages = tuple(_prove(item, files, findings, locale_id) for item in items)
    catalog = Catalog(
        locale_id,
        file=show(project, items[0].path) if items else "",
        messages=tuple(_message(item, project) for item in items if item.entry is not None),
        report=Report(),
    )
    # What cannot be read is told with its lines, not as a finding.
    rest = (one for one in findings.of_no_message() if one.check != "catalog/unreadable")
    return Proof(messages, tuple(rest), tuple(files.unreadable()), catalog)


def say_in_proof(message: Proven, locale_id: str, count: int | None = None) -> str:
    """Return what a proof prints of a message, as `Catalog.gettext` would."""
    if count is None:
        return message.forms.get("one") or message.forms["other"]
    # English stands in by its own rule, a translation by that of its language.
    spoken = SOURCE_LOCALE if message.is_english else locale_id
    return message.forms.get(plurals.category(spoken, count)) or message.forms["other"]


def english(context: str | None, msgid: str, plural: str | None = None) -> Proven:
    """Return a message that nobody has: it stands in English."""
    return Proven(
        context, msgid, plural, (), _english_forms(msgid, plural), MessageState.MISSING, "", "",
        is_english=True,
    )  # fmt: skip


def _prove(item: Item, files: ProofFiles, findings: MessageFindings, locale_id: str) -> Proven:
    wanted, entry = item.wanted, item.entry
    place = show(files.project, item.path)
    told = english(wanted.context, wanted.msgid, wanted.plural)
    told = replace(
        told, place=place, part=item.part, is_critical=is_safety_critical(wanted),
        is_asked=item.asked,
    )  # fmt: skip
    if entry is None:
        return told
    texts = tuple(_cut(visible(text)) for text in entry.msgstr)
    told = replace(
        told,
        texts=texts,
        state=item.state,
        place=f"{place}:{entry.lines[0]}",
        findings=findings.of(item.path, entry),
        reviews=item.reviews,
    )
    if item.state is MessageState.MISSING:
        return told
    sound = texts == entry.msgstr and all(_can_be_filled(text, entry) for text in texts)
    numbers = _plural_numbers(files.load(item.path), entry, locale_id)
    return replace(
        told,
        forms={
            category: _safe(texts[number], entry) if sound else _raw(texts[number])
            for category, number in numbers.items()
        },
        is_raw=not sound or any(_has_code(text, entry) for text in texts),
        is_english=False,
    )


def _can_be_filled(text: str, entry: Entry) -> bool:
    """Tell whether a format can be filled with the values that its source names."""
    known = placeholder_names(entry.source)
    return not any(foreign_directives(text)) and placeholder_names(text) <= known


def _has_code(text: str, entry: Entry) -> bool:
    """Tell whether a text has tags that its source has not, or that do not match."""
    allowed = markup.tag_names(entry.source)
    return bool(
        markup.nesting_fault(text)
        or any(markup.foreign_markup(text))
        or markup.tag_names(text) - allowed
    )


def _safe(text: str, entry: Entry) -> str:
    return markup.safe_markup(text, markup.tag_names(entry.source))


def _raw(text: str) -> str:
    """Return markup that prints a text letter by letter."""
    return markup.safe_markup(text.replace("&", "&amp;"), ()).replace("%", "%%")


def _english_forms(msgid: str, plural: str | None) -> Mapping[str, str]:
    allowed = markup.tag_names(f"{msgid}\n{plural or ''}")
    return {
        category: markup.safe_markup(text, allowed)
        for category, text in (("one", msgid), ("other", plural or msgid))
    }


def _plural_numbers(po: PoFile, entry: Entry, locale_id: str) -> Mapping[str, int]:
    """Return which msgstr is printed for a plural category; the last for those that are not told."""
    last = len(entry.msgstr) - 1
    if entry.plural is None:
        return {"other": 0}
    try:
        read = plurals.read_plural_forms(po.header_field("Plural-Forms"), locale_id)
    except ValueError:
        read = {}
    return {"other": last} | {name: min(number, last) for name, number in read.items()}


def _cut(text: str) -> str:
    """Return a text that is not too long for a proof; a cut one says how long it is."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} [… {len(text):,} characters]"


def _message(item: Item, project: Project) -> Message:
    entry = item.entry or item.wanted
    text = entry.msgstr[0] if entry.plural is None else entry.msgstr
    place = show(project, item.path)
    return Message(
        entry.context, entry.msgid, entry.plural, text, entry.lines[0], entry.fuzzy, place,
        item.reviews,
    )  # fmt: skip
