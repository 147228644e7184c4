"""A review of a handout in a language -> records in its files: who read what, and when.

A translation is reviewed message by message, in the .po files (see `records`), a shared message once
for all handouts. The English text is reviewed as a whole, in `handout.toml`, with the digest of all
its words: what it says, it says in every language. A message that must not be printed is not reviewed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from crmo_handouts.catalog.catalog import load_catalog, show
from crmo_handouts.catalog.linting import lint_messages
from crmo_handouts.catalog.po.entry import Entry, PoFile
from crmo_handouts.catalog.po.pofile import format_po, put_file
from crmo_handouts.catalog.reviewing.findings import MessageFindings
from crmo_handouts.catalog.reviewing.inventory import Inventory, Item
from crmo_handouts.catalog.reviewing.records import MessageState, Record, add_record, read_name
from crmo_handouts.catalog.reviewing.standing import english_digest, english_of, printed_messages
from crmo_handouts.checking import Finding, Report, Severity
from crmo_handouts.errors import UsageError
from crmo_handouts.locales import PSEUDO_LOCALES
from crmo_handouts.project import Project
from crmo_handouts.review import Kind, Review
from crmo_handouts.source import Handout, load_handout
from crmo_handouts.source.signing import sign_text


@dataclass(frozen=True, slots=True)
class Signed:
    """One file with its new records: of how many messages, and whether its bytes changed."""

    path: Path
    messages: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was recorded, and why some messages were not reviewed."""

    files: tuple[Signed, ...]
    refused: int
    report: Report

    @property
    def messages(self) -> int:
        """How many messages are reviewed now."""
        return sum(file.messages for file in self.files)


def review(
    project: Project, handout_id: str, *, locale_id: str, kind: Kind, review: Review
) -> Reviewed:
    """Record that a person has read a handout in a language, as it stands in its files.

    Messages that are missing, fuzzy or faulty are left out, and told; so are those of files outside
    the nearest root. Raises UsageError for names that are not there, a date to come, and what is
    never reviewed; CatalogError and SourceError for files that cannot be read.
    """
    if locale_id in PSEUDO_LOCALES:
        raise UsageError(
            f"{locale_id} is a pseudo-locale, which nobody can review",
            hint="name a language, as `crmo-handouts list` does",
        )
    locale = project.locale(locale_id)
    handout = load_handout(project, handout_id)
    signed = _checked(review, project)
    inventory = Inventory(project)
    items = inventory.items(handout_id, locale.id)
    faults = _Faults(project, inventory, lint_messages(project, handout_id, locale.id))
    if locale.is_source:
        return _review_source(project, handout, kind, signed, faults.told(items))
    refused = {item.wanted.key: told for item in items if (told := faults.of(item))}
    sound = [item for item in items if item.wanted.key not in refused]
    files = tuple(
        _sign(inventory, path, [item for item in sound if item.path == path], kind, signed, handout)
        for path in dict.fromkeys(item.path for item in sound)
    )
    return Reviewed(files, len(refused), Report(_flat(refused.values())))


def _checked(review: Review, project: Project) -> Review:
    """Return the review with its names as a record holds them."""
    by, role = read_name(review.by, "name"), read_name(review.role, "role")
    if not by:
        raise UsageError("a review needs the name of a person", hint='write --by "A. Rahman"')
    if review.on > project.today:
        raise UsageError(
            f"the review lies in the future: {review.on}", hint="write the day it was done"
        )
    return replace(review, by=by, role=role)


def _sign(
    inventory: Inventory,
    path: Path,
    items: list[Item],
    kind: Kind,
    review: Review,
    handout: Handout,
) -> Signed:
    po = inventory.load(path)
    read = {id(item.entry) for item in items}
    record = Record(kind, review, handout.edition)
    entries = tuple(
        add_record(entry, record) if id(entry) in read else entry for entry in po.entries
    )
    content = format_po(PoFile(_in_utf8(po.header), entries, po.tail))
    return Signed(path, len(items), put_file(path, content))


def _in_utf8(header: Entry) -> Entry:
    """Say in the header how the file is written, whatever it was before."""
    said = re.sub(r"charset=[\w.:-]+", "charset=UTF-8", header.msgstr[0], flags=re.IGNORECASE)
    return replace(header, msgstr=(said,))


def _review_source(
    project: Project, handout: Handout, kind: Kind, review: Review, faults: Report
) -> Reviewed:
    """Sign the English text, all of it or not at all: it has one review."""
    if kind is not Kind.CLINICAL:
        raise UsageError(
            "the handouts are written in English: it has no translation to review",
            hint="a clinician reviews it with --kind clinical",
        )
    path = project.find("handouts", handout.id, "handout.toml")
    if path is None or not path.is_relative_to(project.roots[0]):
        place = str(path)
        faults += Report((_outside(place),))
    catalog = load_catalog(project, handout.id, "en")
    messages = printed_messages(project, handout.id, catalog)
    if faults.errors or path is None:
        return Reviewed((), len(messages), faults)
    signed = replace(review, digest=english_digest(english_of(messages)))
    changed = put_file(path, sign_text(path, signed))
    return Reviewed((Signed(path, len(messages), changed),), 0, Report())


# -- what is wrong with a message


class _Faults:
    """Findings of severity error, by the message that they are about."""

    def __init__(self, project: Project, inventory: Inventory, report: Report) -> None:
        self.project = project
        self.errors = MessageFindings(inventory, report.errors)

    def of(self, item: Item) -> tuple[Finding, ...]:
        """Return why a message cannot be reviewed: nothing when it can."""
        if item.entry is None:
            return (_absent(item, show(self.project, item.path)),)
        found = (*self.errors.of_file(item.path), *self.errors.of(item.path, item.entry))
        if not found and item.state in (MessageState.MISSING, MessageState.FUZZY):
            place = f"{show(self.project, item.path)}:{item.entry.line}"
            return (Finding(f"catalog/{item.state}", Severity.ERROR, place, f"is {item.state}"),)
        if not item.path.is_relative_to(self.project.roots[0]):
            return (*found, _outside(show(self.project, item.path)))
        return found

    def told(self, items: Iterable[Item]) -> Report:
        """Return all that is wrong with these messages but where they lie."""
        return Report(
            tuple(
                finding for item in items for finding in self.of(item) if finding.check != OUTSIDE
            )
        )


OUTSIDE = "catalog/outside"


def _outside(place: str) -> Finding:
    return Finding(
        OUTSIDE,
        Severity.ERROR,
        place,
        "is not in your project: what it says may change with the press",
        "copy it to the same path of your project, and review it there",
    )


def _absent(item: Item, place: str) -> Finding:
    return Finding(
        "catalog/missing",
        Severity.ERROR,
        place,
        f"has no message for “{item.wanted.msgid[:60]}”",
        "run `crmo-handouts catalog extract` and `catalog update`, then translate it",
    )


def _flat(told: Iterable[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """Join findings, each once: one of a whole file is about each of its messages."""
    return tuple(dict.fromkeys(finding for findings in told for finding in findings))
